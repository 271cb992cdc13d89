"""Questions that are answered with acts: a case's, a person's, a unit's; refused; out of hours; a fact's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from sharehub.errors import Invalid
from sharehub.oversight.acts import queries
from sharehub.oversight.acts.hours import Hours
from sharehub.oversight.acts.items import items
from sharehub.oversight.acts.queries import Had, Place, Wanted
from sharehub.oversight.days import Days, over, recent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sharehub.audit.entry import Action, Value
    from sharehub.oversight.looking import Item, Look

USUAL_DAYS, MOST_DAYS = 7, 31
"""How many days are gone through for looks out of hours, and how many at most."""


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts of a case, of a person, of a unit or of one kind, or such as were refused."""

    name: str
    case: UUID | None = None
    user: UUID | None = None
    unit: UUID | None = None
    action: Action | None = None
    refused: bool = False
    days: Days = field(default_factory=Days)

    def references(self) -> dict[str, Value]:
        """Return what it asks for, in ids and closed words; its case goes by its alias."""
        named = {"user": self.user, "unit": self.unit, "of": self.action}
        ids = {name: str(value) for name, value in named.items() if value is not None}
        return {**ids, **self.days.references()}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the acts, newest first."""
        wanted = Wanted(
            case_alias=None if self.case is None else look.alias_of(self.case),
            user=self.user,
            unit=self.unit,
            action=self.action,
            refused=self.refused,
            start=self.days.start(look.zone),
            end=self.days.end(look.zone, look.tx.today),
        )
        found = queries.acts(look.tx, look.scope, wanted, before(look, after), most)
        return items(look, found.ids, found.entries)


@dataclass(frozen=True, slots=True)
class OutOfHours:
    """Looks at times when nobody is expected to look."""

    days: Days = field(default_factory=Days)
    hours: Hours = field(default_factory=Hours)
    name: ClassVar[str] = "out_of_hours"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {"opens": self.hours.opens, "closes": self.hours.closes, **self.days.references()}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the looks, newest first: night by night, until there are enough.

        Raises:
            Invalid: offices close before they open, or there are too many days to go through.
        """
        if self.hours.closes <= self.hours.opens:
            raise Invalid("closes", "offices close after they open")
        days = recent(self.days, look.tx.today, USUAL_DAYS, MOST_DAYS)
        place = before(look, after)
        ids: list[UUID] = []
        for start, end in self.hours.closed(days.first, days.last, look.zone):
            if place is None or start <= place.at:
                found = queries.looks(look.tx, look.scope, start, end, place, most - len(ids))
                ids += [one.id for one in found]
            if len(ids) == most:
                break
        return items(look, ids)


@dataclass(frozen=True, slots=True)
class Readings:
    """By which looks a fact had gone to somebody by the end of a day: in which form, to whom."""

    fact: UUID
    by: date | None = None
    name: ClassVar[str] = "readings_of_fact"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {"about": str(self.fact), **Days(last=self.by).references()}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the looks, newest first, each with the one line; of a fact that is not theirs to know, none.

        A fact's owner and who oversees the hub find everybody who had it. Another unit finds its own people
        who had it in full, unless it works with him: there, what one of them had and another did not would
        tell what was kept back.
        """
        wanted = self._wanted(look)
        place = before(look, after)
        if wanted is None:
            return []
        found = items(look, queries.had(look.tx, wanted, place, most), owner=wanted.unit)
        return [
            item | {"lines": [line for line in item["lines"] if line["fact"] == str(self.fact)]}
            for item in found
        ]

    def _wanted(self, look: Look) -> Had | None:
        scope, held = look.scope, queries.owned(look.tx, self.fact)
        if held is None or held.case in look.apart:
            return None
        as_owner = scope.oversees or held.owner == scope.unit
        alias = look.keys.aliases([str(held.case)]).get(str(held.case))
        if alias is None or (scope.faces_him and not as_owner):
            return None
        end = over(self.by or look.tx.today, look.zone, look.tx.today)
        return Had(self.fact, alias, held.owner if as_owner else scope.unit, as_owner, end)


def before(look: Look, after: UUID | None) -> Place | None:
    """Return the place after which a page of acts goes on.

    Raises:
        Invalid: the log shows no such entry to this officer.
    """
    if after is None:
        return None
    place = queries.place_of(look.tx, after)
    if place is None:
        raise Invalid("cursor", "begin the list anew: it went on after an entry that is not to be seen here")
    return place

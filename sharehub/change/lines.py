"""One line of a goal, commitment or answer as it comes in, and the fact that it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from consent.people import Part
from policies.vocabulary import Category, PerpAware, SourceExposure, SourceType
from sharehub.cases import queries as cases
from sharehub.errors import Invalid
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from sharehub.patterns.validation import SURVIVORS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sharehub.cases.admission import Admitted
    from sharehub.language.vocabulary import Kind

HIS = frozenset({Part.PERPETRATOR, Part.ADULT_A, Part.ADULT_B})
"""Whose change it may be; until it is decided whose pattern it is, either adult's."""
HARMED = SURVIVORS | {Part.CHILD}


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody wrote.

    `gist` is its short form, for those who get no more. `categories` are those beside the ones that every
    such line has; `about` whom it identifies beside those it is for. `he_knows`: that agencies hold it, which
    a second person confirms.
    """

    text: str = field(repr=False)
    gist: str | None = field(default=None, repr=False)
    categories: frozenset[Category] = frozenset()
    about: frozenset[UUID] = frozenset()
    he_knows: bool = False

    def fact(self, kind: Kind, **more: object) -> NewFact:
        """Return the fact that says it: an agency's own words about his progress, which expose nobody."""
        plain = NewFact(
            kind=kind,
            statement=self.text,
            source_type=SourceType.PROFESSIONAL_JUDGEMENT,
            categories=self.categories | {Category.PROGRESS},
            gist=self.gist,
            about=self.about,
            perp_aware=PerpAware.YES if self.he_knows else PerpAware.UNKNOWN,
            source_exposure=SourceExposure.NONE,
        )
        return replace(plain, **more)  # type: ignore[arg-type]


def written(lines: Mapping[str, Line | None]) -> dict[str, str | None]:
    """Return every text of some lines by its field: what must be held against what its author reads."""
    return {
        where if part == "text" else f"{where}.{part}": text
        for where, line in lines.items()
        if line is not None
        for part, text in (("text", line.text), ("gist", line.gist))
    }


def keep(admitted: Admitted, new: NewFact) -> UUID:
    """Record a line's fact and publish it, in this unit of work."""
    fact = record(admitted.work, admitted.actor, admitted.case, new)
    publish(admitted.work, admitted.actor, admitted.case, fact)
    return fact


def whose(admitted: Admitted, person: UUID | None) -> UUID:
    """Return whose change it is: the one who is named, or the only one it can be.

    Raises:
        Invalid: nobody of the case, somebody else's, or it must be said which of two.
    """
    parts = cases.parts(admitted.work.tx, admitted.case)
    his = [one for one, part in parts.items() if part in HIS]
    if person is None and len(his) == 1:
        return his[0]
    if person not in his:
        raise Invalid("person", "name the adult whose change it is")
    return person


def check_harmed(admitted: Admitted, where: str, people: frozenset[UUID], parts: frozenset[Part]) -> None:
    """Refuse anybody who is not of these parts in the case.

    Raises:
        Invalid: somebody is not; a third party is as nobody.
    """
    known = cases.parts(admitted.work.tx, admitted.case)
    if not all(known.get(person) in parts for person in people):
        raise Invalid(where, "nobody of this case whom it can be for")

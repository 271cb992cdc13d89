"""Where a permission stands, and who may know that it is there.

What was said is a consent event like any other: it stands or falls by the one rule for consent, be it taken
back here, by another worker, or ended by its day. A service that treats somebody is there for nobody but
itself, until they have said that it may speak with another unit: then for that one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from consent.people import UNDETERMINED, Part, undetermined
from consent.record import Status
from consent.standing import ConsentAsk, in_order, stands
from policies.vocabulary import WorksWith
from sharehub.permissions import queries
from sharehub.protocols.sides import side_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from consent.people import Person
    from policies.question import Case
    from sharehub.disclosure.known import Known
    from sharehub.hub import Work
    from sharehub.permissions.queries import Wish
    from sharehub.protocols.in_play import InPlay


class Direction(StrEnum):
    """Which way may be told: each is asked and answered by itself, and opens nothing the other way."""

    PROGRAMME_TO_TREATMENT = "programme_to_treatment"
    TREATMENT_TO_PROGRAMME = "treatment_to_programme"

    def recipient(self, wish: Wish) -> UUID:
        """Return the one unit that this way reaches."""
        return wish.with_unit if self is Direction.TREATMENT_TO_PROGRAMME else wish.unit

    def event(self, wish: Wish) -> UUID | None:
        """Return the consent event that said last where this way stands."""
        return wish.to_them if self is Direction.TREATMENT_TO_PROGRAMME else wish.from_them

    def said(self, wish: Wish, event: UUID) -> Wish:
        """Return the permission with that event in its place."""
        if self is Direction.TREATMENT_TO_PROGRAMME:
            return wish._replace(to_them=event)
        return wish._replace(from_them=event)


class Way(StrEnum):
    """Where one direction stands; `ended`: its last day is over, or it was taken back elsewhere."""

    ASKED = "asked"
    GIVEN = "given"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SERVES = {
    WorksWith.SURVIVOR: frozenset({Part.SURVIVOR}) | UNDETERMINED,
    WorksWith.CHILD: frozenset({Part.CHILD}),
    WorksWith.PERPETRATOR: frozenset({Part.PERPETRATOR}),
}
"""Whose permission a service may ask for, by whom its role works with."""


def serves(in_play: InPlay, role: str, part: Part) -> bool:
    """Say whether a service works, by a role, with people in this part, under every rulebook in play."""
    found = in_play.works_with(role)
    return bool(found) and all(part in SERVES.get(one, frozenset()) for one in found)


class Outlook:
    """One look at a case's permissions, for one member of staff."""

    def __init__(self, known: Known) -> None:
        """Read what the case's permissions rest on."""
        self._work, self._actor, self._in_play = known.work, known.actor, known.in_play
        self.case: Case = known.loaded.case
        self.wishes = queries.wishes(known.work.tx, known.case, known.actor.unit)
        events = {event for wish in self.wishes for event in (wish.to_them, wish.from_them) if event}
        self._said = queries.said(known.work.tx, events)
        side = side_in(self._in_play, known.actor.role)
        self.his_side = side.is_his(undetermined=undetermined(self.case.people))

    def own(self, wish: Wish) -> bool:
        """Say whether the actor's unit asked for it, and the actor may know of it."""
        if wish.unit != self._actor.unit:
            return False
        part = self._part(wish)
        return self._may_know(part) or (part is not None and serves(self._in_play, self._actor.role, part))

    def ways(self, wish: Wish) -> dict[Direction, Way]:
        """Return where each direction that was asked for stands, as far as the actor may know; {}: nothing.

        The other unit knows of those that stand today and of nothing else: neither what is asked or refused,
        nor whether what it no longer sees has ended or was taken back.
        """
        found = {way: self._way(wish, way) for way in Direction if way in wish.directions}
        if self.own(wish):
            return found
        if wish.with_unit != self._actor.unit or not self._may_know(self._part(wish)):
            return {}
        return {direction: way for direction, way in found.items() if way is Way.GIVEN}

    def may_tell(self, teller: UUID, told: UUID) -> bool:
        """Say whether a permission stands, known to the actor, by which one unit may tell another."""
        return any(
            direction.recipient(wish) == told
            and {wish.unit, wish.with_unit} == {teller, told}
            and way is Way.GIVEN
            for wish in self.wishes
            for direction, way in self.ways(wish).items()
        )

    def stands(self, wish: Wish, direction: Direction) -> bool:
        """Say whether consent stands today for anything that the permission is about."""
        return stands_for(self.case, wish, direction, self._work)

    def _part(self, wish: Wish) -> Part | None:
        person = self.case.people.get(str(wish.person))
        return None if person is None else person.part

    def _may_know(self, part: Part | None) -> bool:
        # That she, or a child, is treated somewhere is never told to those who work with him; nor is anything
        # of somebody whose part cannot be read.
        return part is Part.PERPETRATOR or (part is not None and not self.his_side)

    def _way(self, wish: Wish, direction: Direction) -> Way:
        event = direction.event(wish)
        if event is None:
            return Way.ASKED
        match self._said[event]:
            case Status.REFUSED:
                return Way.REFUSED
            case Status.RESCINDED:
                return Way.WITHDRAWN
        return Way.GIVEN if self.stands(wish, direction) else Way.ENDED


def stands_for(case: Case, wish: Wish, direction: Direction, work: Work) -> bool:
    """Say whether consent stands today for any purpose and category of a permission, that way.

    What cannot be read grants nothing.
    """
    try:
        history = in_order(case.consent_events, case.people)
        return any(
            stands(history, _ask(case.people, wish, direction, (purpose, category), work)).grant is not None
            for purpose in wish.purposes
            for category in wish.categories
        )
    except ValueError:
        return False


def _ask(
    people: Mapping[str, Person], wish: Wish, direction: Direction, what: tuple[str, str], work: Work
) -> ConsentAsk:
    return ConsentAsk(
        subject=str(wish.person),
        unit=str(direction.recipient(wish)),
        purpose=what[0],
        category=what[1],
        fact="",
        day=work.tx.today,
        people=people,
    )

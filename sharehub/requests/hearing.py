"""Who may know of a request, and who of its answer: else it stays open, as where nobody is.

That a unit answers at all says that it works with somebody of the family. Where this is health or safety
information, and of any unit to those who work with him, it is told only where a permission to communicate
stands that reaches the one who asks. An answer is told where something of it comes by the gate.

That a gap is asked about says that there is one: of the unit that is asked, those know of it who get the
gap's line, in full or short. To the others nothing was asked.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from policies.vocabulary import WorksWith
from sharehub.cases import queries as cases
from sharehub.cases.side import is_his
from sharehub.disclosure.discretion import discreet_in
from sharehub.disclosure.known import known_facts
from sharehub.notices.queries import at_work
from sharehub.permissions.standing import Outlook
from sharehub.protocols.in_play import InPlay
from sharehub.protocols.sides import side_in
from sharehub.requests import queries
from sharehub.requests.words import DECLINED, OPEN, WITHDRAWN

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.disclosure.known import Known
    from sharehub.hub import Work
    from sharehub.requests.queries import Asked

HERS = frozenset({WorksWith.SURVIVOR, WorksWith.CHILD})


class Ears:
    """What one member of staff may know of a case's requests."""

    def __init__(self, known: Known) -> None:
        """Read who may be told of, which permissions stand, and which gaps and answers the actor has."""
        self._known, self._actor = known, known.actor
        self._outlook = Outlook(known)
        self._all = queries.of_unit(known.work.tx, known.case, known.actor.unit)
        gaps = known.had(one.gap for one in self._all if one.gap is not None)
        self._lines = gaps.lines
        # Those who work with him get lines of others under ids that mean nothing elsewhere.
        self._named = gaps.own if self._outlook.his_side else gaps.in_full
        self._answers = known.facts(fact for one in self._all for fact in one.answers)
        self._asking: dict[UUID, InPlay] = {}

    def requests(self) -> list[Asked]:
        """Return the requests that the actor's unit makes or is made and the actor may know of, by id."""
        return [one for one in self._all if self.knows_of(one)]

    def knows_of(self, asked: Asked) -> bool:
        """Say whether somebody of one of the two units is to know of the request at all.

        Who works with him is not to see what a colleague asked who does not.
        """
        if asked.gap is not None and asked.gap not in self._lines:
            return False
        if self._actor.unit == asked.to_unit or self._actor.user == asked.asked_by:
            return True
        return not self._outlook.his_side or side_in(self._known.in_play, asked.asked_role).his

    def status(self, asked: Asked) -> str:
        """Return how a request stands, as far as the actor may know."""
        if self._actor.unit == asked.to_unit or asked.status in {OPEN, WITHDRAWN}:
            return asked.status
        return asked.status if self._hears(asked) else OPEN

    def gap(self, asked: Asked) -> UUID | None:
        """Return the gap that is asked about; None: the actor has no id of it, or it is none."""
        return asked.gap if asked.gap in self._named else None

    def names(self, asked: Asked) -> UUID | None:
        """Return the other unit; None: it is not to be told that it is there.

        The one who asks named the other unit. The one that is asked is not told of a unit whose involvement
        is health or safety information, nor, where they work with him, of who works with her or a child.
        """
        if self._actor.unit == asked.from_unit:
            return asked.to_unit
        hers = self._outlook.his_side and not self._works_with(asked).isdisjoint(HERS)
        return None if hers or self._is_discreet(asked.from_unit) else asked.from_unit

    def _hears(self, asked: Asked) -> bool:
        silent = self._outlook.his_side or self._is_discreet(asked.to_unit)
        if silent and not self._outlook.may_tell(asked.to_unit, asked.from_unit):
            return False
        if asked.status == DECLINED:
            return True
        return not self._answers.isdisjoint(asked.answers)

    def _works_with(self, asked: Asked) -> frozenset[WorksWith]:
        """Return whom the one who asks works with, by what is in play for their unit."""
        unit = asked.from_unit
        if unit not in self._asking:
            self._asking[unit] = InPlay.of(self._known.work.tx, unit)
        return self._asking[unit].works_with(asked.asked_role)

    def _is_discreet(self, unit: UUID) -> bool:
        return unit in self._discreet

    @cached_property
    def _discreet(self) -> frozenset[UUID]:
        return discreet_in(self._known.work.tx, self._known.case, self._known.in_play)


def unit_hears(work: Work, case: UUID, unit: UUID, gap: UUID | None) -> bool:
    """Say whether a unit is to be told that it is asked, or asked still.

    Somebody of it works on the case, whom no conflict keeps from it; where a gap is asked about, everybody
    who would hear of it gets the gap's line.
    """
    today = work.tx.today
    there = [
        one
        for one in at_work(work.tx, case, today, unit)
        if cases.works_on(work.tx, case, one.user, one.role, today)
    ]
    if gap is None:
        return bool(there)
    hearing = [one for one in there if not is_his(work, one, case)]
    return bool(hearing) and all(known_facts(work, one, case, {gap}) for one in hearing)

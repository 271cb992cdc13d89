"""Whether whoever asked a service hears of its answer: else the question stays open, as where nobody is.

That a unit answers at all says that it works with somebody of the family. Where this is health or safety
information, and of any unit to those who work with him, it is told only where a permission to communicate
stands that reaches the one who asks. An answer is told where something of it comes by the gate.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policies.vocabulary import WorksWith
from sharehub.disclosure.discretion import discreet_units
from sharehub.disclosure.known import known_facts
from sharehub.permissions.standing import Outlook
from sharehub.protocols.sides import side_of, works_with

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.permissions.queries import Question

OPEN, ANSWERED, DECLINED = "open", "answered", "declined"
HERS = frozenset({WorksWith.SURVIVOR, WorksWith.CHILD})


class Ears:
    """What one member of staff may know of a case's questions."""

    def __init__(self, work: Work, actor: Actor, case: UUID) -> None:
        """Read who may be told of, and which permissions stand."""
        self._work, self._actor, self._case = work, actor, case
        self._outlook = Outlook(work, actor, case)
        self._discreet = discreet_units(work, case, actor.unit)

    def knows_of(self, question: Question) -> bool:
        """Say whether somebody of one of the two units is to know of the question at all.

        Who works with him is not to see what a colleague asked who does not.
        """
        if self._actor.unit == question.to_unit or self._actor.user == question.asked_by:
            return True
        asker = replace(self._actor, role=question.asked_role)
        return not self._outlook.his_side or side_of(self._work.tx, asker).his

    def status(self, question: Question) -> str:
        """Return how a question stands, as far as the actor may know."""
        if self._actor.unit == question.to_unit or question.status == OPEN:
            return question.status
        return question.status if self._hears(question) else OPEN

    def names(self, question: Question) -> UUID | None:
        """Return the other unit; None: it is not to be told that it is there.

        The one who asks named the other unit. The one that is asked is not told of a unit whose involvement
        is health or safety information, nor, where they work with him, of who works with her or a child.
        """
        if self._actor.unit == question.from_unit:
            return question.to_unit
        asker = replace(self._actor, unit=question.from_unit, role=question.asked_role)
        hers = self._outlook.his_side and not works_with(self._work.tx, asker).isdisjoint(HERS)
        return None if hers or self._is_discreet(question.from_unit) else question.from_unit

    def _hears(self, question: Question) -> bool:
        silent = self._outlook.his_side or self._is_discreet(question.to_unit)
        if silent and not self._outlook.may_tell(question.to_unit, question.from_unit):
            return False
        if question.status == DECLINED:
            return True
        return bool(known_facts(self._work, self._actor, self._case, question.answers))

    def _is_discreet(self, unit: UUID) -> bool:
        return unit in self._discreet

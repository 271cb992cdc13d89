"""Correcting whose pattern of control it is: all copies of the case are about the wrong person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import Part
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.errors import Conflict, Invalid
from sharehub.protocols.permits import permit
from sharehub.recalls.begin import begin
from sharehub.recalls.causes import Cause

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def correct_mapping(work: Work, actor: Actor, case: UUID, perpetrator: UUID) -> None:
    """Record that the one taken for the survivor is the perpetrator; the other becomes the survivor.

    From here on every decision goes by that. What was recorded of either stays their unit's to correct. All
    who have anything of the case are told that their copy is out of date, and not why.

    Raises:
        Conflict: it is open, or already so, whose pattern of control it is.
        Invalid: the person named is not taken for the survivor.
    """
    permit(work, actor, "decide_mapping")
    admitted = admit(work, actor, case)
    parts = cases.parts(work.tx, case)
    taken_for_him = [person for person, part in parts.items() if part == Part.PERPETRATOR]
    if not taken_for_him or perpetrator in taken_for_him:
        raise Conflict("there is no decision that says otherwise")
    if parts.get(perpetrator) != Part.SURVIVOR:
        raise Invalid("perpetrator", "not one of the two adults about whom it was decided")
    for person in taken_for_him:
        cases.set_part(work.tx, person, Part.SURVIVOR.value)
    cases.set_part(work.tx, perpetrator, Part.PERPETRATOR.value)
    admitted.record(Action.MAPPING_CORRECTED, perpetrator=str(perpetrator))
    begin(work, Cause.MISIDENTIFIED, case)

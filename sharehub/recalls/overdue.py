"""What happens when nobody says that a copy is gone: officers hear of it, step by step."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.cases.queries import overseeing
from sharehub.notices.tell import Occasion, tell
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.recalls import queries

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work

THEN_OTHERS_AFTER = timedelta(days=2)
"""How long the unit's own officer has, before those of whose facts it is and the hub's own hear of it."""
OWN_OFFICER, OTHERS = 1, 2


def escalate(work: Work, copy: UUID) -> None:
    """Tell the next officers of a copy that nobody has acknowledged; one that somebody has, nobody hears of.

    First the officer of the unit that holds it, then the officers of those whose facts are in it and the
    hub's independent ones.
    """
    held = queries.take_copy(work.tx, copy)
    if held is None or held.acknowledged_at is not None or held.stage >= OTHERS:
        return
    stage = held.stage + 1
    if stage == OWN_OFFICER:
        units = {held.unit}
        put(work, Kind.RECALL_OVERDUE, [copy], work.tx.now + THEN_OTHERS_AFTER)
    else:
        units = {*queries.owners_of(work.tx, copy), *overseeing(work.tx)}
    queries.change_copy(work.tx, copy, stage=stage)
    tell(work, Occasion.RECALL_OVERDUE, copy, held.case, units)
    work.record(
        Act(
            Action.RECALL_ESCALATED,
            case_alias=work.keys.known_alias(str(held.case)),
            references={"copy": str(copy), "stage": stage},
        )
    )

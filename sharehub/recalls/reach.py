"""Reaching one holder: the one item that is open for them, opened or told of anew, and what it is about.

Several recalls come together in one open item, so that its being there tells no more than that a copy is out
of date. Only a copy that somebody took after they were told is told of anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sharehub.notices.tell import Occasion, tell
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.recalls import queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.recalls.holders import Holder
    from sharehub.recalls.queries import Begun, Copy

ACKNOWLEDGED_WITHIN = timedelta(days=5)
"""Until an acknowledgement is overdue: a weekend and three days of work, for whoever works part-time; longer
would leave what is wrong about a family lying on desks."""


def reach(work: Work, begun: Begun, holder: Holder, last: datetime, facts: Mapping[UUID, UUID]) -> bool:
    """Tell a holder that their copy is out of date, unless they were told of it already.

    Args:
        work: the unit of work.
        begun: the recall.
        holder: who holds a copy.
        last: when they last had something that is out of date.
        facts: what of it is, each with its owner.

    Returns:
        Whether they were told now.
    """
    key = {
        "case_id": begun.case,
        "unit_id": holder.unit,
        "user_id": holder.user,
        "role": holder.role,
        "by_glass": holder.by_glass,
    }
    copy, told = _copy(work, begun, key, last)
    queries.add_reaches(
        work.tx,
        [
            {
                "recall_id": begun.id,
                "copy_id": copy,
                "fact_id": fact,
                "owner_unit_id": owner,
                "unit_id": holder.unit,
            }
            for fact, owner in sorted(facts.items())
        ],
    )
    if told:
        tell(work, Occasion.COPY_OUT_OF_DATE, copy, begun.case, [holder.unit])
    return told


def _copy(work: Work, begun: Begun, key: Mapping[str, Any], last: datetime) -> tuple[UUID, bool]:
    """Return the holder's item and whether they are to be told of it now."""
    before = queries.reached_before(work.tx, begun.id, key)
    if before is not None and last <= before.told_at:
        # An earlier page of the same recall, which went from new to old.
        return before.id, False
    while True:
        held = queries.open_copy(work.tx, key)
        if held is not None:
            return held.id, _renewed(work, held, last)
        identity, due = work.new_id(), work.tx.now + ACKNOWLEDGED_WITHIN
        opened = {"copied_at": last, "told_at": work.tx.now, "due_at": due, "revision": 1}
        # Another recall may have opened one at this moment: then it is there to be found.
        if queries.add_copy(work.tx, id=identity, **key, **opened):
            put(work, Kind.RECALL_OVERDUE, [identity], due)
            return identity, True


def _renewed(work: Work, held: Copy, last: datetime) -> bool:
    """Let an open item be about the later copy; its revision says that another day stands there now."""
    if last <= held.copied_at:
        return False
    anew = last > held.told_at
    queries.change_copy(
        work.tx,
        held.id,
        copied_at=last,
        told_at=work.tx.now if anew else held.told_at,
        revision=held.revision + 1,
    )
    return anew

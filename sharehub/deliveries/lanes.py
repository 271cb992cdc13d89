"""Lanes: what goes to one endpoint about one case, one after the other.

One task at a time drives a lane, that of its turn; it puts the next when it is done. Whoever adds to a lane
or ends a turn holds the lane's row, so that nothing is left to wait without a task. Something that was given
up drives nothing: the next that comes, or an officer, gives the lane another turn.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.database.order import FIRST
from sharehub.deliveries import queries
from sharehub.deliveries.ends import EndpointKind
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.deliveries.queries import Endpoint, Lane
    from sharehub.hub import Work

GIVEN_UP = timedelta(hours=12)
"""A turn that is as old as this has been given up: no task is tried for half as long."""


def lay_out(work: Work, unit: UUID, case: UUID) -> None:
    """Let what a unit was told in a case wait for each of its endpoints, in the order of the telling."""
    notices = queries.lock_to_lay_out(work.tx, unit, case)
    if not notices:
        return
    for endpoint in queries.endpoints(work.tx, unit):
        # A mailbox is told that something waits, of whichever case: once for all of them.
        about = case if endpoint.kind == EndpointKind.WEBHOOK else FIRST
        lane = queries.lock_lane_to(work.tx, work.new_id(), endpoint.id, about)
        rows: list[dict[str, object]] = [
            {
                "id": work.new_id(),
                "lane_id": lane.id,
                "notice_id": notice,
                "place": lane.place + number,
                "created_at": work.tx.now,
            }
            for number, notice in enumerate(notices, 1)
        ]
        queries.add_deliveries(work.tx, rows)
        queries.change_lane(work.tx, lane.id, place=lane.place + len(rows))
        drive(work, endpoint, lane)
    queries.laid_out(work.tx, notices)


def drive(work: Work, endpoint: Endpoint, lane: Lane, *, anew: bool = False) -> None:
    """Give a lane, whose row is held, a turn if it has none; `anew`: another in any case."""
    driven = lane.waiting and work.tx.now - lane.turn_at < GIVEN_UP
    if endpoint.paused or (driven and not anew):
        return
    queries.change_lane(work.tx, lane.id, turn=lane.turn + 1, turn_at=work.tx.now, waiting=True)
    put(work, Kind.DELIVER, [lane.id, lane.turn + 1])

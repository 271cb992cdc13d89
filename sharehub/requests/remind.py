"""Reminding a unit of what it is asked: before the day on which it is due, and on that day.

A reminder is work in the outbox. Whether it is told is asked again when it is due, and not when it was put.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.cases.queries import lock_case
from sharehub.notices.tell import Occasion, tell
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.requests import queries
from sharehub.requests.hearing import unit_hears
from sharehub.requests.joining import joining
from sharehub.requests.words import OPEN

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.hub import Work

BEFORE = (timedelta(days=3), timedelta())
"""How long before it is due a unit is reminded of a request, the first reminder first."""
MORNING = time(6, tzinfo=UTC)
"""When on these days: before people come to work, and on the same day in every zone that a hub may be in."""


def put_reminders(work: Work, request: UUID, due: date) -> None:
    """Put the reminders of a request that has just been made; those whose time is over are none."""
    for number, ahead in enumerate(BEFORE, 1):
        at = datetime.combine(due - ahead, MORNING)
        if at > work.tx.now:
            put(work, Kind.REMIND_OF_REQUEST, [request, number], due=at)


def remind(work: Work, request: UUID, number: int) -> None:
    """Tell a unit again that it is asked, where it still is and is still to hear of it; once for each number.

    Nothing is told of what was answered, declined or withdrawn, of a case that was shredded, under a protocol
    that no longer joins the two, nor to a unit of which nobody may hear of it any longer.
    """
    asked = queries.one(work.tx, request)
    if asked is None or not lock_case(work.tx, asked.case):
        return
    # What stands under the lock is what counts.
    asked = queries.one(work.tx, request)
    if asked is None or asked.status != OPEN or asked.reminded >= number:
        return
    if not (_joined(work, asked) and unit_hears(work, asked.case, asked.to_unit, asked.gap)):
        return
    queries.change(work.tx, request, {"reminded": number})
    tell(work, Occasion.REQUEST_REMINDER, request, asked.case, [asked.to_unit])
    work.record(
        Act(
            Action.REQUEST_REMINDED,
            case_alias=work.keys.alias(str(asked.case)),
            references={"request": str(request), "number": number},
        )
    )


def _joined(work: Work, asked: queries.Asked) -> bool:
    if asked.purpose is None:
        return True
    return bool(joining(work, asked.from_unit, asked.to_unit, asked.purpose))

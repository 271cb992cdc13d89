"""By when somebody is to say that a copy that is out of date is gone; never why it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.clock import civil_day
from sharehub.database.order import FIRST
from sharehub.deadlines.due import Deadline, DeadlineKind
from sharehub.recalls.acknowledge import copies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

PAGE = 500


def of_copies(work: Work, actor: Actor, zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield the copies that somebody is told to destroy, an officer those of their unit that are overdue."""
    today, after = civil_day(work.tx.now, zone), FIRST
    while found := copies(work, actor, zone, after, PAGE):
        for one in found:
            if not one["acknowledged"]:
                overdue = one["due"] < today
                yield Deadline(DeadlineKind.COPY_TO_DESTROY, one["due"], overdue, one["case"], one["id"])
        after = found[-1]["id"]

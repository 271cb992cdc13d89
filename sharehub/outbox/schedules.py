"""Schedules: rows, of which any number of replicas put each one's work once at its time.

Work is put and the next time written in one transaction that holds the row's lock: that lock is the lease,
and no crash leaves it behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.outbox import queries
from sharehub.outbox.put import put

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from sharehub.hub import Hub
    from sharehub.outbox.kinds import Kind


def agree(hub: Hub, every: Mapping[Kind, timedelta]) -> None:
    """Bring the schedules to what this program says, where they are not yet.

    Those of another version of it, which may be at work beside this one, are left to that.
    """
    with hub.glance() as tx:
        known = queries.scheduled(tx)
    wanted = {kind.value: int(length.total_seconds()) for kind, length in every.items()}
    if wanted.items() <= known.items():
        return
    with hub.begin() as work:
        for kind, seconds in wanted.items():
            queries.schedule(work.tx, kind, seconds)


def put_what_is_due(hub: Hub, every: Mapping[Kind, timedelta]) -> list[Kind]:
    """Put the work of every schedule whose time has come, and say of which.

    Times that were missed while nobody looked are not made up for: once is enough.
    """
    with hub.glance() as tx:
        next_times = queries.next_times(tx)
        coming = [kind for kind in every if _due(tx.now, next_times.get(kind.value), every[kind])]
    return [kind for kind in coming if _put(hub, kind, every[kind])]


def _put(hub: Hub, kind: Kind, every: timedelta) -> bool:
    with hub.begin() as work:
        if not _due(work.tx.now, queries.lock_schedule(work.tx, kind.value), every):
            return False
        put(work, kind, [], once=True)
        queries.schedule_next(work.tx, kind.value, work.tx.now + every)
    return True


def _due(now: datetime, at: datetime | None, every: timedelta) -> bool:
    # A time further away than the next can be was written while a clock was wrong.
    return at is not None and (at <= now or at > now + every)

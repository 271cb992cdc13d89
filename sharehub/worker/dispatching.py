"""Dispatching: leasing what is due and handing it over, again and again, and putting what is scheduled.

Any number may do so at once: what one is leasing another passes over. Killed, it leaves leases that end.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from sharehub.outbox import queries, schedules
from sharehub.worker.carriers import Handed, Unreachable
from sharehub.worker.manner import OURS

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event
    from uuid import UUID

    from sharehub.hub import Hub
    from sharehub.worker.carriers import Carrier
    from sharehub.worker.manner import Manner

EVERY = 0.25
"""Seconds from one look to the next while nothing is due."""
PAUSE = 1.0
"""Seconds after something went wrong."""
MOST = 500
"""Tasks that are leased in one transaction."""

alarm = logging.getLogger("sharehub.alarm")


@dataclass(frozen=True, slots=True)
class Dispatching:
    """The work of a dispatcher upon one hub, until `stop` is set."""

    hub: Hub
    carrier: Carrier
    stop: Event
    by: UUID
    manner: Manner = OURS
    every: float = EVERY
    pause: float = PAUSE
    told: dict[str, str] = field(default_factory=dict)
    seen: list[datetime] = field(default_factory=list)

    def run(self) -> None:
        """Work until asked to stop; whatever goes wrong is told, once, and tried again."""
        try:
            while not self.stop.is_set():
                self._look()
        finally:
            left = self.carrier.close()
            with suppress(SQLAlchemyError):
                self._give_back(left)

    def _look(self) -> None:
        pause = self.pause
        try:
            pause = 0.0 if self.round() else self.every
            self._tell(None)
        except Unreachable as failure:
            self._tell(f"the broker cannot be reached: {failure}")
        except Exception as failure:  # noqa: BLE001 - whatever it is, work goes on waiting, and is not lost
            self._tell(type(failure).__name__)
        self.carrier.wake.wait(pause)
        self.carrier.wake.clear()

    def round(self) -> int:
        """Put what is scheduled, lease what is due, and hand it over; return how much that was.

        Raises:
            Unreachable: the broker takes nothing; what was leased is given back.
        """
        self._mind_the_clock()
        every = self.manner.registry.schedules()
        schedules.agree(self.hub, every)
        schedules.put_what_is_due(self.hub, every)
        with self.hub.glance() as tx:
            most = min(MOST, self.carrier.room(tx))
            if not most or not queries.any_due(tx, self._terms(tx.now)):
                return 0
        with self.hub.begin() as work:
            now = work.tx.now
            leased = queries.lease(
                work.tx, self.by, now + self.manner.endurance.lease, self._terms(now), most
            )
        # A crash here leaves leases that end, and somebody else hands these over.
        try:
            self.carrier.hand_over([Handed(*one) for one in leased])
        except Unreachable as failure:
            self._give_back(failure.left)
            raise
        return len(leased)

    def _mind_the_clock(self) -> None:
        """At the start and when the clock went back: what was put ahead of it would keep more away."""
        now = self.hub.clock.now()
        if not self.seen or now < self.seen[0]:
            with self.hub.begin() as work:
                queries.put_right(work.tx)
        self.seen[:] = [now]

    def _terms(self, now: datetime) -> queries.Terms:
        return queries.Terms(list(self.manner.registry.tasks), now + self.manner.endurance.furthest)

    def _give_back(self, left: list[Handed]) -> None:
        if left:
            with self.hub.begin() as work:
                queries.give_back(work.tx, [handed.task for handed in left], self.by)

    def _tell(self, trouble: str | None) -> None:
        """Alarm a trouble when it begins, and say when it is over: not at every round."""
        before = self.told.get("")
        if trouble == before:
            return
        if trouble is None:
            self.told.clear()
            alarm.warning("the outbox: over")
        else:
            self.told[""] = trouble
            alarm.error("the outbox: %s", trouble)

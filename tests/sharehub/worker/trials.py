"""Tasks made to be counted, to fail and to kill, and dispatchers and workers that do them as processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import text

from sharehub.assembly import ZONE
from sharehub.clock import ShiftedClock, SystemClock
from sharehub.crypto.keys import KeyFile
from sharehub.crypto.store import KeyStore
from sharehub.crypto.tables import key_engine
from sharehub.database.engine import open_engine, reading
from sharehub.errors import Tampered
from sharehub.hub import Hub
from sharehub.outbox.put import put
from sharehub.web.telemetry import log_lines
from sharehub.worker import run
from sharehub.worker.endurance import Endurance
from sharehub.worker.manner import Manner
from sharehub.worker.registry import Registry
from tests.forked import FORKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.context import ForkServerProcess
    from uuid import UUID

    from sqlalchemy import Engine

    from sharehub.hub import Work
    from sharehub.outbox.kinds import Kind

PATIENCE = 60


class Trial(StrEnum):
    """What is tried."""

    COUNT = "trial.count"
    SLOW = "trial.slow"
    FAIL = "trial.fail"
    SPOILT = "trial.spoilt"
    KILL = "trial.kill"
    OUTSIDE = "trial.outside"
    AGAIN_AND_AGAIN = "trial.again"


TRIALS = Registry()
registered = cast("Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]", TRIALS.registered)


def effect(work: Work, number: int) -> None:
    """Leave a row for each time that this is done."""
    work.tx.session.execute(text("insert into trial_effects (number) values (:number)"), {"number": number})


@registered(Trial.COUNT)
def count(work: Work, number: int) -> None:
    effect(work, number)


@registered(Trial.SLOW)
def count_slowly(work: Work, number: int) -> None:
    effect(work, number)
    time.sleep(0.5)


@registered(Trial.FAIL)
def fail(work: Work, number: int) -> None:
    effect(work, number)
    raise ValueError("Sekret")


@registered(Trial.SPOILT)
def find_it_spoilt(work: Work, number: int) -> None:
    effect(work, number)
    raise Tampered("Sekret")


@registered(Trial.KILL)
def kill(work: Work, number: int) -> None:
    effect(work, number)
    os.kill(os.getpid(), signal.SIGKILL)


@registered(Trial.OUTSIDE, outside=True)
def reach_outside(hub: Hub, number: int) -> Callable[[Work], None]:
    with hub.begin() as work:
        effect(work, -number)
    return lambda work: effect(work, number)


@registered(Trial.AGAIN_AND_AGAIN, every=timedelta(seconds=3600))
def again_and_again(work: Work) -> None:
    effect(work, 0)


QUICK = Endurance(
    most=3, first=timedelta(milliseconds=50), longest=timedelta(seconds=5), lease=timedelta(seconds=2)
)
"""Little endurance, so that a test sees its end."""


def manner(queue: str = "none") -> Manner:
    """Return how trials are done."""
    return Manner(TRIALS, QUICK, queue)


DO_AT_BENCH = Manner(TRIALS)
"""Trials with the product's own endurance."""


def prepare(engine: Engine) -> None:
    """Make the table of effects."""
    with engine.begin() as connection:
        connection.execute(text("create table if not exists trial_effects (number integer not null)"))
        connection.execute(text("delete from trial_effects"))


def ask(hub: Hub, kind: Trial, *numbers: int, **more: Any) -> list[UUID]:
    """Put one task for each number, in one unit of work."""
    with hub.begin() as work:
        put_ = cast("Callable[..., UUID]", put)
        return [put_(work, cast("Kind", kind), [number], **more) for number in numbers]


def effects(engine: Engine) -> list[int]:
    """Return what was done, each as often as it was."""
    with reading(engine).connect() as connection:
        return sorted(connection.execute(text("select number from trial_effects")).scalars())


def rows(engine: Engine) -> list[dict[str, Any]]:
    """Return every row of the outbox."""
    with reading(engine).connect() as connection:
        found = connection.execute(text("select * from outbox_tasks order by due_at, id")).mappings()
        return [dict(row) for row in found]


def undone(engine: Engine) -> int:
    """Return how many tasks are neither done nor given up."""
    with reading(engine).connect() as connection:
        left = text("select count(*) from outbox_tasks where done_at is null and dead_at is null")
        return int(connection.execute(left).scalar_one())


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something holds, and return how long it took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "it did not come about"
        time.sleep(0.02)
    return time.monotonic() - begun


@dataclass
class Crew:
    """Processes that do trials upon a database; all of them are gone at the end."""

    database: str
    broker: str
    queue: str
    processes: list[ForkServerProcess] = field(default_factory=list)

    def start(self, part: str, ahead: timedelta = timedelta()) -> ForkServerProcess:
        """Start a dispatcher or a worker, as the leader of a group of its own; `ahead` is its clock."""
        process = FORKED.Process(target=be, args=(part, self.database, self.broker, self.queue, ahead))
        process.start()
        self.processes.append(process)
        return process

    def kill(self, process: ForkServerProcess) -> None:
        """Kill a process with all that it started, as the kernel would for want of memory."""
        assert process.pid
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()  # it has started nothing yet
        process.join(PATIENCE)
        self.processes.remove(process)


@contextmanager
def a_crew(database: str, broker: str, queue: str) -> Iterator[Crew]:
    """Yield a crew."""
    crew = Crew(database, broker, queue)
    try:
        yield crew
    finally:
        for process in list(crew.processes):
            crew.kill(process)


def opened(database: str, ahead: timedelta = timedelta()) -> Hub:
    """Open a hub that needs no keys, whose clock is that much ahead."""
    with TemporaryDirectory() as folder:
        provider = KeyFile.create(Path(folder) / "root.json", os.urandom, demo=True)
    store = KeyStore(key_engine("sqlite:////nowhere/keys.db"), provider, os.urandom, time.monotonic)
    clock = ShiftedClock(SystemClock().now() + ahead)
    return Hub(open_engine(database), store, clock, ZoneInfo(ZONE), os.urandom)


def be(part: str, database: str, broker: str, queue: str, ahead: timedelta) -> None:
    """Be a dispatcher or a worker until told to stop."""
    os.setsid()
    log_lines(sys.stderr)
    hub = opened(database, ahead)
    if part == "dispatcher":
        run.dispatch(hub, broker or None, manner(queue))
    else:
        sys.exit(run.work(hub, broker, 2, manner(queue)))

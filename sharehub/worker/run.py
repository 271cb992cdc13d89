"""Running dispatchers and workers: in a thread beside the service, or as processes of their own."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from uuid import UUID

from celery import signals

from sharehub.worker.carriers import Broker, Threads
from sharehub.worker.celery_app import celery_app
from sharehub.worker.dispatching import Dispatching
from sharehub.worker.manner import OURS
from sharehub.worker.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.hub import Hub
    from sharehub.worker.carriers import Carrier
    from sharehub.worker.manner import Manner

THREADS = {"sqlite": 2, "postgresql": 4}
"""How many tasks are done at once without a broker; on SQLite they and the service write in turns."""
ON_ONE_MACHINE = "sqlite"
"""There the service does the work; on PostgreSQL that is for processes whose login crosses cases."""


@contextmanager
def working(hub: Hub, manner: Manner = OURS) -> Iterator[None]:
    """Do what waits in threads of this process while the block lasts, on the database of one machine."""
    if hub.engine.dialect.name != ON_ONE_MACHINE:
        yield
        return
    with in_the_background(hub, in_threads(hub, manner), manner):
        yield


@contextmanager
def in_the_background(hub: Hub, carrier: Carrier, manner: Manner = OURS) -> Iterator[None]:
    """Dispatch in a thread of this process while the block lasts."""
    stop = Event()
    thread = Thread(target=_dispatching(hub, carrier, stop, manner).run, name="dispatcher")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        carrier.wake.set()
        thread.join()


def dispatch(hub: Hub, broker: str | None, manner: Manner = OURS) -> None:
    """Dispatch until the process is asked to stop: to a broker, or to threads of this process without one."""
    carrier = in_threads(hub, manner) if broker is None else to_broker(hub, broker, manner)
    _dispatching(hub, carrier, Event(), manner).run()


def in_threads(hub: Hub, manner: Manner = OURS) -> Carrier:
    """Return threads that do a hub's tasks."""
    return Threads(celery_app(None, Runner(hub, manner), manner), THREADS[hub.engine.dialect.name])


def to_broker(hub: Hub, broker: str, manner: Manner = OURS) -> Carrier:
    """Return a way to the workers at a broker."""
    return Broker(celery_app(broker, Runner(hub, manner), manner))


def _dispatching(hub: Hub, carrier: Carrier, stop: Event, manner: Manner) -> Dispatching:
    """Return a dispatcher that has a name of its own among others."""
    return Dispatching(hub, carrier, stop, UUID(bytes=hub.random(16), version=4), manner)


def work(hub: Hub, broker: str, processes: int, manner: Manner = OURS) -> int:
    """Do what comes from a broker, in so many processes, until asked to stop; return the exit code.

    Each process begins with connections of its own: one that two processes share loses effects silently.
    """

    def begin_anew(**_given: object) -> None:
        hub.engine.dispose(close=False)
        hub.keys.engine.dispose(close=False)

    def keep_our_log(**_given: object) -> None:
        """Be there, so that Celery sets up no log of its own."""

    signals.worker_process_init.connect(begin_anew, weak=False)
    signals.setup_logging.connect(keep_our_log, weak=False)
    hub.close()
    worker: Any = celery_app(broker, Runner(hub, manner), manner).Worker(
        pool="prefork",
        concurrency=processes,
        loglevel="WARNING",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return worker.exitcode or 0

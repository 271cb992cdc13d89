"""How much of the outbox is done in a second: in threads of one machine, and over RabbitMQ by workers."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import uuid4

from sharehub.clock import SystemClock
from sharehub.worker.run import in_the_background, in_threads
from tests.bench.spread import Spread
from tests.brokers import delete_queue
from tests.sharehub.worker.trials import (
    DO_AT_BENCH,
    Trial,
    a_crew,
    ask,
    effect,
    effects,
    prepare,
    undone,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sharehub.hub import Hub
    from tests.bench.spread import Effort

TASKS = 50
"""Of a round, for every call that is made elsewhere."""
WORKERS = 2


def draining(hub: Hub, effort: Effort) -> Iterator[str]:
    """Measure in threads: work that waits, from the first look until all of it is done."""
    ours = replace(hub, clock=SystemClock())
    prepare(hub.engine)

    def drain() -> None:
        with in_the_background(ours, in_threads(ours, DO_AT_BENCH), DO_AT_BENCH):
            wait_for(lambda: undone(ours.engine) == 0)

    yield _measured(ours, effort, drain, "in threads of one process, without a broker (aim 1,000)")
    yield _bare(ours, TASKS * effort.calls)


def _bare(hub: Hub, times: int) -> str:
    """Say what the database itself allows: transactions of one row, one after the other."""
    begun = perf_counter()
    for _ in range(times):
        with hub.begin() as work:
            effect(work, 0)
    rate = times / (perf_counter() - begun)
    return f"beside transactions that insert one row and do nothing else, in one thread: {rate:.0f} a second"


def draining_over(hub: Hub, broker: str, effort: Effort) -> Iterator[str]:
    """Measure over a broker, with one dispatcher and workers that are up when the work is put."""
    ours = replace(hub, clock=SystemClock())
    prepare(hub.engine)
    database, queue = hub.engine.url.render_as_string(hide_password=False), f"bench-{uuid4().hex[:8]}"
    with ExitStack() as stack:
        crew = stack.enter_context(a_crew(database, broker, queue))
        for part in ("dispatcher", *["worker"] * WORKERS):
            crew.start(part)
        ask(ours, Trial.SLOW, *range(1, 4 * WORKERS + 1))
        wait_for(lambda: len(effects(ours.engine)) > 4 * WORKERS)
        yield _measured(
            ours,
            effort,
            lambda: wait_for(lambda: undone(ours.engine) == 0),
            f"over RabbitMQ, by {WORKERS} workers of 2 processes each (aim 400)",
        )
    delete_queue(broker, queue)


def _measured(hub: Hub, effort: Effort, drain: Callable[[], object], how: str) -> str:
    tasks, rates = TASKS * effort.calls, []
    for number in range(max(1, effort.rounds // 4)):
        ask(hub, Trial.COUNT, *range(1 + tasks * (number + 1), 1 + tasks * (number + 2)))
        begun = perf_counter()
        drain()
        rates.append(tasks / (perf_counter() - begun))
    done = effects(hub.engine)
    if len(done) != len(set(done)):
        raise AssertionError("a task had its effect twice")
    load = os.getloadavg()[0]
    return f"{tasks} tasks, {how}: {Spread.of(rates)} a second; load of the machine {load:.1f}"

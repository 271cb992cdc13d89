"""Any number of dispatchers: each task to one of them, each schedule once, nothing lost when one is gone."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

import pytest

from sharehub.clock import SystemClock
from sharehub.outbox import queries, schedules
from sharehub.worker.carriers import Handed, Unreachable
from sharehub.worker.dispatching import Dispatching
from sharehub.worker.run import in_the_background, in_threads, working
from tests.sharehub.worker.trials import (
    QUICK,
    TRIALS,
    Trial,
    ask,
    effects,
    manner,
    prepare,
    rows,
    undone,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sharehub.clock import SteppedClock
    from sharehub.database.transaction import Transaction
    from sharehub.hub import Hub

pytestmark = pytest.mark.postgres
MOST = 20


@pytest.fixture
def hub(hub: Hub) -> Hub:
    prepare(hub.engine)
    return hub


@dataclass
class Carried:
    """Takes note of what it is handed, as far as it can be reached."""

    wake: Event = field(default_factory=Event)
    tasks: list[Handed] = field(default_factory=list)
    reached: int | None = None

    def room(self, _tx: Transaction) -> int:
        return MOST

    def hand_over(self, tasks: Sequence[Handed]) -> None:
        taken = list(tasks) if self.reached is None else list(tasks[: self.reached])
        self.tasks += taken
        if len(taken) < len(tasks):
            raise Unreachable("ConnectionRefusedError", list(tasks[len(taken) :]))

    def close(self) -> list[Handed]:
        return []


def a_dispatcher(hub: Hub, carried: Carried) -> Dispatching:
    return Dispatching(hub, carried, Event(), uuid4(), manner(), every=0.01, pause=0.01)


def counted(carried: Carried) -> list[Handed]:
    """Return what was handed over of the tasks that a test put."""
    return [handed for handed in carried.tasks if handed.kind != Trial.AGAIN_AND_AGAIN]


def at_once(*what: Callable[[], object]) -> None:
    """Do all of this at the same moment."""
    begin = Barrier(len(what))

    def do(one: Callable[[], object]) -> None:
        begin.wait()
        one()

    threads = [Thread(target=do, args=(one,)) for one in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_each_task_goes_to_one_of_several_dispatchers(hub: Hub) -> None:
    asked = ask(hub, Trial.COUNT, *range(60))
    three = [Carried() for _ in range(3)]

    def dispatch(carried: Carried) -> Callable[[], object]:
        return lambda: [a_dispatcher(hub, carried).round() for _ in range(4)]

    at_once(*(dispatch(carried) for carried in three))

    handed = Counter(one.task for carried in three for one in counted(carried))
    assert handed == Counter(asked)


def test_what_is_not_due_waits_and_the_longest_due_goes_first(hub: Hub) -> None:
    now = hub.clock.now()
    (last,) = ask(hub, Trial.COUNT, 1, due=now - timedelta(seconds=1))
    (first,) = ask(hub, Trial.COUNT, 2, due=now - timedelta(hours=1))
    (not_yet,) = ask(hub, Trial.COUNT, 3, due=now + timedelta(hours=1))
    carried = Carried()
    a_dispatcher(hub, carried).round()

    assert [one.task for one in counted(carried)] == [first, last]
    cast("SteppedClock", hub.clock).put(now + timedelta(hours=1))
    a_dispatcher(hub, carried).round()
    assert not_yet in [one.task for one in counted(carried)]


def test_each_schedule_is_put_once_whichever_of_three_replicas_is_first(hub: Hub) -> None:
    every = TRIALS.schedules()
    clock = cast("SteppedClock", hub.clock)
    for hour in range(1, 4):
        at_once(*[lambda: schedules.agree(hub, every)] * 3)
        at_once(*[lambda: schedules.put_what_is_due(hub, every)] * 3)
        assert len(rows(hub.engine)) == hour
        with hub.begin() as work:
            for row in rows(hub.engine):
                queries.done(work.tx, UUID(str(row["id"])))
        clock.put(clock.now() + timedelta(hours=1))


def test_a_time_that_was_missed_is_not_made_up_for_and_a_wrong_clock_does_not_stop_a_schedule(
    hub: Hub,
) -> None:
    every = TRIALS.schedules()
    clock = cast("SteppedClock", hub.clock)
    schedules.agree(hub, every)
    begun = clock.now()
    clock.put(begun + timedelta(days=40))
    put = [schedules.put_what_is_due(hub, every) for _ in range(2)]
    clock.put(begun + timedelta(hours=1))
    put += [schedules.put_what_is_due(hub, every) for _ in range(2)]

    assert [[*map(str, kinds)] for kinds in put] == [["trial.again"], [], ["trial.again"], []]


def test_a_broker_out_of_reach_costs_no_try_and_is_told_once(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    ask(hub, Trial.COUNT, *range(5))
    carried = Carried(reached=0)
    dispatcher = a_dispatcher(hub, carried)

    with caplog.at_level(logging.WARNING, "sharehub.alarm"):
        for _ in range(4):
            dispatcher._look()
        assert {row["leased_by"] for row in rows(hub.engine)} == {None}
        carried.reached = None
        for _ in range(2):
            dispatcher._look()

    assert caplog.messages == [
        "the outbox: the broker cannot be reached: ConnectionRefusedError",
        "the outbox: over",
    ]
    assert len(carried.tasks) == 6
    assert {row["attempts"] for row in rows(hub.engine)} == {0}
    assert {row["handed_out"] for row in rows(hub.engine)} == {1}


def test_what_a_dispatcher_leased_that_is_gone_goes_to_another_when_the_lease_ends(hub: Hub) -> None:
    asked = ask(hub, Trial.COUNT, 1)
    gone, other = Carried(), Carried()
    a_dispatcher(hub, gone).round()
    a_dispatcher(hub, other).round()
    assert ([one.task for one in counted(gone)], counted(other)) == (asked, [])

    clock = cast("SteppedClock", hub.clock)
    clock.put(clock.now() + QUICK.lease)
    a_dispatcher(hub, other).round()
    assert [one.task for one in counted(other)] == asked


def test_in_threads_all_is_done_beside_what_fails_by_two_dispatchers_at_once(hub: Hub) -> None:
    ours = replace(hub, clock=SystemClock())
    ask(ours, Trial.FAIL, -5)
    ask(ours, Trial.COUNT, *range(1, 41))

    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(in_the_background(ours, in_threads(ours, manner()), manner()))
        wait_for(lambda: undone(hub.engine) == 0)

    assert effects(hub.engine) == list(range(41))
    assert [row["kind"] for row in rows(hub.engine) if row["dead_at"]] == [Trial.FAIL]


def test_a_service_does_the_work_itself_on_the_database_of_one_machine_alone(hub: Hub) -> None:
    ours = replace(hub, clock=SystemClock())
    with working(ours, manner()):
        ask(ours, Trial.COUNT, 1)
        if hub.engine.dialect.name == "sqlite":
            wait_for(lambda: undone(hub.engine) == 0)

    assert effects(hub.engine) == ([0, 1] if hub.engine.dialect.name == "sqlite" else [])


def test_what_had_not_begun_when_it_is_asked_to_stop_is_there_for_the_next_at_once(sqlite_hub: Hub) -> None:
    prepare(sqlite_hub.engine)
    ours = replace(sqlite_hub, clock=SystemClock())
    ask(ours, Trial.SLOW, *range(1, 21))
    with in_the_background(ours, in_threads(ours, manner()), manner()):
        wait_for(lambda: len(effects(ours.engine)) > 1)

    left = [row for row in rows(ours.engine) if row["done_at"] is None]
    assert left
    assert {(row["leased_by"], row["handed_out"]) for row in left} == {(None, 0)}


def test_what_was_put_by_a_clock_that_was_ahead_is_done_once_the_clock_is_right_and_deadlines_stay(
    hub: Hub,
) -> None:
    clock, carried = cast("SteppedClock", hub.clock), Carried()
    dispatcher = a_dispatcher(hub, carried)
    dispatcher.round()
    right = clock.now()
    clock.put(right + timedelta(days=400))
    (at_once_,) = ask(hub, Trial.COUNT, 1)
    ask(hub, Trial.COUNT, 2, due=clock.now() + timedelta(days=14))
    dispatcher.seen[:] = [clock.now()]
    clock.put(right + timedelta(seconds=1))
    dispatcher.round()

    assert [one.task for one in counted(carried)] == [at_once_]

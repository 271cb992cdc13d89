"""A task's effect and its done are one transaction: however often it is brought, and wherever it breaks."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text, update

from sharehub.audit.entry import Action
from sharehub.database.schema import OutboxTask
from sharehub.errors import Conflict, NotFound
from sharehub.outbox import by_hand, queries
from sharehub.worker.endurance import Endurance
from sharehub.worker.runner import Came, Runner
from tests.sharehub.worker.trials import QUICK, TRIALS, Trial, ask, effects, manner, prepare, rows

if TYPE_CHECKING:
    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub

pytestmark = pytest.mark.postgres


@pytest.fixture
def hub(hub: Hub) -> Hub:
    prepare(hub.engine)
    return hub


def later(hub: Hub, length: timedelta) -> None:
    clock = cast("SteppedClock", hub.clock)
    clock.put(clock.now() + length)


def lease(hub: Hub, by: UUID | None = None) -> list[UUID]:
    """Lease all that is due, as a dispatcher does."""
    with hub.begin() as work:
        terms = queries.Terms([*TRIALS.tasks], work.tx.now + QUICK.furthest)
        leased = queries.lease(work.tx, by or uuid4(), work.tx.now + QUICK.lease, terms, 100)
    return [task for task, _ in leased]


def tried(hub: Hub, times: int) -> list[Came]:
    """Lease and do what is due, so many times, each time once its pause is over."""
    came: list[Came] = []
    for _ in range(times):
        came += [Runner(hub, manner()).run(task) for task in lease(hub)]
        later(hub, QUICK.longest)
    return came


def actions(hub: Hub) -> list[str]:
    with hub.engine.connect() as connection:
        return list(connection.execute(text("select action from audit_entries order by at, id")).scalars())


def test_a_task_is_done_and_what_is_brought_twice_has_its_effect_once(hub: Hub) -> None:
    ask(hub, Trial.COUNT, 1, 2)
    brought = lease(hub)

    came = [Runner(hub, manner()).run(task) for task in [*brought, *brought]]

    assert came == [Came.DONE] * 2 + [Came.NOT_OURS] * 2
    assert effects(hub.engine) == [1, 2]
    assert all(row["done_at"] and row["leased_by"] is None for row in rows(hub.engine))


def test_brought_twice_at_the_same_moment_it_has_its_effect_once(hub: Hub) -> None:
    ask(hub, Trial.COUNT, 1)
    (task,) = lease(hub)
    begin, came = Barrier(4), []

    def run() -> None:
        begin.wait()
        came.append(Runner(hub, manner()).run(task))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.value for one in came) == ["done", "not ours", "not ours", "not ours"]
    assert effects(hub.engine) == [1]


def test_a_message_for_what_nobody_leased_or_for_nothing_does_nothing(hub: Hub) -> None:
    (task,) = ask(hub, Trial.COUNT, 1)

    assert [Runner(hub, manner()).run(one) for one in (task, uuid4())] == [Came.NOT_OURS] * 2
    assert effects(hub.engine) == []


def test_a_crash_at_the_commit_leaves_neither_effect_nor_done_and_it_is_done_when_the_lease_ends(
    hub: Hub,
) -> None:
    ask(hub, Trial.COUNT, 1)
    (task,) = lease(hub)

    def crash(_connection: object) -> None:
        raise SystemExit

    event.listen(hub.engine, "commit", crash)
    with pytest.raises(SystemExit):
        Runner(hub, manner()).run(task)
    event.remove(hub.engine, "commit", crash)

    assert (effects(hub.engine), lease(hub)) == ([], [])
    later(hub, QUICK.lease)
    assert tried(hub, 1) == [Came.DONE]
    assert effects(hub.engine) == [1]


def test_what_fails_leaves_no_effect_waits_longer_each_time_and_is_given_up_in_the_end(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    (task,) = ask(hub, Trial.FAIL, 1)
    ask(hub, Trial.COUNT, 2)

    with caplog.at_level(logging.ERROR, "sharehub.alarm"):
        came = tried(hub, 5)

    assert came == [Came.FAILED, Came.DONE, Came.FAILED, Came.GIVEN_UP]
    assert effects(hub.engine) == [2]
    row = next(row for row in rows(hub.engine) if row["kind"] == Trial.FAIL)
    assert (row["attempts"], row["last_error"]) == (3, "ValueError")
    assert row["dead_at"]
    assert actions(hub) == [Action.TASK_GIVEN_UP]
    assert caplog.messages == [f"work was given up: ValueError: task {task}"]
    assert "Sekret" not in repr(rows(hub.engine)) + caplog.text


def test_what_another_try_would_not_mend_is_given_up_at_once(hub: Hub) -> None:
    ask(hub, Trial.SPOILT, 1)

    assert tried(hub, 2) == [Came.GIVEN_UP]
    assert effects(hub.engine) == []


def test_what_takes_its_process_with_it_every_time_is_given_up_and_the_others_are_not(hub: Hub) -> None:
    """Here the process does not end: it is as if it had, between the try's beginning and its end."""
    ask(hub, Trial.KILL, 1)
    ask(hub, Trial.COUNT, *range(2, 6))
    for _ in range(QUICK.most + 3):
        for task in lease(hub):
            with hub.begin() as work:
                taken = queries.take(work.tx, task)
                if taken and taken.kind == Trial.KILL and 1 < taken.handed_out <= QUICK.most + 1:
                    queries.begin(work.tx, task, uuid4(), work.tx.now + QUICK.lease)
                    taken = None
            if taken is not None and (taken.kind != Trial.KILL or taken.handed_out > 1):
                Runner(hub, manner()).run(task)
        later(hub, QUICK.lease)

    assert effects(hub.engine) == [2, 3, 4, 5]
    dead = next(row for row in rows(hub.engine) if row["kind"] == Trial.KILL)
    assert (dead["last_error"], dead["attempts"]) == ("ProcessEnded", QUICK.most)


def test_work_that_waited_through_many_crashes_of_others_is_not_given_up(hub: Hub) -> None:
    ask(hub, Trial.COUNT, 1)
    for _ in range(QUICK.most * 3):
        assert len(lease(hub)) == 1
        later(hub, QUICK.lease)

    assert tried(hub, 1) == [Came.DONE]


def test_what_reaches_outside_is_completed_with_done_and_brought_twice_reaches_once(hub: Hub) -> None:
    ask(hub, Trial.OUTSIDE, 1)
    (task,) = lease(hub)

    assert [Runner(hub, manner()).run(task) for _ in range(2)] == [Came.DONE, Came.NOT_OURS]
    assert effects(hub.engine) == [-1, 1]


def test_a_clock_that_jumped_ahead_and_back_keeps_nothing_waiting(hub: Hub) -> None:
    ask(hub, Trial.COUNT, 1)
    ask(hub, Trial.FAIL, 2)
    later(hub, timedelta(days=400))
    first, second = lease(hub)
    assert {Runner(hub, manner()).run(one) for one in (second,)} <= {Came.FAILED, Came.DONE}
    later(hub, timedelta(days=-400))

    assert len(lease(hub)) == len([row for row in rows(hub.engine) if not row["done_at"]])
    assert first != second


def test_pauses_double_up_to_the_longest_and_half_of_each_is_chance() -> None:
    usual = Endurance()
    least = [usual.pause(tries, bytes).total_seconds() for tries in range(1, 17)]
    most = [usual.pause(tries, lambda n: b"\xff" * n).total_seconds() for tries in range(1, 17)]

    assert least[:4] == [1, 2, 4, 8]
    assert least[-4:] == [1800] * 4
    assert all(long == pytest.approx(short * 2, rel=1e-4) for short, long in zip(least, most, strict=True))
    assert 3 * 3600 < sum(least) < sum(most) < 7 * 3600


class TestByHand:
    def given_up(self, hub: Hub) -> UUID:
        ask(hub, Trial.FAIL, 1)
        tried(hub, QUICK.most)
        (found,) = self.listed(hub)
        return found

    def listed(self, hub: Hub, *, dead: bool = True) -> list[UUID]:
        with hub.glance() as tx:
            return [task.id for task in by_hand.listed(tx, dead=dead)]

    def test_what_was_given_up_is_listed_and_tried_again_on_record(self, hub: Hub) -> None:
        task = self.given_up(hub)
        with hub.begin() as work:
            by_hand.retry(work, task)

        assert (self.listed(hub), self.listed(hub, dead=False)) == ([], [task])
        assert actions(hub) == [Action.TASK_GIVEN_UP, Action.TASK_RETRIED]
        assert tried(hub, QUICK.most) == [Came.FAILED] * (QUICK.most - 1) + [Came.GIVEN_UP]

    def test_what_was_not_given_up_is_not_tried_again(self, hub: Hub) -> None:
        (waits,) = ask(hub, Trial.COUNT, 1)
        for task in (waits, uuid4()):
            with pytest.raises(NotFound), hub.begin() as work:
                by_hand.retry(work, task)

    def test_what_was_put_again_since_is_not_tried_twice(self, hub: Hub) -> None:
        ask(hub, Trial.FAIL, 1, once=True)
        tried(hub, QUICK.most)
        (task,) = self.listed(hub)
        ask(hub, Trial.FAIL, 1, once=True)
        with pytest.raises(Conflict), hub.begin() as work:
            by_hand.retry(work, task)


def test_work_that_no_task_of_this_program_does_waits_for_one_that_does(hub: Hub) -> None:
    ask(hub, cast("Trial", type("Later", (str,), {"value": "of.tomorrow"})("of.tomorrow")), 1)

    assert lease(hub) == []
    with hub.engine.begin() as connection:
        connection.execute(update(OutboxTask).values(leased_by=uuid4()))
    (row,) = rows(hub.engine)
    assert Runner(hub, manner()).run(UUID(str(row["id"]))) is Came.FAILED

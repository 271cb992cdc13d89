"""Dispatchers and workers as processes, over a real broker: killed, cut off, many at once; nothing lost."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sharehub.clock import SystemClock
from tests.brokers import delete_queue
from tests.sharehub.worker.proxies import a_proxy
from tests.sharehub.worker.trials import (
    Trial,
    a_crew,
    ask,
    effects,
    prepare,
    rows,
    undone,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.hub import Hub
    from tests.sharehub.worker.trials import Crew

pytestmark = pytest.mark.postgres


@pytest.fixture(
    params=[
        pytest.param("rabbitmq", marks=pytest.mark.rabbitmq),
        pytest.param("redis", marks=pytest.mark.redis),
    ]
)
def broker(request: pytest.FixtureRequest) -> str:
    """Return the address of each kind of broker in turn."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def hub(postgres_hub: Hub) -> Hub:
    prepare(postgres_hub.engine)
    return replace(postgres_hub, clock=SystemClock())


@contextmanager
def crew_at(hub: Hub, broker: str) -> Iterator[Crew]:
    """Yield a crew over a queue of its own, which is gone afterwards."""
    queue = f"trial-{uuid4().hex[:8]}"
    database = hub.engine.url.render_as_string(hide_password=False)
    with a_crew(database, broker, queue) as crew:
        yield crew
    delete_queue(broker, queue)


def test_two_dispatchers_and_three_workers_do_each_task_once_and_give_up_what_is_poisoned(
    hub: Hub, broker: str
) -> None:
    with crew_at(hub, broker) as crew:
        for part in ("dispatcher", "dispatcher", "worker", "worker", "worker"):
            crew.start(part)
        ask(hub, Trial.FAIL, -5)
        ask(hub, Trial.COUNT, *range(1, 61))
        wait_for(lambda: undone(hub.engine) == 0)

    assert effects(hub.engine) == list(range(61))
    assert [row["kind"] for row in rows(hub.engine) if row["dead_at"]] == [Trial.FAIL]


def test_a_worker_killed_in_the_midst_of_a_task_loses_nothing_and_does_nothing_twice(
    hub: Hub, broker: str
) -> None:
    with crew_at(hub, broker) as crew:
        crew.start("dispatcher")
        worker = crew.start("worker")
        ask(hub, Trial.SLOW, *range(1, 9))
        wait_for(lambda: len(effects(hub.engine)) > 1)
        crew.kill(worker)
        assert undone(hub.engine) > 0
        crew.start("worker")
        wait_for(lambda: undone(hub.engine) == 0)

    assert effects(hub.engine) == list(range(9))


def test_a_dispatcher_killed_in_the_midst_and_a_broker_away_only_delay(hub: Hub, broker: str) -> None:
    with a_proxy(broker) as proxy, crew_at(hub, proxy.url) as crew:
        crew.start("worker")
        dispatcher = crew.start("dispatcher")
        ask(hub, Trial.SLOW, *range(1, 5))
        wait_for(lambda: len(effects(hub.engine)) > 1)
        crew.kill(dispatcher)
        proxy.cut()
        ask(hub, Trial.COUNT, *range(5, 30))
        crew.start("dispatcher")
        assert undone(hub.engine) >= 25
        proxy.mend()
        wait_for(lambda: undone(hub.engine) == 0)

    assert effects(hub.engine) == list(range(30))


@pytest.mark.rabbitmq
def test_a_task_that_kills_its_process_every_time_is_given_up_and_the_others_go_on(
    hub: Hub, rabbitmq: str
) -> None:
    with crew_at(hub, rabbitmq) as crew:
        crew.start("dispatcher")
        crew.start("worker")
        ask(hub, Trial.KILL, -7)
        ask(hub, Trial.COUNT, *range(1, 20))
        wait_for(lambda: undone(hub.engine) == 0)

    assert effects(hub.engine) == list(range(20))
    (dead,) = [row for row in rows(hub.engine) if row["dead_at"]]
    assert (dead["kind"], dead["last_error"]) == (Trial.KILL, "ProcessEnded")


def test_without_a_broker_a_dispatcher_does_the_work_and_killed_it_is_replaced(hub: Hub) -> None:
    with a_crew(hub.engine.url.render_as_string(hide_password=False), "", "none") as crew:
        first = crew.start("dispatcher")
        ask(hub, Trial.SLOW, *range(1, 9))
        wait_for(lambda: len(effects(hub.engine)) > 1)
        crew.kill(first)
        crew.start("dispatcher")
        wait_for(lambda: undone(hub.engine) == 0)

    assert effects(hub.engine) == list(range(9))

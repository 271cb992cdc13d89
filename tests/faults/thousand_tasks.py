"""`make faults`: a thousand tasks while something is killed or away; none lost, none twice, and how long.

Not collected by itself: each of these takes a minute. Servers that are killed are this run's own.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from sharehub.clock import SystemClock
from sharehub.worker.celery_app import celery_app, name_of
from sharehub.worker.runner import Runner
from tests.brokers import Connection, delete_queue
from tests.sharehub.commands import surroundings
from tests.sharehub.worker.proxies import a_proxy
from tests.sharehub.worker.trials import (
    Trial,
    a_crew,
    ask,
    effects,
    manner,
    prepare,
    rows,
    undone,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.hub import Hub
    from tests.sharehub.worker.trials import Crew

MANY = 1000
LONG = 300
AWAY = 60
ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.postgres, pytest.mark.filterwarnings("default")]


@pytest.fixture
def hub(postgres_hub: Hub) -> Hub:
    prepare(postgres_hub.engine)
    return replace(postgres_hub, clock=SystemClock())


def database_of(hub: Hub) -> str:
    return hub.engine.url.render_as_string(hide_password=False)


@contextmanager
def at_work(hub: Hub, broker: str, parts: str = "dispatcher worker worker") -> Iterator[Crew]:
    """Yield a crew that has begun to work, upon a thousand tasks that are put once it has."""
    queue = f"trial-{uuid4().hex[:8]}"
    with a_crew(database_of(hub), broker, queue) as crew:
        for part in parts.split():
            crew.start(part)
        wait_for(lambda: effects(hub.engine) == [0], LONG)
        ask(hub, Trial.COUNT, *range(1, MANY + 1))
        wait_for(lambda: len(effects(hub.engine)) > MANY // 10, LONG)
        yield crew
    with suppress(Exception):
        delete_queue(broker, queue)


def all_done(hub: Hub, what: str, since: float) -> int:
    """See that each task had its effect exactly once, and print how long that took."""
    wait_for(lambda: undone(hub.engine) == 0, LONG)
    took = time.monotonic() - since
    # What is scheduled is done again when a clock jumps; that is 0.
    done = [number for number in effects(hub.engine) if number]
    assert done == list(range(1, MANY + 1))
    sys.stdout.write(f"\n{what}: all {MANY} done {took:.1f} s later; load {os.getloadavg()[0]:.1f}\n")
    return len(done)


@pytest.fixture(params=["rabbitmq", "redis"])
def broker(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("part", ["dispatcher", "worker"])
def test_one_is_killed_and_replaced(hub: Hub, broker: str, part: str) -> None:
    with at_work(hub, broker) as crew:
        kept = crew.processes[0 if part == "dispatcher" else 1]
        crew.kill(kept)
        since = time.monotonic()
        crew.start(part)
        assert all_done(hub, f"{part} killed, {broker[:5]}", since) == MANY


def test_two_dispatchers_and_three_workers_of_which_one_each_is_killed(hub: Hub, rabbitmq: str) -> None:
    with at_work(hub, rabbitmq, "dispatcher dispatcher worker worker worker") as crew:
        first, worker = crew.processes[0], crew.processes[2]
        crew.kill(first)
        crew.kill(worker)
        assert (
            all_done(hub, "one of two dispatchers and one of three workers killed", time.monotonic()) == MANY
        )


def test_the_broker_is_away_for_a_minute(hub: Hub, broker: str) -> None:
    with a_proxy(broker) as proxy, at_work(hub, proxy.url):
        proxy.cut()
        time.sleep(AWAY)
        assert undone(hub.engine) > 0
        proxy.mend()
        assert (
            all_done(hub, f"the broker away for {AWAY} s, {broker[:5]}, since it is back", time.monotonic())
            == MANY
        )


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
        return port


class OwnRedis:
    """A Redis of this run's own, that keeps nothing when it is killed."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen([*command, "--loglevel", "warning"], stdout=subprocess.DEVNULL)
        wait_for(lambda: answers(self.url))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class OwnRabbit:
    """A RabbitMQ node of this run's own, whose queues are on disk."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def start(self) -> None:
        places = {f"RABBITMQ_{name}_BASE": str(self.folder) for name in ("MNESIA", "LOG")}
        given = (
            surroundings()
            | places
            | {
                "HOME": str(self.folder),
                "RABBITMQ_NODENAME": f"trial{self.port}@localhost",
                "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
                "RABBITMQ_CONF_ENV_FILE": os.devnull,
                "RABBITMQ_DIST_PORT": str(self.port + 1 if self.port < 65_000 else self.port - 1),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            }
        )
        (self.folder / "plugins").write_text("[].")
        (self.folder / "rabbitmq.conf").write_text(f"listeners.tcp.local = 127.0.0.1:{self.port}\n")
        (program,) = RABBIT
        self.process = subprocess.Popen(
            [program], env=given, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(lambda: answers(self.url), 120)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def rabbits() -> list[str]:
    return sorted(map(str, Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server")))[-1:]


RABBIT = rabbits()


def answers(url: str) -> bool:
    try:
        with Connection(url, connect_timeout=3) as connection:
            connection.connect()
            connection.default_channel.close()
    except Exception:  # noqa: BLE001 - whatever it is, it does not answer
        return False
    return True


@pytest.mark.parametrize("kind", [OwnRedis, OwnRabbit])
def test_the_broker_is_killed_and_comes_back(
    hub: Hub, kind: type[OwnRedis | OwnRabbit], tmp_path: Path
) -> None:
    if (kind is OwnRedis and not shutil.which("redis-server")) or (kind is OwnRabbit and not RABBIT):
        pytest.skip("redis: no server to start" if kind is OwnRedis else "rabbitmq: no server to start")
    server = kind(tmp_path)
    server.start()
    try:
        with at_work(hub, server.url):
            server.kill()
            time.sleep(3)
            assert undone(hub.engine) > 0
            server.start()
            assert (
                all_done(hub, f"{kind.__name__} killed with kill -9, since it is back", time.monotonic())
                == MANY
            )
    finally:
        server.kill()


def test_every_message_is_delivered_twice(hub: Hub, rabbitmq: str) -> None:
    with at_work(hub, rabbitmq) as crew:
        app = celery_app(rabbitmq, Runner(hub, manner(crew.queue)), manner(crew.queue))
        since = time.monotonic()
        for row in rows(hub.engine):
            app.send_task(name_of(Trial.COUNT), args=[str(row["id"])])
        assert all_done(hub, "every message twice", since) == MANY
        app.close()


def test_what_puts_the_work_is_killed_in_the_midst(hub: Hub, rabbitmq: str) -> None:
    """The API's part: acts that each put a task; what was committed has its task, and nothing else has."""
    putting = subprocess.Popen(
        [sys.executable, "-c", PUTTING, database_of(hub)], cwd=ROOT, stdout=subprocess.PIPE
    )
    with a_crew(database_of(hub), rabbitmq, f"trial-{uuid4().hex[:8]}") as crew:
        crew.start("dispatcher")
        crew.start("worker")
        wait_for(lambda: len(effects(hub.engine)) > MANY, LONG)
        putting.kill()
        putting.communicate()
        since = time.monotonic()
        wait_for(lambda: undone(hub.engine) == 0, LONG)
    acts = [number for number in effects(hub.engine) if number < 0]
    done = [number for number in effects(hub.engine) if number > 0]
    assert [-number for number in reversed(acts)] == done
    sys.stdout.write(
        f"\nwhat puts work killed after {len(acts)} acts: done {time.monotonic() - since:.1f} s later\n"
    )


PUTTING = """
import sys
from tests.sharehub.worker.trials import Trial, effect, opened
from sharehub.outbox.put import put

hub = opened(sys.argv[1])
for number in range(1, 100_000):
    with hub.begin() as work:
        effect(work, -number)
        put(work, Trial.COUNT, [number])
"""


def test_the_database_restarts(hub: Hub, rabbitmq: str) -> None:
    """As seen from all who use it: every connection is ended, and for some seconds nobody gets one."""
    url = make_url(database_of(hub))
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with at_work(hub, rabbitmq):
        with admin.connect() as connection:
            connection.execute(text(f'alter database "{url.database}" allow_connections false'))
            ended = text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name")
            connection.execute(ended, {"name": url.database})
            hub.engine.dispose()
            time.sleep(5)
            connection.execute(text(f'alter database "{url.database}" allow_connections true'))
        assert all_done(hub, "the database away for 5 s, since it is back", time.monotonic()) == MANY
    admin.dispose()


def begin_anew(crew: Crew, ahead: timedelta) -> None:
    """Kill all there is, and start as many with another clock."""
    for process in list(crew.processes):
        crew.kill(process)
    for part in ("dispatcher", "worker", "worker"):
        crew.start(part, ahead)


def test_the_clock_jumps_ahead_by_a_year_and_back(hub: Hub, rabbitmq: str) -> None:
    with at_work(hub, rabbitmq) as crew:
        begin_anew(crew, timedelta(days=400))
        before = len(effects(hub.engine))
        wait_for(lambda: len(effects(hub.engine)) > before, LONG)
        begin_anew(crew, timedelta())
        assert (
            all_done(hub, "the clock a year ahead and back, all killed at each jump", time.monotonic())
            == MANY
        )


def test_poisoned_tasks_are_given_up_and_a_thousand_others_go_on(hub: Hub, rabbitmq: str) -> None:
    ask(hub, Trial.FAIL, *range(-10, -5))
    ask(hub, Trial.KILL, -11)
    with at_work(hub, rabbitmq):
        assert all_done(hub, "five tasks that fail and one that kills", time.monotonic()) == MANY
    dead = [row["kind"] for row in rows(hub.engine) if row["dead_at"]]
    assert sorted(dead) == [Trial.FAIL] * 5 + [Trial.KILL]

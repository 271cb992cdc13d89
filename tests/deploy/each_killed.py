"""`make faults`: the processes of `deploy/`, really started, of which one of each is killed under load."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from sharehub.clock import SystemClock
from sharehub.identity.access_token import Expected
from sharehub.outbox.kinds import Kind
from tests.conftest import lacking
from tests.deploy.broker import a_broker, program
from tests.deploy.cluster import ADMIN, a_cluster, programs
from tests.deploy.provider import provided
from tests.deploy.started import BY_PROXY, ORIGIN, Process, StartedHub, at, ready, seconds, seconds_until
from tests.sharehub.administration.documents import ISSUER, a_document, a_user, users
from tests.sharehub.identity.signing import Issuer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.deploy.broker import RabbitMQ
    from tests.deploy.cluster import Cluster

PEOPLE = 4
"""Who work at once; each may ask 300 times a minute of each process."""
BREATH = 0.2
"""Seconds between one act of somebody and their next."""
BETWEEN = 8
"""Acts that are done between one killing and the next, so that each happens under load."""
LONGEST = 300
PUT = text(
    "insert into outbox_tasks (id, kind, ids, created_at, due_at) values (:id, :kind, '[]', now(), now())"
)
"""Work as an act puts it: here one that may be done any number of times, and is to be done once at least."""
LEFT = text(
    "select kind, due_at - now() as due_in, leased_until - now() as leased_for, handed_out, attempts,"
    " last_error from outbox_tasks where done_at is null and once is null"
)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Yield a database server that may be killed."""
    found = programs()
    if found is None:
        lacking("postgres", "initdb is not here: this test kills the server, so it starts one of its own")
    # The server runs as another user, who does not see into the folders of whoever runs the tests.
    folder = Path(tempfile.mkdtemp(prefix="sharehub-cluster-"))
    try:
        with a_cluster(found, folder) as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def broker() -> Iterator[RabbitMQ]:
    """Yield a broker that may be killed."""
    found = program()
    if found is None:
        lacking(
            "deploy", "rabbitmq-server is not here: this test kills the broker, so it starts one of its own"
        )
    folder = Path(tempfile.mkdtemp(prefix="sharehub-broker-"))
    try:
        with a_broker(found, folder) as broker:
            yield broker
    finally:
        shutil.rmtree(folder)


class Load:
    """People who open cases, one after another, and repeat an act until somebody says that it is done."""

    def __init__(self, apis: Sequence[Process], tokens: Sequence[str]) -> None:
        self._apis = apis
        self._stop = Event()
        self._lock = Lock()
        self._threads = [
            Thread(target=self._work, args=(number, token)) for number, token in enumerate(tokens)
        ]
        self.opened: list[str] = []
        self.repeated = 0
        self.flaws: list[str] = []

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(LONGEST)

    def more(self, count: int) -> None:
        """Wait until so many more acts are done."""
        until = len(self.opened) + count
        seconds_until(lambda: len(self.opened) >= until or self.flaws, LONGEST)
        assert self.flaws == []

    def _work(self, number: int, token: str) -> None:
        with httpx2.Client(timeout=10, headers=BY_PROXY | {"Authorization": f"Bearer {token}"}) as client:
            turn = number
            while not self._stop.is_set():
                key, tries, until = str(uuid4()), 0, time.monotonic() + LONGEST
                while (case := self._open(client, turn, key)) is None and time.monotonic() < until:
                    turn, tries = turn + 1, tries + 1
                    time.sleep(0.1)
                with self._lock:
                    if case is None:
                        self.flaws.append("an act could not be done")
                        return
                    self.opened.append(case)
                    self.repeated += tries
                # The machine is shared with what is being started anew.
                time.sleep(BREATH)

    def _open(self, client: httpx2.Client, turn: int, key: str) -> str | None:
        """Ask one of the processes; None, where it is not there or cannot do it now."""
        place = f"{at(self._apis[turn % len(self._apis)])}/api/v1/cases"
        try:
            answer = client.post(place, headers={"Idempotency-Key": key})
        except httpx2.TransportError:
            return None
        if answer.status_code == 201:
            return str(answer.json()["id"])
        if answer.status_code not in {409, 429, 500, 503}:
            with self._lock:
                self.flaws.append(f"{answer.status_code} {answer.text}")
        return None


def counted(cluster: Cluster, question: str) -> int:
    """Return a number that the database's administrator asks for."""
    engine = create_engine(cluster.url("postgres", ADMIN))
    with engine.connect() as connection:
        found = int(connection.execute(text(question)).scalar_one())
    engine.dispose()
    return found


class Work:
    """Work that is put into the outbox, piece by piece, while the block lasts."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._stop = Event()
        self._thread = Thread(target=self._put)
        self.put: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(LONGEST)

    def _put(self) -> None:
        engine = create_engine(self._cluster.url("postgres", ADMIN), pool_pre_ping=True)
        while not self._stop.wait(BREATH):
            task = str(uuid4())
            try:
                with engine.begin() as connection:
                    connection.execute(PUT, {"id": task, "kind": Kind.FORGET_EXPIRED.value})
            except OperationalError:
                continue  # the server is away: whether it was put is not known, and the next is another
            self.put.append(task)
        engine.dispose()


@dataclass
class Deployed:
    """All processes of a hub, started."""

    cluster: Cluster
    broker: RabbitMQ
    apis: list[Process]
    others: dict[str, Process]
    tokens: list[str]
    took: dict[str, float] = field(default_factory=dict)

    @property
    def processes(self) -> list[Process]:
        """Every process of ours."""
        return [*self.apis, *self.others.values()]

    def start(self) -> None:
        """Start all, and wait until those that serve are ready."""
        for process in self.processes:
            process.start()
        for api in self.apis:
            seconds_until(partial(ready, api))

    def replace_each(self, load: Load) -> None:
        """Kill one of each and put it in place again; something is done before, between and after."""
        load.more(BETWEEN)
        for name, api in zip(("one api", "the other api"), self.apis, strict=True):
            api.kill()
            load.more(BETWEEN)  # by the one that is left
            api.start()
            self.took[name] = seconds_until(partial(ready, api))
            load.more(BETWEEN)
        for process in self.others.values():
            process.kill()
            load.more(BETWEEN)
            process.start()
            load.more(BETWEEN)
        self.broker.kill()
        load.more(BETWEEN)
        self.took["RabbitMQ"] = seconds(self.broker.start)
        load.more(BETWEEN)
        self.cluster.kill()
        seconds_until(lambda: not any(map(ready, self.apis)))
        self.took["PostgreSQL"] = seconds(self.cluster.start) + seconds_until(
            lambda: all(map(ready, self.apis))
        )
        load.more(BETWEEN)

    def left(self) -> str:
        """Say what is not done yet, and who is at it."""
        engine = create_engine(self.cluster.url("postgres", ADMIN))
        with engine.connect() as connection:
            work = [dict(row) for row in connection.execute(LEFT).mappings()]
        engine.dispose()
        ended = {name: process.running and process.running.poll() for name, process in self.others.items()}
        return f"{ready(self.apis[0])}, {work}, ended: {ended}"

    def drained(self) -> bool:
        """Say whether the log's tree has taken in all there was, and all work is done."""
        said = ready(self.apis[0])
        open_work = counted(
            self.cluster, "select count(*) from outbox_tasks where done_at is null and once is null"
        )
        return said is not None and said["oldest_queued_seconds"] is None and open_work == 0

    def stop(self) -> list[int]:
        """Ask every process to end, and say how each did."""
        return [process.stop() for process in self.processes]

    def kill(self) -> None:
        """Kill what still runs."""
        for process in self.processes:
            if process.running and process.running.poll() is None:
                process.kill()


@pytest.mark.postgres
@pytest.mark.deploy
def test_one_of_each_process_is_killed_and_put_in_place_again_and_nothing_is_lost_or_done_twice(
    cluster: Cluster, broker: RabbitMQ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issuer = Issuer(expected=Expected(ISSUER, ORIGIN), now=int(SystemClock().now().timestamp()))
    people = {f"p.{n}": a_user("POL-DA", ["police"], f"subject-{n}") for n in range(PEOPLE)}
    with provided(issuer, tmp_path) as outside:
        hub = StartedHub(cluster, broker.url, tmp_path, outside)
        pinned = hub.make(a_document(users=users(**people)))
        deployed = Deployed(
            cluster,
            broker,
            [hub.api(), hub.api()],
            {command: Process(hub, command) for command in ("sequencer", "dispatcher", "worker")},
            [issuer.token(sub=f"subject-{n}") for n in range(PEOPLE)],
        )
        try:
            deployed.start()
            with Work(cluster) as work, Load(deployed.apis, deployed.tokens) as load:
                deployed.replace_each(load)
            deployed.took["all that waited"] = seconds_until(deployed.drained, LONGEST, deployed.left)
            hub.run("export-log", tmp_path / "exported", **hub.settings("export-log"))
            stopped = deployed.stop()
        finally:
            deployed.kill()

    with capsys.disabled():
        for what, seconds in deployed.took.items():
            print(f"\n{what}: back after {seconds:.1f} s", end="")  # noqa: T201 - the time to recover is a figure
        print(f"\n{len(load.opened)} acts, {load.repeated} tries more; {len(work.put)} pieces of work")  # noqa: T201 - so is this
    (tmp_path / "pinned").write_text(pinned, encoding="utf-8")
    hub.run("verify-log", tmp_path / "exported", "--keys", tmp_path / "pinned")
    done = len(load.opened)
    assert load.flaws == []
    assert len(set(load.opened)) == done
    assert counted(cluster, "select count(*) from cases") == done
    entries = "select count(*) from audit_entries where action = 'case.opened' and outcome = 'done'"
    assert counted(cluster, entries) == done
    given_up = "select count(*) from outbox_tasks where dead_at is not null"
    assert counted(cluster, given_up) == 0
    assert (
        counted(cluster, "select count(*) from outbox_tasks where done_at is not null") >= len(work.put) > 0
    )
    assert set(stopped) <= {0, 143, -15}

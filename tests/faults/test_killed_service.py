"""A service killed between act and answer: what was done is on record, and done once when asked for again."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sharehub.audit.entry import Action
from sharehub.database.schema import Fact
from tests.faults.killable import Served, serve
from tests.forked import FORKED
from tests.sharehub.web.clients import a_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from tests.sharehub.world import World

PATIENCE = 60


def key_file_of(world: World, folder: Path) -> Path:
    on_sqlite = world.hub.engine.dialect.name == "sqlite"
    return folder / "hub" / "keys" / "root.json" if on_sqlite else folder / "root.json"


@contextmanager
def serving(world: World, folder: Path, moment: str) -> Iterator[tuple[ForkServerProcess, httpx2.Client]]:
    """Serve a world's hub in a process of its own, which kills itself at a moment."""
    hub = world.hub
    data, keys = (
        engine.url.render_as_string(hide_password=False) for engine in (hub.engine, hub.keys.engine)
    )
    served = Served(data, keys, key_file_of(world, folder), hub.clock.now(), world.actor("police"))
    ours, theirs = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=serve, args=(served, moment, theirs))
    process.start()
    theirs.close()
    try:
        with ours:
            port = ours.recv()
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            yield process, client
    finally:
        process.kill()
        process.join(PATIENCE)
        process.close()


def record(world: World, client: httpx2.Client, **more: Any) -> httpx2.Response:
    """Record a fact, each time under the same idempotency key."""
    headers = {"Authorization": "Bearer token", "Idempotency-Key": "the same"}
    sent = {"json": a_body(world)} | more
    return client.post(f"/api/v1/cases/{world.case}/facts", headers=headers | sent.pop("headers", {}), **sent)


def is_killed_by(world: World, folder: Path, moment: str, **more: Any) -> bool:
    """Send a request to a service that kills itself at a moment; say whether it did, and answered nothing."""
    with serving(world, folder, moment) as (process, client):
        with pytest.raises(httpx2.TransportError):
            record(world, client, **more)
        process.join(PATIENCE)
        return process.exitcode == -signal.SIGKILL


def left(world: World, *actions: Action) -> list[int]:
    """Return how many entries of these actions there are."""
    return [len(world.logged(action)) for action in actions]


@pytest.mark.postgres
@pytest.mark.parametrize("moment", ["after the commit", "before the answer"])
def test_killed_after_the_commit_the_act_is_on_record_and_done_once_when_it_is_asked_again(
    world: World, tmp_path: Path, moment: str
) -> None:
    assert is_killed_by(world, tmp_path, moment)
    (fact,) = world.rows(Fact)
    assert left(world, Action.FACT_RECORDED, Action.ACT_REPEATED) == [1, 0]

    with serving(world, tmp_path, "never") as (_, client):
        answers = [record(world, client) for _ in range(2)]

    assert [answer.json() for answer in answers] == [{"id": str(fact["id"])}] * 2
    assert len(world.rows(Fact)) == 1
    assert left(world, Action.FACT_RECORDED, Action.ACT_REPEATED) == [1, 2]


@pytest.mark.postgres
def test_killed_before_the_commit_there_is_neither_act_nor_entry_and_it_is_done_when_it_is_asked_again(
    world: World, tmp_path: Path
) -> None:
    assert is_killed_by(world, tmp_path, "before the commit")
    assert world.rows(Fact) == []
    assert left(world, Action.FACT_RECORDED, Action.ACT_REPEATED) == [0, 0]

    with serving(world, tmp_path, "never") as (_, client):
        answer = record(world, client)

    (fact,) = world.rows(Fact)
    assert (answer.status_code, answer.json()) == (201, {"id": str(fact["id"])})
    assert left(world, Action.FACT_RECORDED, Action.ACT_REPEATED) == [1, 0]


REFUSED: dict[str, tuple[dict[str, Any], Action]] = {
    "another form": ({"json": {"statement": ""}}, Action.REQUEST_REFUSED),
    "no JSON": (
        {"json": None, "content": b"{", "headers": {"Content-Type": "application/json"}},
        Action.REQUEST_REFUSED,
    ),
    "an act that may not be": ({"headers": {"Idempotency-Key": ""}}, Action.ACT_REFUSED),
    "nobody": ({"headers": {"Authorization": ""}}, Action.ANONYMOUS_REFUSED),
}


@pytest.mark.postgres
@pytest.mark.parametrize("how", REFUSED)
def test_killed_before_it_could_say_no_the_refusal_is_on_record(
    world: World, tmp_path: Path, how: str
) -> None:
    more, action = REFUSED[how]

    assert is_killed_by(world, tmp_path, "before the answer", **more)

    assert left(world, action) == [1]
    assert world.rows(Fact) == []


def test_killed_it_loses_what_was_counted_in_one_window_and_no_more(
    sqlite_world: World, tmp_path: Path
) -> None:
    with serving(sqlite_world, tmp_path, "never") as (process, client):
        for _ in range(3):
            assert client.get("/api/v1/me").status_code == 401
        process.kill()

    (told,) = sqlite_world.logged(Action.ANONYMOUS_REFUSED)
    assert [one["count"] for one in told["refs"]["counts"]] == [1]

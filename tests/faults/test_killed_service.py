"""A service killed between act and answer: what was done is on record, and done once when asked for again."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sharehub.audit.entry import Action
from sharehub.database.schema import Fact
from tests.sharehub.web.clients import a_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sharehub.world import World

PATIENCE = 60
SERVICE = """
import os, socket, sys
from datetime import datetime
from pathlib import Path
from uuid import UUID
import uvicorn
from sqlalchemy import event
from sharehub.app import application
from sharehub.assembly import assemble
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile
from sharehub.identity.actor import Actor
from tests.sharehub.web.tokens import Tokens

database, keys, key_file, now, user, unit, moment = sys.argv[1:]
provider = KeyFile(Path(key_file), os.urandom)
hub = assemble(database, keys, provider, SteppedClock(datetime.fromisoformat(now)))
app = application(hub, Tokens({"token": Actor(UUID(user), UUID(unit), "police")}))


def kill(*_):
    os.kill(os.getpid(), 9)


def killed_before_it_answers(app):
    async def asgi(scope, receive, send):
        async def last(message):
            if message["type"] == "http.response.start":
                kill()
            await send(message)

        await app(scope, receive, last if scope["type"] == "http" else send)

    return asgi


if moment == "before the commit":
    event.listen(hub.engine, "commit", kill)
if moment == "after the commit":
    # The connection goes back to the pool once the transaction has ended.
    event.listen(hub.engine, "checkin", kill)
if moment == "before the answer":
    app = killed_before_it_answers(app)
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listening])
"""


def key_file_of(world: World, folder: Path) -> Path:
    on_sqlite = world.hub.engine.dialect.name == "sqlite"
    return folder / "hub" / "keys" / "root.json" if on_sqlite else folder / "root.json"


@contextmanager
def serving(world: World, folder: Path, moment: str) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    """Serve a world's hub in a process of its own, which kills itself at a moment."""
    police, hub = world.actor("police"), world.hub
    urls = [engine.url.render_as_string(hide_password=False) for engine in (hub.engine, hub.keys.engine)]
    arguments = (*urls, key_file_of(world, folder), hub.clock.now().isoformat(), police.user, police.unit)
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE, *map(str, arguments), moment],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    port = process.stdout.readline().strip()
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            yield process, client
    finally:
        process.kill()
        process.wait(PATIENCE)
        process.stdout.close()


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
        return process.wait(PATIENCE) == -signal.SIGKILL


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

"""A process killed between its commit and its answer leaves the entry, and no answer."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from tests.sharehub.disclosure.stored import count_of, last_of

if TYPE_CHECKING:
    from tests.sharehub.world import World

READER = """
import os, sys
from datetime import datetime
from pathlib import Path
from uuid import UUID
from sqlalchemy import event
from sharehub.assembly import assemble
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile
from sharehub.disclosure.disclose import disclose
from sharehub.identity.actor import Actor

folder, now, case, user, unit, moment = sys.argv[1:]
folder = Path(folder)
hub = assemble(
    f"sqlite:///{folder / 'data' / 'hub.db'}",
    f"sqlite:///{folder / 'keys' / 'keys.db'}",
    KeyFile(folder / "keys" / "root.json", os.urandom),
    SteppedClock(datetime.fromisoformat(now)),
)


def kill(*_):
    os.kill(os.getpid(), 9)


def after_the_commit(dbapi_connection, *_):
    # The connection goes back to the pool once the transaction has ended.
    kill()


if moment == "before":
    event.listen(hub.engine, "commit", kill)
else:
    event.listen(hub.engine, "checkin", after_the_commit)
answer = disclose(hub, Actor(UUID(user), UUID(unit), "school"), UUID(case), "wellbeing_support")
print(answer, flush=True)
"""


def killed_reading(world: World, folder: Path, moment: str) -> subprocess.CompletedProcess[str]:
    """Read in a process of its own, which kills itself at a moment."""
    actor = world.actor("teacher")
    arguments = (folder, world.hub.clock.now().isoformat(), world.case, actor.user, actor.unit, moment)
    return subprocess.run(
        [sys.executable, "-c", READER, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )


def test_killed_between_commit_and_answer_the_entry_stays_and_nothing_was_said(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = sqlite_world
    fact = world.publish(world.behaviour())

    ended = killed_reading(world, tmp_path / "hub", "after")

    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGKILL, "", "")
    assert count_of(world, Action.PATTERN_ASKED) == 1
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("gist", "GIST_FOR_ROLE")


def test_killed_before_the_commit_it_leaves_nothing_and_nothing_was_said(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = sqlite_world
    world.publish(world.behaviour())

    ended = killed_reading(world, tmp_path / "hub", "before")

    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGKILL, "", "")
    assert count_of(world, Action.PATTERN_ASKED) == 0
    assert world.texts("teacher", "wellbeing_support") == [world.behaviour().gist]

"""Killed anywhere in the midst of it, a backup or a restoring leaves nothing half."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sharehub.backup import folder
from sharehub.backup.make import back_up
from sharehub.backup.manifest import Held
from sharehub.backup.restore import examined

if TYPE_CHECKING:
    from sharehub.hub import Hub

PROGRAM = textwrap.dedent(
    """
    import os, shutil, signal, sys
    from datetime import datetime
    from pathlib import Path

    what, at, url, kind, place = sys.argv[1:]
    left = int(at)

    def counted(do):
        def done(*given, **more):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return do(*given, **more)
        return done

    from sharehub.backup.make import back_up
    from sharehub.backup.manifest import Held
    from sharehub.backup.restore import restore
    from sharehub.database.engine import open_engine

    for owner, name in ((os, "fsync"), (os, "link"), (shutil, "copyfile"), (Path, "rename"), (Path, "replace"),
                        (Path, "unlink")):
        setattr(owner, name, counted(getattr(owner, name)))
    engine, now = open_engine(url), datetime.fromisoformat("2024-06-03T10:00:00+00:00")
    if what == "back_up":
        back_up(engine, Held(kind), Path(place), now)
    else:
        restore(engine, Held(kind), Path(place), now, replace=True)
    """
)


def killed(what: str, at: int, hub: Hub, place: Path) -> bool:
    """Do something in a process that is killed before its so-manieth step; False where it came to its end."""
    command = [sys.executable, "-c", PROGRAM, what, str(at), str(hub.engine.url), "data", str(place)]
    ended = subprocess.run(command, check=False, env=os.environ)  # noqa: TID251 - what a process of a test runs in
    assert ended.returncode in {0, -signal.SIGKILL}
    return ended.returncode != 0


def test_a_backup_that_is_killed_is_none_and_the_next_is_whole(sqlite_hub: Hub, tmp_path: Path) -> None:
    target, steps = tmp_path / "of-data", 0
    while killed("back_up", steps + 1, sqlite_hub, target):
        steps += 1
        for one in folder.named(target, Held.DATA):
            examined(one, Held.DATA)
            one.rename(tmp_path / f"whole-{steps}")

    assert steps >= 4
    assert [one.name for one in target.iterdir()] == ["data-20240603T100000Z"]
    examined(target / "data-20240603T100000Z", Held.DATA)


def test_a_restoring_that_is_killed_leaves_the_old_database_or_the_new_one(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    backup, _ = back_up(sqlite_hub.engine, Held.DATA, tmp_path / "of-data", sqlite_hub.clock.now())
    sqlite_hub.close()
    database, steps = Path(sqlite_hub.engine.url.database or ""), 0
    _mark(database)
    while killed("restore", steps + 1, sqlite_hub, backup):
        steps += 1
        assert _tables(database) in {"old", "new"}
        if _tables(database) == "new":
            _mark(database)
        for aside in database.parent.glob("*.before-*"):
            assert _tables(aside) == "old"
            aside.unlink()

    assert steps >= 4
    assert _tables(database) == "new"
    assert not list(database.parent.glob(".*"))


def _mark(database: Path) -> None:
    with closing(sqlite3.connect(database)) as there:
        there.execute("create table later (one)")


def _tables(database: Path) -> str:
    with closing(sqlite3.connect(database)) as there:
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        names = {name for (name,) in there.execute("select name from sqlite_master")}
    assert "cases" in names
    return "old" if "later" in names else "new"

"""Killed anywhere in the midst of it, a backup or a restoring leaves nothing half."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sharehub.backup import folder, sqlite
from sharehub.backup.make import back_up
from sharehub.backup.manifest import Held
from sharehub.backup.restore import examined, restore
from sharehub.database.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.hub import Hub

LATER = datetime(2024, 6, 3, 10, tzinfo=UTC)
STEPS = (
    *((os, name) for name in ("fsync", "link")),
    *((Path, name) for name in ("rename", "replace", "unlink", "mkdir")),
    (shutil, "copyfile"),
    (sqlite, "copy"),
)
"""What changes files: a process is killed before each of them in turn."""


def killed(do: Callable[[], object], at: int) -> bool:
    """Do something in a process that is killed before its so-manieth step; False where it came to its end."""
    child = os.fork()
    if child == 0:
        left = [at]
        for owner, name in STEPS:
            setattr(owner, name, _counted(getattr(owner, name), left))
        try:
            do()
        except BaseException:  # noqa: BLE001 - whatever it is, nothing of the test goes on in this process
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status != 0


def _counted(do: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    def counted(*given: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return do(*given, **more)

    return counted


def test_a_backup_that_is_killed_is_none_and_the_next_is_whole(sqlite_hub: Hub, tmp_path: Path) -> None:
    target, steps, url = tmp_path / "of-data", 0, str(sqlite_hub.engine.url)
    sqlite_hub.close()
    while killed(lambda: back_up(open_engine(url), Held.DATA, target, LATER), steps + 1):
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

    def again() -> None:
        restore(open_engine(str(sqlite_hub.engine.url)), Held.DATA, backup, LATER, replace=True)

    while killed(again, steps + 1):
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

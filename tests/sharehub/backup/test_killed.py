"""Killed anywhere in the midst of it, a backup or a restoring leaves nothing half."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sharehub.backup import folder
from sharehub.backup.make import back_up
from sharehub.backup.manifest import Held
from sharehub.backup.restore import examined, restore
from sharehub.database.engine import open_engine
from tests.sharehub.backup.killing import killed

if TYPE_CHECKING:
    from sharehub.hub import Hub

LATER = datetime(2024, 6, 3, 10, tzinfo=UTC)


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

"""Putting a hub together: a fresh one is private and marked as a demo's; an old one is not touched."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sharehub.assembly import assemble, fresh
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.clock import Clock


def a_clock() -> Clock:
    return SteppedClock(datetime(2024, 6, 3, 23, 30, tzinfo=UTC))


def test_a_fresh_hub_keeps_data_and_keys_in_folders_that_nobody_else_can_enter(tmp_path: Path) -> None:
    fresh(tmp_path / "hub", a_clock()).close()

    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "hub").iterdir()}
    assert modes == {"data": 0o700, "keys": 0o700}
    assert (tmp_path / "hub" / "keys" / "root.json").stat().st_mode & 0o777 == 0o600
    assert KeyFile(tmp_path / "hub" / "keys" / "root.json", os.urandom).demo


def test_a_fresh_hub_is_never_made_over_another(tmp_path: Path) -> None:
    fresh(tmp_path / "hub", a_clock()).close()
    before = {path: path.read_bytes() for path in (tmp_path / "hub").rglob("*") if path.is_file()}

    with pytest.raises(FileExistsError):
        fresh(tmp_path / "hub", a_clock())

    assert {path: path.read_bytes() for path in (tmp_path / "hub").rglob("*") if path.is_file()} == before


def test_the_days_of_a_hub_are_those_of_its_zone(tmp_path: Path) -> None:
    with closing(fresh(tmp_path / "hub", a_clock(), "Europe/London")) as hub, hub.begin() as work:
        assert work.tx.today.isoformat() == "2024-06-04"


def test_assembling_alone_makes_nothing(tmp_path: Path) -> None:
    provider = KeyFile.create(tmp_path / "root.json", os.urandom)

    hub = assemble(
        f"sqlite:///{tmp_path / 'hub.db'}", f"sqlite:///{tmp_path / 'keys.db'}", provider, a_clock()
    )
    hub.close()

    assert {path.name for path in tmp_path.iterdir()} == {"root.json"}


def test_what_is_deleted_from_a_fresh_hub_is_overwritten_and_every_commit_is_on_disk(tmp_path: Path) -> None:
    with closing(fresh(tmp_path / "hub", a_clock())) as hub, hub.engine.connect() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "secure_delete", "foreign_keys", "synchronous")
        ]

    assert pragmas == ["wal", 1, 1, 2]


def test_data_and_keys_share_no_table(tmp_path: Path) -> None:
    fresh(tmp_path / "hub", a_clock()).close()

    tables = []
    for path in (tmp_path / "hub" / "data" / "hub.db", tmp_path / "hub" / "keys" / "keys.db"):
        with closing(sqlite3.connect(path)) as database:
            rows = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        tables.append({name for (name,) in rows})

    assert tables[0] & tables[1] == set()
    assert {"case_keys", "wrapping_keys"} <= tables[1]

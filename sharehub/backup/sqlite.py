"""Copying a database of SQLite while it is used, and putting a copy in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sharehub.backup.folder import on_disk, private
from sharehub.errors import Conflict, Invalid

if TYPE_CHECKING:
    from pathlib import Path

IN_USE = "somebody has this database open: stop every process of the hub first"
_BESIDE = ("-wal", "-shm")
_WAIT_SECONDS = 30.0


def copy(database: Path, place: Path) -> None:
    """Copy a database as it stands at one moment into an empty file; readers and writers go on meanwhile.

    Raises:
        Invalid: it cannot be read, or what was copied is damaged.
    """
    try:
        with (
            closing(sqlite3.connect(_existing(database), uri=True, timeout=_WAIT_SECONDS)) as live,
            closing(sqlite3.connect(place)) as made,
        ):
            live.backup(made)
            # A file by itself, with nothing beside it that belongs to it.
            made.execute("PRAGMA journal_mode = DELETE")
            _require_sound(made)
    except sqlite3.Error:
        raise Invalid("database", "cannot be read: check its address and its owner") from None


def replace(database: Path, source: Path, aside: Path | None) -> None:
    """Put a copy in the place of a database, in one step, and keep the old one aside.

    A crash before the last rename leaves the old database in force, and after it the new one.

    Args:
        database: where it is to stand.
        source: the copy, which stays.
        aside: what the old one is called from now on; None refuses one that holds anything.

    Raises:
        Conflict: there is one and it is not to be replaced, or somebody has it open.
        Invalid: it cannot be written, or the copy is damaged.
    """
    new = database.with_name(f".{database.name}.restored")
    try:
        new.unlink(missing_ok=True)
        shutil.copyfile(source, private(new))
        with closing(sqlite3.connect(new)) as made:
            _require_sound(made)
        on_disk(new)
        if database.exists() and _holds_anything(database):
            if aside is None:
                raise Conflict("there is a database here already: --replace keeps it aside")
            _link_aside(database, aside)
        for end in _BESIDE:  # of the old one: applied to the new, they would destroy it
            database.with_name(database.name + end).unlink(missing_ok=True)
        new.replace(database)
        on_disk(database.parent)
    except (OSError, sqlite3.Error):
        raise Invalid(
            "database", "cannot be put in place: check its folder, its owner and its space"
        ) from None
    finally:
        new.unlink(missing_ok=True)


def _holds_anything(database: Path) -> bool:
    """Say whether there are tables in it, all of it in one file by now and nobody using it.

    Raises:
        Conflict: somebody has it open.
    """
    try:
        with closing(sqlite3.connect(_existing(database), uri=True, timeout=0)) as old:
            # Refused while anybody else has it open, even one who does nothing.
            if old.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",):
                raise Conflict(IN_USE)
            return bool(old.execute("select count(*) from sqlite_master").fetchone()[0])
    except sqlite3.OperationalError:
        raise Conflict(IN_USE) from None
    except sqlite3.DatabaseError:
        return True  # damaged, which may be why it is replaced


def _link_aside(database: Path, aside: Path) -> None:
    for end in ("", *_BESIDE):
        old = database.with_name(database.name + end)
        if old.exists():
            os.link(old, aside.with_name(aside.name + end))


def _require_sound(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise Invalid("database", "is damaged: SQLite does not find it sound")


def _existing(database: Path) -> str:
    """Return how to open a database without making one where there is none."""
    return f"{database.resolve().as_uri()}?mode=rw"

"""Copying a database of PostgreSQL with its own tools, and putting a copy into an empty one."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from sharehub.errors import Conflict, Invalid
from sharehub.settings import surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

SECRETS = frozenset({"password", "sslpassword"})
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_ANYTHING = text(
    "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'S')"
)
_SNAPSHOT = text("select pg_export_snapshot()")
_WHY = (
    ("connection to server", "the server cannot be reached, or does not take the login"),
    ("permission denied", "its login may not do all of it: docs/operations.md says which one may"),
    ("row-level security", "its login does not see every row: docs/operations.md says which one does"),
    ("already exists", "the database is not empty: make a new one"),
    ("does not exist", "a role is missing on this server: run deploy/postgresql/roles.sql or keys.sql first"),
    ("No space left", "there is no space left"),
)
"""What a tool says, and what is said of it: its own words may hold a row of the database."""


def dump(connection: Connection, place: Path) -> int:
    """Copy the database as this transaction sees it into an empty file; return the tool's version.

    Args:
        connection: in a transaction of one moment, which stays open meanwhile.
        place: the file.

    Raises:
        Invalid: the tool is missing, older than the server, or fails.
    """
    tool, version = _tool("pg_dump", _server(connection))
    moment = connection.execute(_SNAPSHOT).scalar_one()
    run([tool, "--format=custom", f"--snapshot={moment}", f"--file={place}"], connection.engine)
    return version


def load(engine: Engine, source: Path, written_by: int, *, privileges: bool) -> None:
    """Put a copy into an empty database: all of it in one transaction, or nothing.

    Args:
        engine: of the database.
        source: the copy.
        written_by: the version of the tool that wrote it.
        privileges: whether its grants go with it; without, those of the new database's own defaults hold.

    Raises:
        Conflict: the database is not empty.
        Invalid: the tool is missing, older than the server or the copy, or fails.
    """
    with engine.connect() as connection:
        tool, _ = _tool("pg_restore", max(_server(connection), written_by))
        if connection.execute(_ANYTHING).scalar_one():
            raise Conflict(
                "there is something in this database: make a new, empty one, let the setting name that, and"
                " keep the old one as it is"
            )
    what = ["--single-transaction", "--exit-on-error", "--no-owner"]
    if not privileges:
        what.append("--no-privileges")
    run([tool, *what, str(source)], engine)


def _tool(name: str, least: int) -> tuple[str, int]:
    found = shutil.which(name)
    if found is None:
        raise Invalid(name, "is not on this machine: install PostgreSQL's client programs")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - as found
    version = _VERSION.search(said)
    if version is None or int(version[1]) < least:
        raise Invalid(name, f"is older than the server or the backup: install that of PostgreSQL {least}")
    return found, int(version[1])


def _server(connection: Connection) -> int:
    return int(connection.execute(text("show server_version_num")).scalar_one()) // 10_000


def run(command: list[str], engine: Engine) -> None:
    """Run a tool; secrets of the address go by its environment, which other users do not see."""
    given = engine.url.translate_connect_args(username="user", database="dbname") | dict(engine.url.query)
    if "sslpassword" in given:
        raise Invalid("database", "its address holds the password of a key: take a key without one")
    address = make_conninfo(**{name: value for name, value in given.items() if name not in SECRETS})
    secret = {"PGPASSWORD": str(given["password"])} if "password" in given else {}
    ended = subprocess.run(  # noqa: S603 - the tool that was found, and no word of a stranger
        [*command, f"--dbname={address}"],
        env=surroundings(secret),
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        why = next(
            (said for sign, said in _WHY if sign in ended.stderr), "it did not say why in words known here"
        )
        raise Invalid(command[0].rpartition("/")[2], why)

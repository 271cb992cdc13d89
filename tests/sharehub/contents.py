"""All rows of a PostgreSQL database: taken out once, put back before a test, deleted after it.

Deleting some rows takes milliseconds. TRUNCATE takes most of a second: each table gets new files.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Engine

Contents = dict[str, bytes]
"""What COPY wrote of each table that has rows."""


def taken_out(engine: Engine) -> Contents:
    """Return all rows of a database."""
    with _over_all_rules(engine) as connection, connection.cursor() as cursor:
        found: Contents = {}
        for table in _tables(connection):
            with cursor.copy(
                sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))
            ) as rows:
                written = b"".join(map(bytes, rows))
            if cursor.rowcount:
                found[table] = written
    return found


def put_back(engine: Engine, contents: Mapping[str, bytes]) -> None:
    """Add rows that were taken out of a database to the same one, which is empty."""
    with _over_all_rules(engine) as connection, connection.cursor() as cursor:
        for table, written in contents.items():
            with cursor.copy(
                sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
            ) as rows:
                rows.write(written)


def deleted(engine: Engine) -> None:
    """Delete all rows of a database but those that say how far it is migrated."""
    with _over_all_rules(engine) as connection:
        each = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in _tables(connection)]
        connection.execute(sql.SQL("; ").join(each))


@contextmanager
def _over_all_rules(engine: Engine) -> Iterator[psycopg.Connection]:
    """Yield a connection on which neither triggers nor foreign keys say anything; a superuser may.

    It is kept until the tests end: a new one would have to read up on every table anew, which takes longer
    than all that is done with it.
    """
    connection = _kept(
        make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    with connection.transaction():
        yield connection


_connections: dict[str, psycopg.Connection] = {}


def _kept(url: str) -> psycopg.Connection:
    """Return the connection that is kept; a test may have ended all that there were."""
    kept = _connections.get(url)
    if kept is None or not _answers(kept):
        # What is lost in a crash of the server is lost with the test: nobody waits until it is on disk.
        options = "-c session_replication_role=replica -c synchronous_commit=off"
        kept = psycopg.connect(url, options=options, autocommit=True)
        _connections[url] = kept
    return kept


def _answers(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("select 1")
    except psycopg.OperationalError:
        connection.close()
        return False
    return True


def _tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("select tablename from pg_tables where schemaname = 'public'")
    return [name for (name,) in found if name != "alembic_version"]

"""Engines: SQLite by default, PostgreSQL when you grow; durable on both before a commit returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from sqlalchemy import Engine, create_engine, event

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

DURABLE = frozenset({"on", "remote_apply"})
"""The settings of synchronous_commit under which a commit that has returned survives a crash."""
_RENEWED = 3600
"""Seconds after which a connection gives way to a new one: SQLite's learn but once how tables are filled."""
_CACHE = 32 * 1024
"""KiB of pages that a connection may keep: what officers ask of a long log lies far apart in the file."""
_ONLY_READS = "sharehub_only_reads"


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def open_engine(url: str) -> Engine:
    """Open an engine on a database URL.

    Parameters never appear in errors or logs. SQLite: WAL, foreign keys, deleted content overwritten, every
    transaction takes the write lock at once, and a commit returns when it is on disk. PostgreSQL:
    synchronous_commit as the server has it, but never below `on`; statements are not compiled.
    """
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        pool_recycle=_RENEWED,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _harden_sqlite)
        event.listen(engine, "begin", _take_the_write_lock)
    else:
        event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "reset", _end_what_a_failed_commit_left_open)
    return engine


def reading(engine: Engine) -> Engine:
    """Return the engine for transactions that only read: on SQLite they do not take the write lock."""
    return engine.execution_options(**{_ONLY_READS: True})


def snapshot(engine: Engine) -> Engine:
    """Return the engine for transactions that read one moment of the database, however often they ask."""
    only_reads = reading(engine)
    # On SQLite every reading sees the moment of its first look, without being told to.
    if only_reads.dialect.name == "postgresql":
        return only_reads.execution_options(isolation_level="REPEATABLE READ")
    return only_reads


def _harden_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling would begin late and without the write lock.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=10000",
        "temp_store=MEMORY",
        f"cache_size={-_CACHE}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _take_the_write_lock(connection: Connection) -> None:
    # Every use case writes at least its audit entry: beginning deferred would only move the wait to a point
    # where SQLite must refuse instead of queue.
    only_reads = connection.get_execution_options().get(_ONLY_READS)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _end_what_a_failed_commit_left_open(
    connection: DBAPIConnection, _entry: ConnectionPoolEntry, state: PoolResetState
) -> None:
    # SQLAlchemy takes a transaction as ended once it has asked for the commit. One that failed may go on: the
    # next to get this connection could not begin, or would commit another's work with its own.
    if not state.terminate_only:
        connection.rollback()


def _prepare_postgres(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # Compiling a statement takes a tenth of a second, and none of ours runs for so long.
    cursor.execute("SET jit = off")
    cursor.execute("SHOW synchronous_commit")
    row = cursor.fetchone()
    if row is None or row[0] not in DURABLE:
        cursor.execute("SET synchronous_commit = on")
    cursor.close()
    connection.commit()

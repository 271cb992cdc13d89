"""The tables of the key store, in a database of their own, apart from the data and its backups."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    text,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry


class State(StrEnum):
    """The life of a wrapping key: made, written with, only read with, and no longer used."""

    PENDING = "pending"
    CURRENT = "current"
    OLD = "old"
    RETIRED = "retired"


FORM = "1"
"""The form of these tables: a backup says which it holds."""

metadata = MetaData()

wrapping_keys = Table(
    "wrapping_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("unit", String(128), nullable=False),
    Column("key_class", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    # Microseconds since 1970, UTC; null until it happened.
    Column("made_at", BigInteger),
    Column("switched_at", BigInteger, comment="when writers left this generation for the next"),
    Column("retired_at", BigInteger),
    UniqueConstraint("unit", "key_class", "generation"),
    CheckConstraint("state in ('pending', 'current', 'old', 'retired')"),
)

# One key to write with, and one to come, per unit and class: two processes that race cannot make two.
for _state in (State.CURRENT, State.PENDING):
    Index(
        f"one_{_state}_wrapping_key",
        wrapping_keys.c.unit,
        wrapping_keys.c.key_class,
        unique=True,
        sqlite_where=text(f"state = '{_state}'"),
        postgresql_where=text(f"state = '{_state}'"),
    )

case_keys = Table(
    "case_keys",
    metadata,
    Column("case_id", String(128), primary_key=True),
    Column("alias", String(32), unique=True),
    Column("wrapped", LargeBinary),
    # A row with this set is a tombstone: it keeps anybody from making a new key for the case.
    Column("destroyed_at", BigInteger),
    CheckConstraint(
        "(destroyed_at is null and alias is not null and wrapped is not null)"
        " or (destroyed_at is not null and alias is null and wrapped is null)"
    ),
)


def key_engine(url: str, *, wait_seconds: float = 30) -> Engine:
    """Return an engine for the key store that shows no parameters in its errors.

    On SQLite: a write-ahead log, every commit on disk before it returns, and deleted content overwritten
    with zeros. `wait_seconds` is how long a writer waits for another.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": wait_seconds})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()

"""The transaction: the only place that commits, and the moment that everything in it happens at."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from sharehub.database.engine import reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection, Engine

UNIT = "sharehub.unit"
"""PostgreSQL's name for the acting unit; its row-level security shows the rows of that unit's cases alone."""
NOW = "sharehub.now"
"""And for the moment: a broken glass shows a case until it ends, by the hub's clock as everything does."""

OFFICER = "sharehub.officer"
"""PostgreSQL's name for whether it is an officer of that unit who looks: then the log shows as well."""

_ACT_AS = select(func.set_config(UNIT, bindparam("unit"), True), func.set_config(NOW, bindparam("now"), True))
"""True: until the transaction ends, so that nobody inherits it with the connection."""

_OVERSEE_AS = select(
    func.set_config(UNIT, bindparam("unit"), True),
    func.set_config(OFFICER, "on", True),
    func.set_config("transaction_read_only", "on", True),
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One unit of work: all of it becomes durable, or none of it.

    `connection` executes statements that were built once; `session`, on the same connection, whatever is
    built where it is needed. `now` is UTC; `today` is the civil day of `now` in the hub's zone.
    """

    connection: Connection
    session: Session
    now: datetime
    today: date


@contextmanager
def begin(engine: Engine, now: datetime, today: date, unit: UUID | None = None) -> Iterator[Transaction]:
    """Commit when the block ends, roll back when it raises.

    A crash before the commit leaves nothing behind; a crash after it leaves all of it, audit entry included.
    `unit` is the acting unit, of which PostgreSQL is told: without one its second lock shows no case at all.
    """
    with (
        engine.begin() as connection,
        Session(connection, expire_on_commit=False, autoflush=False) as session,
    ):
        if unit is not None and engine.dialect.name == "postgresql":
            connection.execute(_ACT_AS, {"unit": str(unit), "now": now.isoformat()})
        yield Transaction(connection, session, now, today)
        session.flush()


@contextmanager
def within(connection: Connection, now: datetime, today: date) -> Iterator[Transaction]:
    """Work in a transaction that is under way on a connection; whoever began it ends it."""
    with Session(
        connection, expire_on_commit=False, autoflush=False, join_transaction_mode="rollback_only"
    ) as session:
        yield Transaction(connection, session, now, today)
        session.flush()


@contextmanager
def overseeing(engine: Engine, now: datetime, today: date, unit: UUID) -> Iterator[Transaction]:
    """Begin a transaction in which an officer of a unit looks: it reads and writes nothing.

    PostgreSQL is told, and then shows it what its unit may know of decisions and of the log. Whoever begins
    one has seen that it is an officer who asks.
    """
    with (
        reading(engine).begin() as connection,
        Session(connection, expire_on_commit=False, autoflush=False) as session,
    ):
        if engine.dialect.name == "postgresql":
            connection.execute(_OVERSEE_AS, {"unit": str(unit)})
        yield Transaction(connection, session, now, today)

"""Appending to the log: entry, place in the queue and decision record, in the act's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import bindparam, insert

from sharehub.audit import entry as entries
from sharehub.clock import uuid7
from sharehub.database.schema import AuditEntry, DecisionRecord, LogQueue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Insert

    from sharehub.audit.entry import Act
    from sharehub.database.schema import Base
    from sharehub.database.transaction import Transaction

SALT_BYTES = 16

Rows: TypeAlias = "dict[type[Base], dict[str, Any]]"
"""A row for each of several tables."""


def _named(table: type[Base], column: str) -> str:
    return f"{table.__tablename__}_{column}"


def _into(table: type[Base]) -> Insert:
    return insert(table).values({one.name: bindparam(_named(table, one.name)) for one in table.__table__.c})


# Built once, and executed on the connection itself: every act waits for these.
_TABLES: tuple[type[Base], ...] = (AuditEntry, LogQueue, DecisionRecord)
_IN_TURN = {table: insert(table) for table in _TABLES}
_BOTH_AT_ONCE = _into(LogQueue).add_cte(_into(AuditEntry).cte("entry"))
_ALL_AT_ONCE = _BOTH_AT_ONCE.add_cte(_into(DecisionRecord).cte("record"))


class Entered(NamedTuple):
    """An entry that was appended: its id, the leaf hash under which it will stand in the tree, and when."""

    id: UUID
    leaf_hash: bytes
    at: datetime


def append(tx: Transaction, act: Act, random: Callable[[int], bytes], record: bytes | None = None) -> Entered:
    """Write one entry, its log-queue row and, where a decision was made, the decision record.

    Nothing here commits: the entry is durable when the act is, and neither is without the other. The tree is
    built later by the sequencer, so writers never wait for one another.

    Args:
        tx: the act's own transaction.
        act: what happened.
        random: returns that many random bytes.
        record: the canonical inputs and outcomes of a decision, without content.

    Returns:
        The entry's id and its leaf hash.
    """
    identity = uuid7(tx.now, random)
    salt = random(SALT_BYTES)
    digest = None if record is None else entries.salted_digest(salt, record)
    body = entries.encode(act, identity, tx.now, salt, digest)
    leaf = entries.leaf_hash(body)
    rows: Rows = {
        AuditEntry: {
            "id": identity,
            "at": tx.now,
            "unit": _text(act.unit),
            "actor": _text(act.actor),
            "action": act.action.value,
            "outcome": act.outcome.value,
            "purpose": act.purpose,
            "case_alias": act.case_alias,
            "fact_id": act.fact,
            "fact_revision": act.fact_revision,
            "manifest_digest": act.manifest_digest,
            "leaf_hash": leaf,
            "body": body,
        },
        LogQueue: {"entry_id": identity},
    }
    if record is not None:
        rows[DecisionRecord] = {"entry_id": identity, "body": record}
    _insert(tx.connection, rows)
    return Entered(identity, leaf, tx.now)


def _insert(connection: Connection, rows: Rows) -> None:
    """Insert the rows; PostgreSQL, which is a process of its own, is asked once for all."""
    if connection.dialect.name == "postgresql":
        given = {_named(table, name): value for table, row in rows.items() for name, value in row.items()}
        connection.execute(_ALL_AT_ONCE if DecisionRecord in rows else _BOTH_AT_ONCE, given)
    else:
        for table, row in rows.items():
            connection.execute(_IN_TURN[table], row)


def _text(identity: UUID | None) -> str | None:
    return None if identity is None else str(identity)

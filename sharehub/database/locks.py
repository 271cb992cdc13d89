"""Locks that are no row's: held from when they are taken until the transaction ends.

PostgreSQL keeps a queue of them: whoever wants one alone is not overtaken by those who would share it. On
SQLite a unit of work has the whole database to itself already.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, bindparam, func, select

if TYPE_CHECKING:
    from sqlalchemy import Executable

    from sharehub.database.transaction import Transaction


class Lock(IntEnum):
    """What is locked; the numbers are keys of advisory locks on PostgreSQL, each for this alone."""

    PROTOCOLS_IN_FORCE = 7_411_001
    """Which protocols are in force: shared by whoever decides by them, alone for whoever changes it."""


_KEY = bindparam("key", type_=BigInteger())
_TOGETHER = select(func.pg_advisory_xact_lock_shared(_KEY))
_ALONE = select(func.pg_advisory_xact_lock(_KEY))


def hold_together(tx: Transaction, lock: Lock) -> None:
    """Hold a lock together with others; whoever wants it alone waits."""
    _hold(tx, lock, _TOGETHER)


def hold_alone(tx: Transaction, lock: Lock) -> None:
    """Hold a lock alone, once everybody who holds it has ended; whoever comes later waits."""
    _hold(tx, lock, _ALONE)


def _hold(tx: Transaction, lock: Lock, statement: Executable) -> None:
    connection = tx.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(statement, {"key": lock.value})

"""What is asked of the database to tell whether a hub is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import func, select, text

from sharehub.database.schema import AuditEntry, LogQueue

if TYPE_CHECKING:
    from datetime import datetime

    from sharehub.database.transaction import Transaction

_VERSION = text("select version_num from alembic_version")
_OLDEST = select(func.min(AuditEntry.at)).join(LogQueue, LogQueue.entry_id == AuditEntry.id)


def schema_version(tx: Transaction) -> str | None:
    """Return the revision that the database is at."""
    return cast("str | None", tx.session.scalar(_VERSION))


def oldest_queued(tx: Transaction) -> datetime | None:
    """Return when the oldest entry was recorded that the log's tree has yet to take in, or None."""
    return tx.session.scalar(_OLDEST)

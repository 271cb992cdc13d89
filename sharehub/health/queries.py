"""What is asked of the database to tell whether a hub is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import func, select, text

from sharehub.database.schema import AuditEntry, LogQueue
from sharehub.database.types import Moment

if TYPE_CHECKING:
    from datetime import datetime

    from sharehub.database.transaction import Transaction

_VERSION = text("select version_num from alembic_version")
_OLDEST_ON_POSTGRES = select(func.sharehub_oldest_queued(type_=Moment()))
_OLDEST = select(func.min(AuditEntry.at)).join(LogQueue, LogQueue.entry_id == AuditEntry.id)


def schema_version(tx: Transaction) -> str | None:
    """Return the revision that the database is at."""
    return cast("str | None", tx.session.scalar(_VERSION))


def oldest_queued(tx: Transaction) -> datetime | None:
    """Return when the oldest entry was recorded that the log's tree has yet to take in, or None."""
    # There, the application sees no entry without an acting unit; of all it may know the oldest's age alone.
    on_postgres = tx.session.connection().dialect.name == "postgresql"
    return tx.session.scalar(_OLDEST_ON_POSTGRES if on_postgres else _OLDEST)

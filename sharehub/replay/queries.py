"""The entries of the log that a decision stands beside, in the order of their ids, a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Uuid, bindparam, or_, select

from sharehub.database.schema import AuditEntry, DecisionRecord
from sharehub.disclosure.recording import ASKED

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.database.transaction import Transaction

_BATCH = (
    select(AuditEntry.id, AuditEntry.leaf_hash, AuditEntry.body, DecisionRecord.body.label("record"))
    .outerjoin(DecisionRecord, DecisionRecord.entry_id == AuditEntry.id)
    .where(
        AuditEntry.id > bindparam("after", type_=Uuid()),
        AuditEntry.id <= bindparam("last", type_=Uuid()),
        # The column is for an ask whose record is gone; one with a record is found whatever its column says.
        or_(DecisionRecord.entry_id.is_not(None), AuditEntry.action.in_(sorted(ASKED))),
    )
    .order_by(AuditEntry.id)
    .limit(bindparam("most"))
)


def entries(
    tx: Transaction, after: UUID, last: UUID, most: int
) -> list[tuple[UUID, bytes, bytes, bytes | None]]:
    """Return the entries after one id and up to another that have a record, or should have one."""
    rows = tx.session.connection().execute(_BATCH, {"after": after, "last": last, "most": most})
    return [(row.id, row.leaf_hash, row.body, row.record) for row in rows]

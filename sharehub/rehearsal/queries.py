"""The decision records of a scratch hub, which a rehearsal reads to say what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select

from sharehub.database.schema import DecisionRecord

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.database.transaction import Transaction


def answers(tx: Transaction, entry: UUID) -> dict[str, dict[str, Any]]:
    """Return what was decided about each fact, by the hub's fact ids."""
    body = tx.session.scalars(select(DecisionRecord.body).where(DecisionRecord.entry_id == entry)).one()
    decided: dict[str, dict[str, Any]] = orjson.loads(body)["answers"]
    return decided

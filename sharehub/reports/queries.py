"""What a document's stamp takes from tables: the name of the unit that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from sharehub.database.schema import Unit

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.database.transaction import Transaction


def unit_name(tx: Transaction, unit: UUID) -> str:
    """Return what a unit is called."""
    return tx.session.execute(select(Unit.name).where(Unit.id == unit)).scalar_one()

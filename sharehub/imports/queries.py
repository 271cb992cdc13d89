"""The rows of imports and of their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, insert, select, update

from sharehub.database.schema import Import, ImportLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


class Standing(NamedTuple):
    """Where an import stands: the first line that was not dealt with, and whether it is finished."""

    next_line: int
    finished_at: datetime | None


def add_import(tx: Transaction, **values: object) -> None:
    """Insert an import."""
    tx.session.execute(insert(Import), values)


def lock_import(tx: Transaction, identity: UUID, unit: UUID) -> Standing | None:
    """Lock a unit's import until the transaction ends; None when it has none such."""
    found = select(Import.next_line, Import.finished_at).where(Import.id == identity, Import.unit_id == unit)
    row = tx.session.execute(found.with_for_update()).one_or_none()
    return None if row is None else Standing(*row)


def standing(tx: Transaction, identity: UUID, unit: UUID) -> Standing | None:
    """Return where a unit's import stands; None when it has none such."""
    found = select(Import.next_line, Import.finished_at).where(Import.id == identity, Import.unit_id == unit)
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Standing(*row)


def counts(tx: Transaction, identity: UUID) -> tuple[int, int]:
    """Return how many lines of an import became facts, and how many were refused."""
    of_import = ImportLine.import_id == identity
    recorded = select(func.count()).where(of_import, ImportLine.fact_id.is_not(None))
    refused = select(func.count()).where(of_import, ImportLine.fact_id.is_(None))
    return tx.session.scalar(recorded) or 0, tx.session.scalar(refused) or 0


def digest_of(tx: Transaction, identity: UUID, line: int) -> str | None:
    """Return the digest of a line as it was dealt with."""
    found = select(ImportLine.request).where(ImportLine.import_id == identity, ImportLine.line == line)
    return tx.session.scalar(found)


def facts_named(tx: Transaction, identity: UUID, refs: frozenset[str]) -> dict[str, UUID]:
    """Return the facts that earlier lines of an import became, by the digests of their names."""
    if not refs:
        return {}
    rows = tx.session.execute(
        select(ImportLine.ref, ImportLine.fact_id).where(
            ImportLine.import_id == identity,
            ImportLine.ref.in_(sorted(refs)),
            ImportLine.fact_id.is_not(None),
        )
    )
    return {row.ref: row.fact_id for row in rows}


def add_line(tx: Transaction, identity: UUID, line: int, values: Mapping[str, object]) -> None:
    """Write down what became of a line, and go on to the next."""
    tx.session.execute(insert(ImportLine), {"import_id": identity, "line": line, **values})
    tx.session.execute(update(Import).where(Import.id == identity).values(next_line=line + 1))


def finish(tx: Transaction, identity: UUID) -> None:
    """Write down that an import is finished."""
    tx.session.execute(update(Import).where(Import.id == identity).values(finished_at=tx.now))


def refusals(tx: Transaction, identity: UUID, after: int, most: int) -> Sequence[RowMapping]:
    """Return the refused lines of an import after a line, in their order."""
    found = (
        select(ImportLine.line, ImportLine.code, ImportLine.where, ImportLine.why)
        .where(ImportLine.import_id == identity, ImportLine.fact_id.is_(None), ImportLine.line > after)
        .order_by(ImportLine.line)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()

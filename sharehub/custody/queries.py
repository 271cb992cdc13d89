"""The sealed rows of every table, as rotation sees them, and a case's last standing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select, update

from sharehub.bindings import binding
from sharehub.crypto.sealing import Binding, Sealed
from sharehub.database.schema import (
    Approval,
    Case,
    ConflictCheck,
    ConsentEvent,
    Exclusion,
    Fact,
    FactVersion,
    Person,
    SeriousRiskDecision,
)
from sharehub.facts import SEALED as FACT_FIELDS
from sharehub.facts import fact_binding, sealed_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from sharehub.database.transaction import Transaction

RECORDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "person": (Person, ("name", "born")),
    "exclusion": (Exclusion, ("reason",)),
    "conflict_check": (ConflictCheck, ("declared",)),
    "consent_event": (ConsentEvent, ("own_words", "note")),
    "approval": (Approval, ("note",)),
    "serious_risk_decision": (SeriousRiskDecision, ("risk", "why_not_less", "told_note")),
}
"""By the kind of record: its table and its sealed fields. Facts, with their versions, are apart."""

FACT = "fact"


class Wrapped(NamedTuple):
    """A sealed record and where its row is."""

    kind: str
    key: tuple[Any, ...]
    binding: Binding
    sealed: Sealed


def wrapped_by(tx: Transaction, keys: Iterable[str], kind: str, most: int) -> list[Wrapped]:
    """Return at most so many records of a kind that name one of these wrapping keys, those of living cases."""
    wanted = sorted(keys)
    if kind == FACT:
        return _facts(tx, wanted, most)
    table, fields = RECORDS[kind]
    rows = tx.session.execute(
        select(*table.__table__.columns)
        .join(Case, Case.id == table.case_id)
        .where(table.wrapping_key.in_(wanted), Case.shredded_at.is_(None))
        .order_by(table.id)
        .limit(most)
    ).mappings()
    return [
        Wrapped(
            kind,
            (row["id"],),
            binding(kind, row["owner_unit_id"], row["case_id"], row["id"]),
            Sealed(
                row["wrapping_key"],
                row["wrapped_key"],
                row["commitment"],
                row["manifest"],
                {name: row[name] for name in fields},
            ),
        )
        for row in rows
    ]


def _facts(tx: Transaction, wanted: list[str], most: int) -> list[Wrapped]:
    rows = tx.session.execute(
        select(
            FactVersion.fact_id,
            FactVersion.version,
            FactVersion.categories,
            FactVersion.wrapping_key,
            FactVersion.wrapped_key,
            FactVersion.commitment,
            FactVersion.manifest,
            *(getattr(FactVersion, name) for name in FACT_FIELDS),
            Fact.case_id,
            Fact.owner_unit_id,
        )
        .join(Fact, Fact.id == FactVersion.fact_id)
        .join(Case, Case.id == Fact.case_id)
        .where(FactVersion.wrapping_key.in_(wanted), Case.shredded_at.is_(None))
        .order_by(FactVersion.fact_id, FactVersion.version)
        .limit(most)
    ).mappings()
    return [
        Wrapped(FACT, (row["fact_id"], row["version"]), fact_binding(row), sealed_in(row)) for row in rows
    ]


def rewrap(tx: Transaction, before: Wrapped, after: Sealed) -> None:
    """Store a record's new wrapping, unless the row changed since it was read."""
    model = FactVersion if before.kind == FACT else RECORDS[before.kind][0]
    tx.session.execute(
        update(model)
        .where(_is(before), model.wrapped_key == before.sealed.wrapped_key)
        .values(wrapping_key=after.wrapping_key, wrapped_key=after.wrapped_key)
    )


def _is(record: Wrapped) -> ColumnElement[bool]:
    if record.kind == FACT:
        fact, version = record.key
        return (FactVersion.fact_id == fact) & (FactVersion.version == version)
    table = RECORDS[record.kind][0]
    found: ColumnElement[bool] = table.id == record.key[0]
    return found


def referring(tx: Transaction, key: str) -> int:
    """Count the records of living cases that name a wrapping key; those of shredded ones are mute for good."""
    counted = 0
    for table, _fields in RECORDS.values():
        counted += (
            tx.session.scalar(
                select(func.count())
                .select_from(table)
                .join(Case, Case.id == table.case_id)
                .where(table.wrapping_key == key, Case.shredded_at.is_(None))
            )
            or 0
        )
    return counted + (
        tx.session.scalar(
            select(func.count())
            .select_from(FactVersion)
            .join(Fact, Fact.id == FactVersion.fact_id)
            .join(Case, Case.id == Fact.case_id)
            .where(FactVersion.wrapping_key == key, Case.shredded_at.is_(None))
        )
        or 0
    )


class Ending(NamedTuple):
    """What stands between a case and its end."""

    legal_hold: bool
    asked_by: UUID | None
    shredded: bool


def lock_ending(tx: Transaction, case: UUID) -> Ending | None:
    """Return how far a case is from its end, its row locked, or None when there is no such case."""
    row = tx.session.execute(
        select(Case.legal_hold, Case.shredding_asked_by, Case.shredded_at)
        .where(Case.id == case)
        .with_for_update()
    ).one_or_none()
    return (
        None if row is None else Ending(row.legal_hold, row.shredding_asked_by, row.shredded_at is not None)
    )


def set_ending(tx: Transaction, case: UUID, **values: object) -> None:
    """Write how far a case is from its end."""
    tx.session.execute(update(Case).where(Case.id == case).values(**values))


def forget_names(tx: Transaction, case: UUID) -> None:
    """Delete the tokens of the names; the sealed names are mute without the case's key."""
    tx.session.execute(update(Person).where(Person.case_id == case).values(name_tokens=[]))


def shredded(tx: Transaction) -> list[UUID]:
    """Return the cases that were shredded."""
    return list(tx.session.scalars(select(Case.id).where(Case.shredded_at.is_not(None))))

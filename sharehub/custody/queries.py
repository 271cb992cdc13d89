"""The sealed rows of every table, as rotation sees them, and a case's last standing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, insert, select, tuple_, update

from sharehub.bindings import binding
from sharehub.crypto.sealing import Binding, Sealed
from sharehub.database.schema import (
    Approval,
    BreakGlassGrounds,
    Case,
    ConflictCheck,
    ConsentEvent,
    Exclusion,
    Fact,
    FactVersion,
    KeyRotation,
    Person,
    Review,
    SeriousRiskDecision,
    Unit,
)
from sharehub.facts import fact_binding, sealed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select

    from sharehub.database.transaction import Transaction

RECORDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "person": (Person, ("name", "born")),
    "exclusion": (Exclusion, ("reason",)),
    "conflict_check": (ConflictCheck, ("declared",)),
    "consent_event": (ConsentEvent, ("own_words", "note")),
    "approval": (Approval, ("note",)),
    "serious_risk_decision": (SeriousRiskDecision, ("risk", "why_not_less", "told_note")),
    "break_glass": (BreakGlassGrounds, ("risk", "who_is_at_risk", "why_not_less", "nobody_reached")),
    "review": (Review, ("note",)),
}
"""By the kind of record: its table and its sealed fields. Facts, with their versions, are apart."""

FACT = "fact"
KINDS = (*RECORDS, FACT)

Key = tuple[Any, ...]
"""What a row is found by: an id, or a fact's id and a version."""

START: Key = ()
"""Before the first row of all."""


class Wrapped(NamedTuple):
    """A sealed record and where its row is."""

    kind: str
    key: Key
    binding: Binding
    sealed: Sealed


def wrapped_by(
    tx: Transaction, keys: Iterable[str], kind: str, most: int, after: Key = START
) -> list[Wrapped]:
    """Return records of one kind that name one of these wrapping keys, those of living cases.

    Args:
        tx: the transaction.
        keys: the ids of the wrapping keys.
        kind: one of KINDS.
        most: how many to return at most, in the order of their keys.
        after: the key of the last one that was seen.
    """
    columns = _key(kind)
    page = _living(kind).where(_model(kind).wrapping_key.in_(sorted(keys))).order_by(*columns).limit(most)
    if after != START:
        page = page.where(tuple_(*columns) > after)
    return [_wrapped(kind, dict(row)) for row in tx.session.execute(page).mappings()]


def rewrap(tx: Transaction, before: Wrapped, after: Sealed) -> bool:
    """Store a record's new wrapping, and say whether it was: not where the row changed since it was read."""
    model, columns = _model(before.kind), _key(before.kind)
    same = and_(*(column == value for column, value in zip(columns, before.key, strict=True)))
    stored = tx.session.execute(
        update(model)
        .where(same, model.wrapped_key == before.sealed.wrapped_key)
        .values(wrapping_key=after.wrapping_key, wrapped_key=after.wrapped_key)
        .returning(model.wrapping_key)
    )
    return stored.one_or_none() is not None


def referring(tx: Transaction, key: str) -> int:
    """Count the records of living cases that name a wrapping key; shredded ones are mute for good."""
    counts = (
        _living(kind).where(_model(kind).wrapping_key == key).with_only_columns(func.count())
        for kind in KINDS
    )
    return sum(tx.session.scalars(count).one() for count in counts)


def _model(kind: str) -> Any:  # noqa: ANN401 - a mapped class, whichever it is; mypy knows no common base of them
    return FactVersion if kind == FACT else RECORDS[kind][0]


def _key(kind: str) -> tuple[Any, ...]:
    return (FactVersion.fact_id, FactVersion.version) if kind == FACT else (_model(kind).id,)


def _living(kind: str) -> Select[Any]:
    """Select the rows of a kind whose case was not shredded."""
    if kind == FACT:
        columns = FactVersion.__table__.columns
        rows = select(*columns, Fact.case_id, Fact.owner_unit_id)
        rows = rows.join(Fact, Fact.id == FactVersion.fact_id).join(Case, Case.id == Fact.case_id)
    else:
        table = _model(kind)
        rows = select(*table.__table__.columns).join(Case, Case.id == table.case_id)
    return rows.where(Case.shredded_at.is_(None))


def _wrapped(kind: str, row: Mapping[str, Any]) -> Wrapped:
    if kind == FACT:
        return Wrapped(FACT, (row["fact_id"], row["version"]), fact_binding(row), sealed_in(row))
    sealed = Sealed(
        row["wrapping_key"],
        row["wrapped_key"],
        row["commitment"],
        row["manifest"],
        {name: row[name] for name in RECORDS[kind][1]},
    )
    bound_to = binding(kind, row["owner_unit_id"], row["case_id"], row["id"])
    return Wrapped(kind, (row["id"],), bound_to, sealed)


class Ending(NamedTuple):
    """What stands between a case and its end."""

    legal_hold: bool
    asked_by: UUID | None
    shredded: bool
    approved_by: UUID | None = None


def lock_ending(tx: Transaction, case: UUID) -> Ending | None:
    """Return how far a case is from its end, its row locked, or None when there is no such case."""
    row = tx.session.execute(
        select(Case.legal_hold, Case.shredding_asked_by, Case.shredded_at, Case.shredded_by)
        .where(Case.id == case)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    return Ending(row.legal_hold, row.shredding_asked_by, row.shredded_at is not None, row.shredded_by)


def name_of_unit(tx: Transaction, unit: UUID) -> str:
    """Return what a unit is called."""
    return tx.session.scalars(select(Unit.name).where(Unit.id == unit)).one()


def set_ending(tx: Transaction, case: UUID, **values: object) -> None:
    """Write how far a case is from its end."""
    tx.session.execute(update(Case).where(Case.id == case).values(**values))


def forget_names(tx: Transaction, case: UUID) -> None:
    """Delete the tokens of the names; the sealed names are mute without the case's key."""
    tx.session.execute(update(Person).where(Person.case_id == case).values(name_tokens=[]))


def is_shredded(tx: Transaction, case: UUID) -> bool:
    """Say whether a case was shredded."""
    found = select(Case.id).where(Case.id == case, Case.shredded_at.is_not(None))
    return tx.session.scalar(found) is not None


def living(tx: Transaction) -> list[UUID]:
    """Return the cases that were not shredded."""
    return list(tx.session.scalars(select(Case.id).where(Case.shredded_at.is_(None))))


def shredded(tx: Transaction) -> list[UUID]:
    """Return the cases that were shredded."""
    return list(tx.session.scalars(select(Case.id).where(Case.shredded_at.is_not(None))))


class Rotating(NamedTuple):
    """A rotation in the background: whose keys, to which, and where its walk through the records stands."""

    unit_id: UUID
    key_class: str
    to_key: str | None
    moved: int
    walk: int
    at_kind: str | None
    at_id: UUID | None
    at_version: int | None

    @property
    def after(self) -> Key:
        """The key of the last record that this walk has seen of `at_kind`."""
        if self.at_id is None:
            return START
        return (self.at_id,) if self.at_version is None else (self.at_id, self.at_version)


class Progress(NamedTuple):
    """How far a rotation has come, for whoever asked for it; `of` is how many named an old key at first."""

    unit: str
    key_class: str
    moved: int
    of: int | None
    begun_at: datetime
    ended_at: datetime | None


def add_rotation(tx: Transaction, **values: object) -> None:
    """Insert a rotation that goes on in the background."""
    tx.session.execute(insert(KeyRotation), values)


def rotation_under_way(tx: Transaction, unit: UUID, key_class: str) -> UUID | None:
    """Return the rotation of a unit's keys of a class that has not ended, or None."""
    found = select(KeyRotation.id).where(
        KeyRotation.unit_id == unit, KeyRotation.key_class == key_class, KeyRotation.ended_at.is_(None)
    )
    return tx.session.scalars(found.limit(1)).one_or_none()


def lock_rotation(tx: Transaction, rotation: UUID) -> Rotating | None:
    """Return a rotation that has not ended, its row locked, or None."""
    columns = [getattr(KeyRotation, name) for name in Rotating._fields]
    row = tx.session.execute(
        select(*columns).where(KeyRotation.id == rotation, KeyRotation.ended_at.is_(None)).with_for_update()
    ).one_or_none()
    return None if row is None else Rotating(*row)


def set_rotation(tx: Transaction, rotation: UUID, **values: object) -> None:
    """Write how far a rotation has come."""
    tx.session.execute(update(KeyRotation).where(KeyRotation.id == rotation).values(**values))


def rotations(tx: Transaction, most: int) -> list[Progress]:
    """Return rotations in the background, the newest first."""
    rows = tx.session.execute(
        select(
            Unit.code,
            KeyRotation.key_class,
            KeyRotation.moved,
            KeyRotation.named_old,
            KeyRotation.begun_at,
            KeyRotation.ended_at,
        )
        .join(Unit, Unit.id == KeyRotation.unit_id)
        .order_by(KeyRotation.begun_at.desc(), KeyRotation.id)
        .limit(most)
    )
    return [Progress(*row) for row in rows]

"""The rows of a fact as it stands, of what went to a unit's own people, and of who is no person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import aliased

from sharehub.database.schema import AuditEntry, DecisionPortion, Fact, User
from sharehub.recalls.past.queries import LET_OUT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


class Stands(NamedTuple):
    """Of which case and unit a fact is, and in which version it stands; `over`: it was taken back."""

    case: UUID
    owner: UUID
    version: int
    over: bool


def stands(tx: Transaction, fact: UUID) -> Stands | None:
    """Return how a fact stands, or None when there is none such to be seen."""
    found = select(Fact.case_id, Fact.owner_unit_id, Fact.version, Fact.retracted).where(Fact.id == fact)
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Stands(row[0], row[1], row[2], row[3] is not None)


def received(tx: Transaction, unit: UUID, alias: str, fact: UUID, owner: UUID) -> Sequence[RowMapping]:
    """Return the looks by which a fact went to a unit's own people under its id."""
    portion, later = DecisionPortion, aliased(DecisionPortion)
    found = (
        select(
            *(portion.entry_id, literal(owner).label("owner"), portion.at, portion.action, portion.actor),
            *(portion.asker_unit, portion.readers),
            *(portion.released, later.released.label("instead"), AuditEntry.body),
        )
        .join(AuditEntry, AuditEntry.id == portion.entry_id)
        .outerjoin(
            later,
            (later.instead_of == portion.entry_id)
            & (later.unit_id == portion.unit_id)
            & (later.side == portion.side),
        )
        .where(
            portion.unit_id == unit,
            portion.side != "owner",
            portion.case_alias == alias,
            portion.instead_of.is_(None),
            portion.action.in_(sorted(LET_OUT)),
            cast(portion.released, String).like(f'%"{fact}"%'),
        )
    )
    return tx.connection.execute(found).mappings().all()


def systems(tx: Transaction, users: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these users are no persons, but agencies' systems."""
    return frozenset(tx.session.scalars(select(User.id).where(User.id.in_(users), User.kind == "system")))

"""The rows of permissions to communicate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Uuid, bindparam, insert, or_, select, update

from sharehub.database.schema import ConsentEvent, Membership, Permission, User

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from sharehub.database.transaction import Transaction


class Wish(NamedTuple):
    """A permission as it is stored: who asked whom, to speak with which unit, about what and until when."""

    id: UUID
    unit: UUID
    with_unit: UUID
    person: UUID
    directions: frozenset[str]
    purposes: frozenset[str]
    categories: frozenset[str]
    ends: date | None
    revision: int
    to_them: UUID | None
    from_them: UUID | None


def add_permission(tx: Transaction, **values: object) -> None:
    """Insert a permission that is asked for."""
    tx.session.execute(insert(Permission), values)


def change_permission(tx: Transaction, permission: UUID, values: dict[str, Any]) -> None:
    """Write what was said, and where the permission stands by it."""
    tx.session.execute(update(Permission).where(Permission.id == permission).values(values))


_UNIT = bindparam("unit", type_=Uuid())
_WISHES = (
    select(
        *(Permission.id, Permission.unit_id, Permission.with_unit_id, Permission.person_id),
        *(Permission.directions, Permission.purposes, Permission.categories, Permission.ends),
        *(Permission.revision, Permission.to_them, Permission.from_them),
    )
    .where(
        Permission.case_id == bindparam("case", type_=Uuid()),
        or_(Permission.unit_id == _UNIT, Permission.with_unit_id == _UNIT),
    )
    .order_by(Permission.id)
)


def wishes(tx: Transaction, case: UUID, unit: UUID) -> list[Wish]:
    """Return the permissions that a unit asked for, or that others asked for to speak with it."""
    return [
        Wish(
            id=row.id,
            unit=row.unit_id,
            with_unit=row.with_unit_id,
            person=row.person_id,
            directions=frozenset(row.directions),
            purposes=frozenset(row.purposes),
            categories=frozenset(row.categories),
            ends=row.ends,
            revision=row.revision,
            to_them=row.to_them,
            from_them=row.from_them,
        )
        for row in tx.connection.execute(_WISHES, {"case": case, "unit": unit})
    ]


def said(tx: Transaction, events: Collection[UUID]) -> dict[UUID, str]:
    """Return the status of each of these consent events."""
    if not events:
        return {}
    found = select(ConsentEvent.id, ConsentEvent.status).where(ConsentEvent.id.in_(sorted(events)))
    return {row.id: row.status for row in tx.session.execute(found)}


def works_on(tx: Transaction, case: UUID, unit: UUID, day: date) -> bool:
    """Say whether somebody of a unit works on a case on a day."""
    found = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.case_id == case,
            User.unit_id == unit,
            Membership.start <= day,
            or_(Membership.end.is_(None), Membership.end >= day),
        )
        .limit(1)
    )
    return tx.session.execute(found).first() is not None

"""The rows of permissions to communicate and of questions to services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, or_, select, update

from sharehub.database.schema import ConsentEvent, Membership, Permission, ServiceQuestion, User

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

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


class Question(NamedTuple):
    """A question as it is stored: who asks which unit what, and what that unit made of it."""

    id: UUID
    kind: str
    from_unit: UUID
    to_unit: UUID
    asked_by: UUID
    asked_role: str
    due: date
    status: str
    revision: int
    answers: frozenset[UUID]
    reason: str | None


def add_permission(tx: Transaction, **values: object) -> None:
    """Insert a permission that is asked for."""
    tx.session.execute(insert(Permission), values)


def change_permission(tx: Transaction, permission: UUID, values: dict[str, Any]) -> None:
    """Write what was said, and where the permission stands by it."""
    tx.session.execute(update(Permission).where(Permission.id == permission).values(values))


def wishes(tx: Transaction, case: UUID, unit: UUID) -> list[Wish]:
    """Return the permissions that a unit asked for, or that others asked for to speak with it."""
    found = (
        select(
            *(Permission.id, Permission.unit_id, Permission.with_unit_id, Permission.person_id),
            *(Permission.directions, Permission.purposes, Permission.categories, Permission.ends),
            *(Permission.revision, Permission.to_them, Permission.from_them),
        )
        .where(Permission.case_id == case, or_(Permission.unit_id == unit, Permission.with_unit_id == unit))
        .order_by(Permission.id)
    )
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
        for row in tx.session.execute(found)
    ]


def said(tx: Transaction, events: Collection[UUID]) -> dict[UUID, str]:
    """Return the status of each of these consent events."""
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


def add_question(tx: Transaction, **values: object) -> None:
    """Insert a question."""
    tx.session.execute(insert(ServiceQuestion), values)


def change_question(tx: Transaction, question: UUID, values: dict[str, Any]) -> None:
    """Write what became of a question."""
    tx.session.execute(update(ServiceQuestion).where(ServiceQuestion.id == question).values(values))


def questions(tx: Transaction, case: UUID, unit: UUID) -> list[Question]:
    """Return the questions that a unit asks, or is asked."""
    asked = ServiceQuestion
    found = (
        select(
            *(asked.id, asked.kind, asked.from_unit_id, asked.to_unit_id, asked.asked_by, asked.asked_role),
            *(asked.due, asked.status, asked.revision, asked.answers, asked.reason),
        )
        .where(asked.case_id == case, or_(asked.from_unit_id == unit, asked.to_unit_id == unit))
        .order_by(asked.id)
    )
    return [
        Question(*row[:9], frozenset(map(UUID, row.answers)), row.reason)
        for row in tx.session.execute(found).all()
    ]

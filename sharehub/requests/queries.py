"""The rows of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, insert, or_, select, update

from sharehub.database.schema import Request

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


class Asked(NamedTuple):
    """A request as it is stored: who asks which unit what, by when, and what that unit made of it.

    Of a gap: which, for which purpose, and by which protocol it was asked. `reminded` counts the reminders.
    """

    id: UUID
    case: UUID
    about: str
    from_unit: UUID
    to_unit: UUID
    asked_by: UUID
    asked_role: str
    due: date
    status: str
    revision: int
    gap: UUID | None
    purpose: str | None
    reminded: int
    answers: frozenset[UUID]
    reason: str | None


def add(tx: Transaction, **values: object) -> None:
    """Insert a request."""
    tx.session.execute(insert(Request), values)


def change(tx: Transaction, request: UUID, values: dict[str, Any]) -> None:
    """Write what became of a request."""
    tx.session.execute(update(Request).where(Request.id == request).values(values))


def of_unit(tx: Transaction, case: UUID, unit: UUID) -> list[Asked]:
    """Return the requests of a case that a unit makes, or is made."""
    found = tx.connection.execute(_OF_UNIT, {"case": case, "unit": unit}).mappings()
    return [_asked(row) for row in found]


def one(tx: Transaction, request: UUID) -> Asked | None:
    """Return a request of any case; whoever wants it unchanged holds its case's row."""
    row = tx.session.execute(_REQUESTS.where(Request.id == request)).mappings().one_or_none()
    return None if row is None else _asked(row)


_REQUESTS = select(*Request.__table__.columns)
_UNIT = bindparam("unit", type_=Uuid())
_OF_UNIT = _REQUESTS.where(
    Request.case_id == bindparam("case", type_=Uuid()),
    or_(Request.from_unit_id == _UNIT, Request.to_unit_id == _UNIT),
).order_by(Request.id)


def _asked(row: RowMapping) -> Asked:
    return Asked(
        id=row["id"],
        case=row["case_id"],
        about=row["about"],
        from_unit=row["from_unit_id"],
        to_unit=row["to_unit_id"],
        asked_by=row["asked_by"],
        asked_role=row["asked_role"],
        due=row["due"],
        status=row["status"],
        revision=row["revision"],
        gap=row["gap_fact_id"],
        purpose=row["purpose"],
        reminded=row["reminded"],
        answers=frozenset(map(UUID, row["answers"])),
        reason=row["reason"],
    )

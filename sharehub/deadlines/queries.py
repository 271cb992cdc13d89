"""The rows of what is due: in which cases there may be something, and how much is overdue in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, func, insert, or_, select, update

from sharehub.cases.queries import KEPT_FROM, WORKED_ON
from sharehub.database.schema import (
    BreakGlass,
    BreakGlassGrounds,
    Case,
    ConflictCheck,
    Fact,
    FactVersion,
    GapClosing,
    Overdue,
    RecalledCopy,
    Referral,
    Request,
    Review,
    SeriousRiskDecision,
)
from sharehub.language.vocabulary import Kind
from sharehub.referrals.words import Status
from sharehub.requests.words import OPEN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, SQLColumnExpression

    from sharehub.database.transaction import Transaction
    from sharehub.identity.actor import Actor

    _OfCase = type[Request | Referral | RecalledCopy | ConflictCheck | SeriousRiskDecision | BreakGlass]


class Undecided(NamedTuple):
    """A possible conflict that nobody has decided."""

    id: UUID
    case: UUID
    raised: date


class Counted(NamedTuple):
    """How much of one kind was overdue when it was last counted."""

    kind: str
    number: int
    at: datetime


def with_something_due(tx: Transaction, actor: Actor) -> list[UUID]:
    """Take shared the cases that somebody works on in which their unit may have something due; by id.

    It saves looking into all of them; what is due there, and whether the actor is to know, is asked of each.
    They are held before which protocols are in force is, and in one order: nobody waits in a circle.
    """
    unit = actor.unit
    gap = (
        select(Fact.case_id)
        .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .where(
            FactVersion.kind == Kind.GAP,
            FactVersion.due.is_not(None),
            Fact.retracted.is_(None),
            or_(Fact.owner_unit_id == unit, FactVersion.action_unit_id == unit),
        )
    )
    asked = select(Request.case_id).where(or_(Request.from_unit_id == unit, Request.to_unit_id == unit))
    referred = select(Referral.case_id).where(
        Referral.status == Status.SENT.value,
        or_(Referral.from_unit_id == unit, Referral.to_unit_id == unit),
    )
    found = (
        select(Case.id)
        .where(
            Case.shredded_at.is_(None),
            Case.id.in_(WORKED_ON),
            Case.id.not_in(KEPT_FROM),
            or_(Case.id.in_(gap), Case.id.in_(asked), Case.id.in_(referred)),
        )
        .order_by(Case.id)
        .with_for_update(read=True, of=Case)
    )
    given = {"user": actor.user, "role": actor.role, "day": tx.today}
    return list(tx.session.connection().execute(found, given).scalars())


def undecided(tx: Transaction, unit: UUID | None, apart: Collection[UUID]) -> list[Undecided]:
    """Return the possible conflicts that a unit raised, or anybody, in cases but those apart."""
    check = ConflictCheck
    found = (
        select(check.id, check.case_id, check.raised)
        .join(Case, Case.id == check.case_id)
        .where(check.decided.is_(None), Case.shredded_at.is_(None), check.case_id.not_in(apart))
    )
    if unit is not None:
        found = found.where(check.owner_unit_id == unit)
    return [Undecided(*row) for row in tx.session.execute(found)]


def overdue_gaps(tx: Transaction) -> int:
    """Count the gaps whose day is over and that nothing is said to close."""
    found = (
        select(func.count())
        .select_from(Fact)
        .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .join(Case, Case.id == Fact.case_id)
        .where(
            FactVersion.kind == Kind.GAP,
            FactVersion.due < tx.today,
            Fact.retracted.is_(None),
            Case.shredded_at.is_(None),
            ~exists().where(GapClosing.gap_fact_id == Fact.id),
        )
    )
    return tx.session.execute(found).scalar_one()


def overdue_requests(tx: Transaction) -> int:
    """Count the requests that stand open though their day is over."""
    return _count(tx, Request, Request.status == OPEN, Request.due < tx.today)


def overdue_referrals(tx: Transaction, sent_before: datetime) -> int:
    """Count the referrals that were sent before a moment and that nobody has answered."""
    return _count(tx, Referral, Referral.status == Status.SENT.value, Referral.sent_at < sent_before)


def overdue_copies(tx: Transaction) -> int:
    """Count the copies that are out of date and that nobody has said to be gone in time."""
    copy = RecalledCopy
    return _count(tx, copy, copy.acknowledged_at.is_(None), copy.due_at < tx.now)


def overdue_conflicts(tx: Transaction, raised_before: date) -> int:
    """Count the possible conflicts that were raised before a day and that nobody has decided."""
    check = ConflictCheck
    return _count(tx, check, check.decided.is_(None), check.raised < raised_before)


def overdue_reviews(tx: Transaction) -> dict[str, int]:
    """Count the serious-risk decisions and the broken glass whose review is late."""
    risk, glass = SeriousRiskDecision, BreakGlass
    grounds = exists().where(BreakGlassGrounds.id == glass.id)
    return {
        "decision_to_review": _count(tx, risk, risk.review_due < tx.now, ~_reviewed(risk.id)),
        "glass_to_review": _count(tx, glass, glass.review_due < tx.now, ~_reviewed(glass.id), grounds),
    }


def put_down(tx: Transaction, counted: Mapping[str, int]) -> None:
    """Put down how much is overdue of each kind."""
    known = set(tx.session.scalars(select(Overdue.kind)))
    for kind, number in sorted(counted.items()):
        values = {"number": number, "counted_at": tx.now}
        if kind in known:
            tx.session.execute(update(Overdue).where(Overdue.kind == kind).values(values))
        else:
            tx.session.execute(insert(Overdue), {"kind": kind, **values})


def counted(tx: Transaction) -> list[Counted]:
    """Return how much was overdue when it was last counted, by kind."""
    found = select(Overdue.kind, Overdue.number, Overdue.counted_at).order_by(Overdue.kind)
    return [Counted(*row) for row in tx.session.execute(found)]


def _count(tx: Transaction, table: _OfCase, *wanted: ColumnElement[bool]) -> int:
    """Count the rows of a table that are wanted, in cases whose key was not destroyed."""
    found = select(func.count()).select_from(table).join(Case, Case.id == table.case_id)
    return tx.session.execute(found.where(Case.shredded_at.is_(None), *wanted)).scalar_one()


def _reviewed(about: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    return exists().where(Review.about_id == about)

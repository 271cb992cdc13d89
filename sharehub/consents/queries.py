"""The rows of consent events, approvals, serious-risk decisions, broken glass, and of their reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import case as either
from sqlalchemy import exists, func, insert, literal, null, or_, select, true, update

from sharehub.cases.queries import KEPT_FROM, UNDETERMINED_CASES, WORKED_ON
from sharehub.database.order import beyond
from sharehub.database.schema import (
    Approval,
    BreakGlass,
    BreakGlassGrounds,
    Case,
    ConsentEvent,
    Fact,
    FactVersion,
    Review,
    SeriousRiskDecision,
)
from sharehub.notices.queries import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, RowMapping, SQLColumnExpression

    from sharehub.database.transaction import Transaction
    from sharehub.identity.actor import Actor
    from sharehub.protocols.sides import Side


class ToReview(NamedTuple):
    """Who asked for what is to be reviewed, from which unit, and who approved it, where somebody did."""

    asked_by: UUID
    unit: UUID
    approved_by: UUID | None


class Glass(NamedTuple):
    """Who broke a glass, in which unit and role, and from when on it is over."""

    user: UUID
    unit: UUID
    role: str
    over_at: datetime


def add_consent_event(tx: Transaction, **values: object) -> None:
    """Insert a consent event; there is no way to change one."""
    tx.session.execute(insert(ConsentEvent), values)


def references(tx: Transaction, case: UUID) -> dict[str, date]:
    """Return the references of the case's consent events, each with the day of its event."""
    rows = tx.session.execute(
        select(ConsentEvent.reference, ConsentEvent.day).where(ConsentEvent.case_id == case)
    )
    return {row.reference: row.day for row in rows}


def fact_owners(tx: Transaction, case: UUID, facts: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the owner units of those of the facts that are in the case."""
    rows = tx.session.execute(
        select(Fact.id, Fact.owner_unit_id).where(Fact.case_id == case, Fact.id.in_(sorted(facts)))
    )
    return {row.id: row.owner_unit_id for row in rows}


def add_approval(tx: Transaction, **values: object) -> None:
    """Insert an approval."""
    tx.session.execute(insert(Approval), values)


def add_serious_risk(tx: Transaction, **values: object) -> None:
    """Insert a serious-risk decision that has been asked for."""
    tx.session.execute(insert(SeriousRiskDecision), values)


def asked_by(tx: Transaction, case: UUID, decision: UUID) -> UUID | None:
    """Return who asked for a serious-risk decision that waits for approval; None: none such waits."""
    return tx.session.scalar(
        select(SeriousRiskDecision.asked_by).where(
            SeriousRiskDecision.id == decision,
            SeriousRiskDecision.case_id == case,
            SeriousRiskDecision.approved_by.is_(None),
        )
    )


def approve(tx: Transaction, decision: UUID, by: UUID, review_due: datetime | None) -> None:
    """Write down who approved a serious-risk decision; from here on it counts."""
    tx.session.execute(
        update(SeriousRiskDecision)
        .where(SeriousRiskDecision.id == decision)
        .values(approved_by=by, approved_at=tx.now, review_due=review_due)
    )


def decision_owners(tx: Transaction, case: UUID, decision: UUID) -> set[UUID]:
    """Return the units whose facts a serious-risk decision names."""
    facts = tx.session.execute(
        select(SeriousRiskDecision.facts).where(SeriousRiskDecision.id == decision)
    ).scalar_one()
    return set(fact_owners(tx, case, map(UUID, facts)).values())


def waiting(tx: Transaction, actor: Actor, side: Side, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what others asked for in the cases that somebody works on, and waits; the oldest first."""
    risk = SeriousRiskDecision
    found = (
        select(
            risk.id,
            risk.case_id.label("case"),
            risk.asked_by,
            risk.asked_at,
            risk.purposes,
            risk.units,
            risk.start,
            risk.end,
        )
        .join(Case, Case.id == risk.case_id)
        .where(
            Case.shredded_at.is_(None),
            risk.approved_by.is_(None),
            risk.asked_by != actor.user,
            risk.case_id.in_(WORKED_ON),
            risk.case_id.not_in(KEPT_FROM),
            beyond(risk.asked_at, risk.id, after),
        )
        .order_by(risk.asked_at, risk.id)
        .limit(most)
    )
    if side.may_turn_out_his:
        found = found.where(risk.case_id.not_in(UNDETERMINED_CASES))
    given = {"user": actor.user, "role": actor.role, "day": tx.today}
    return tx.session.connection().execute(found, given).mappings().all()


def recorded_by(
    tx: Transaction, case: UUID, unit: UUID, parts: Iterable[str], after: UUID, most: int
) -> Sequence[RowMapping]:
    """Return a case's consent events that a unit recorded of these parts, in the order of ids; no words."""
    found = (
        select(
            ConsentEvent.id,
            ConsentEvent.day,
            ConsentEvent.subject_id.label("subject"),
            ConsentEvent.given_by_id.label("given_by"),
            ConsentEvent.status,
            ConsentEvent.kind,
            ConsentEvent.expires,
        )
        .where(
            ConsentEvent.case_id == case,
            ConsentEvent.owner_unit_id == unit,
            ConsentEvent.subject_part.in_(sorted(parts)),
            ConsentEvent.id > after,
        )
        .order_by(ConsentEvent.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def add_break_glass(tx: Transaction, **values: object) -> None:
    """Insert a break-glass decision."""
    tx.session.execute(insert(BreakGlass), values)


def add_break_glass_grounds(tx: Transaction, **values: object) -> None:
    """Insert why somebody broke the glass."""
    tx.session.execute(insert(BreakGlassGrounds), values)


def open_nothing(tx: Transaction, glass: UUID) -> None:
    """Write down that a broken glass opens nothing."""
    tx.session.execute(update(BreakGlass).where(BreakGlass.id == glass).values(opened=False))


def published_categories(tx: Transaction, case: UUID, day: date) -> list[tuple[UUID, list[str]]]:
    """Return the owner unit and the categories of each fact of the case that is published on a day."""
    rows = tx.session.execute(
        select(Fact.owner_unit_id, FactVersion.categories)
        .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .where(
            Fact.case_id == case,
            Fact.published <= day,
            or_(Fact.retracted.is_(None), Fact.retracted > day),
        )
    )
    return [(row.owner_unit_id, row.categories) for row in rows]


def glass(tx: Transaction, case: UUID, identity: UUID) -> Glass | None:
    """Return a break-glass decision that names this case, be it one or not; None when there is none such."""
    over_at = func.coalesce(BreakGlass.ended_at, BreakGlass.ends_at)
    found = select(BreakGlass.user_id, BreakGlass.unit_id, BreakGlass.role, over_at).where(
        BreakGlass.id == identity, BreakGlass.case_id == case
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Glass(*row)


def end_glass(tx: Transaction, identity: UUID) -> None:
    """Write down that a break-glass decision is over."""
    tx.session.execute(update(BreakGlass).where(BreakGlass.id == identity).values(ended_at=tx.now))


def was_told(tx: Transaction, about: UUID, unit: UUID) -> bool:
    """Say whether a unit was told of something when it was done."""
    return bool(tx.session.scalar(select(told(literal(about), unit))))


def decision_to_review(tx: Transaction, case: UUID, decision: UUID) -> ToReview | None:
    """Return an approved serious-risk decision that nobody has reviewed, or None: there is none such."""
    risk = SeriousRiskDecision
    found = select(risk.asked_by, risk.owner_unit_id, risk.approved_by).where(
        risk.id == decision, risk.case_id == case, risk.review_due.is_not(None), ~_reviewed(risk.id)
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else ToReview(*row)


def glass_to_review(tx: Transaction, case: UUID, identity: UUID) -> ToReview | None:
    """Return a break-glass decision that nobody has reviewed, or None: there is none such."""
    found = select(BreakGlass.user_id, BreakGlass.unit_id).where(
        BreakGlass.id == identity, BreakGlass.case_id == case, ~_reviewed(BreakGlass.id)
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else ToReview(row.user_id, row.unit_id, None)


def add_review(tx: Transaction, **values: object) -> None:
    """Insert a review; there is one of each decision."""
    tx.session.execute(insert(Review), values)


def _reviewed(about: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    return exists().where(Review.about_id == about)


_DECISION = (
    SeriousRiskDecision.id,
    SeriousRiskDecision.case_id.label("case"),
    SeriousRiskDecision.owner_unit_id.label("unit"),
    SeriousRiskDecision.asked_by,
    SeriousRiskDecision.asked_at,
    SeriousRiskDecision.approved_by,
    SeriousRiskDecision.approved_at,
    SeriousRiskDecision.purposes,
    SeriousRiskDecision.units,
    SeriousRiskDecision.start,
    SeriousRiskDecision.end,
    SeriousRiskDecision.review_due,
    SeriousRiskDecision.facts,
)
"""What an officer is told of a serious-risk decision; of its facts their categories alone."""


def decisions_to_review(
    tx: Transaction, officer: Actor, after: UUID, most: int, *, oversees: bool
) -> list[dict[str, Any]]:
    """Return the serious-risk decisions that an officer may know of and nobody has reviewed, overdue first.

    With what categories of facts each lifts, of all units for those who oversee the hub and for the asker's
    own; else of the officer's unit alone.
    """
    risk = SeriousRiskDecision
    scope = true() if oversees else or_(risk.owner_unit_id == officer.unit, told(risk.id, officer.unit))
    found = (
        select(*_DECISION)
        .join(Case, Case.id == risk.case_id)
        .where(
            scope,
            risk.review_due.is_not(None),
            ~_reviewed(risk.id),
            risk.asked_by != officer.user,
            risk.approved_by != officer.user,
            Case.shredded_at.is_(None),
            risk.case_id.not_in(KEPT_FROM),
            beyond(risk.review_due, risk.id, after),
        )
        .order_by(risk.review_due, risk.id)
        .limit(most)
    )
    rows = tx.session.connection().execute(found, {"user": officer.user, "day": tx.today}).mappings()
    return [_with_categories(tx, officer, dict(row), oversees=oversees) for row in rows]


def _with_categories(
    tx: Transaction, officer: Actor, row: dict[str, Any], *, oversees: bool
) -> dict[str, Any]:
    facts = [UUID(fact) for fact in row.pop("facts")]
    found = (
        select(FactVersion.categories)
        .join(Fact, (Fact.id == FactVersion.fact_id) & (Fact.version == FactVersion.version))
        .where(Fact.case_id == row["case"], Fact.id.in_(facts))
    )
    if not oversees and row["unit"] != officer.unit:
        found = found.where(Fact.owner_unit_id == officer.unit)
    categories = {category for each in tx.session.scalars(found) for category in each}
    return row | {"categories": sorted(categories)}


def glasses_to_review(
    tx: Transaction, officer: Actor, after: UUID, most: int, *, oversees: bool
) -> Sequence[RowMapping]:
    """Return the break-glass decisions that an officer may know of and nobody has reviewed, overdue first.

    Whether one opened anything is for those who were told of it; to the asker's own unit it would tell who
    is kept from which case. One that named no case is reviewed by nobody.
    """
    broken = BreakGlass
    concerned = true() if oversees else told(broken.id, officer.unit)
    found = (
        select(
            broken.id,
            broken.case_id.label("case"),
            broken.unit_id.label("unit"),
            broken.user_id.label("user"),
            broken.role,
            broken.purposes,
            broken.categories,
            broken.starts_at,
            func.coalesce(broken.ended_at, broken.ends_at).label("over_at"),
            either((concerned, broken.opened), else_=null()).label("opened"),
            broken.review_due,
        )
        .join(BreakGlassGrounds, BreakGlassGrounds.id == broken.id)
        .join(Case, Case.id == broken.case_id)
        .where(
            or_(concerned, broken.unit_id == officer.unit),
            ~_reviewed(broken.id),
            broken.user_id != officer.user,
            Case.shredded_at.is_(None),
            broken.case_id.not_in(KEPT_FROM),
            beyond(broken.review_due, broken.id, after),
        )
        .order_by(broken.review_due, broken.id)
        .limit(most)
    )
    given = {"user": officer.user, "day": tx.today}
    return tx.session.connection().execute(found, given).mappings().all()

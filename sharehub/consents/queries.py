"""The rows of consent events, approvals and serious-risk decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from sharehub.database.schema import Approval, ConsentEvent, Fact, SeriousRiskDecision

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


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


def approve(tx: Transaction, decision: UUID, by: UUID) -> None:
    """Write down who approved a serious-risk decision; from here on it counts."""
    tx.session.execute(
        update(SeriousRiskDecision)
        .where(SeriousRiskDecision.id == decision)
        .values(approved_by=by, approved_at=tx.now)
    )


def recorded_by(tx: Transaction, case: UUID, unit: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return a case's consent events that a unit recorded, after an id and in the order of ids; no words."""
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
        .where(ConsentEvent.case_id == case, ConsentEvent.owner_unit_id == unit, ConsentEvent.id > after)
        .order_by(ConsentEvent.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()

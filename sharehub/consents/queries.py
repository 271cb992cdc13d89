"""The rows of consent events, approvals and serious-risk decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select, update

from sharehub.database.schema import Approval, ConsentEvent, Fact, SeriousRiskDecision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.database.transaction import Transaction


def add_consent_event(tx: Transaction, **values: object) -> None:
    """Insert a consent event; there is no way to change one."""
    tx.session.execute(insert(ConsentEvent), values)


def has_reference(tx: Transaction, case: UUID, reference: str) -> bool:
    """Say whether the case has a consent event of this reference."""
    found = tx.session.scalar(
        select(ConsentEvent.id).where(ConsentEvent.case_id == case, ConsentEvent.reference == reference)
    )
    return found is not None


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


class Asked(NamedTuple):
    """A serious-risk decision that waits for approval."""

    asked_by: UUID


def asked(tx: Transaction, case: UUID, decision: UUID) -> Asked | None:
    """Return a serious-risk decision that waits for approval, or None when there is none such."""
    row = tx.session.execute(
        select(SeriousRiskDecision.asked_by).where(
            SeriousRiskDecision.id == decision,
            SeriousRiskDecision.case_id == case,
            SeriousRiskDecision.approved_by.is_(None),
        )
    ).one_or_none()
    return None if row is None else Asked(row.asked_by)


def approve(tx: Transaction, decision: UUID, by: UUID) -> None:
    """Write down who approved a serious-risk decision; from here on it counts."""
    tx.session.execute(
        update(SeriousRiskDecision)
        .where(SeriousRiskDecision.id == decision)
        .values(approved_by=by, approved_at=tx.now)
    )

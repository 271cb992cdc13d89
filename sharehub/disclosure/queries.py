"""The rows that a decision is made from, and the sealed rows that it may let out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from sharehub.database.schema import (
    Approval,
    AuditEntry,
    Case,
    ConflictCheck,
    ConsentEvent,
    Exclusion,
    Fact,
    FactVersion,
    Gate,
    Membership,
    Person,
    SeriousRiskDecision,
    Summary,
    SummaryFact,
    Unit,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping, Select

    from sharehub.database.transaction import Transaction


class Standing(NamedTuple):
    """Whether a case can be read at all."""

    held: bool
    shredded: bool


def hold_case(tx: Transaction, case: UUID) -> Standing:
    """Take a case's row shared: nothing a decision rests on changes until this transaction ends."""
    row = tx.session.execute(
        select(Case.shredded_at).where(Case.id == case).with_for_update(read=True)
    ).one_or_none()
    return Standing(row is not None, row is not None and row.shredded_at is not None)


def _of_case(tx: Transaction, statement: Select[Any]) -> list[RowMapping]:
    return list(tx.session.execute(statement).mappings())


def user_units(tx: Transaction, users: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the units of users."""
    rows = tx.session.execute(select(User.id, User.unit_id).where(User.id.in_(sorted(set(users)))))
    return {row.id: row.unit_id for row in rows}


def memberships(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[RowMapping]:
    """Return the users' memberships of the case."""
    return _of_case(
        tx,
        select(Membership.user_id, Membership.role, Membership.start, Membership.end).where(
            Membership.case_id == case, Membership.user_id.in_(sorted(set(users)))
        ),
    )


def exclusions(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[RowMapping]:
    """Return the users' exclusions from the case."""
    return _of_case(
        tx,
        select(Exclusion.user_id, Exclusion.start, Exclusion.end).where(
            Exclusion.case_id == case, Exclusion.user_id.in_(sorted(set(users)))
        ),
    )


def conflict_checks(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[RowMapping]:
    """Return the users' conflict checks in the case."""
    return _of_case(
        tx,
        select(
            ConflictCheck.user_id, ConflictCheck.raised, ConflictCheck.decided, ConflictCheck.result
        ).where(ConflictCheck.case_id == case, ConflictCheck.user_id.in_(sorted(set(users)))),
    )


def people(tx: Transaction, case: UUID) -> list[RowMapping]:
    """Return everybody's part and twelfth birthday."""
    return _of_case(tx, select(Person.id, Person.part, Person.twelfth_birthday).where(Person.case_id == case))


def gates(tx: Transaction, case: UUID) -> list[RowMapping]:
    """Return the case's gates."""
    return _of_case(tx, select(Gate.gate, Gate.start, Gate.end, Gate.units).where(Gate.case_id == case))


def consent_events(tx: Transaction, case: UUID) -> list[RowMapping]:
    """Return the case's consent events, without anybody's words."""
    sealed = {"own_words", "note", "wrapping_key", "wrapped_key", "commitment", "manifest"}
    plain = (column for column in ConsentEvent.__table__.columns if column.name not in sealed)
    return _of_case(tx, select(*plain).where(ConsentEvent.case_id == case))


def approvals(tx: Transaction, case: UUID) -> list[RowMapping]:
    """Return the case's approvals, without their notes."""
    return _of_case(
        tx,
        select(
            Approval.id,
            Approval.owner_unit_id,
            Approval.facts,
            Approval.units,
            Approval.purposes,
            Approval.start,
            Approval.end,
        ).where(Approval.case_id == case),
    )


def serious_risk_decisions(tx: Transaction, case: UUID) -> list[RowMapping]:
    """Return the case's serious-risk decisions that count: those that somebody else has approved."""
    decision = SeriousRiskDecision
    return _of_case(
        tx,
        select(
            decision.id,
            decision.facts,
            decision.units,
            decision.purposes,
            decision.start,
            decision.end,
        ).where(decision.case_id == case, decision.approved_by.is_not(None)),
    )


_LATER = aliased(AuditEntry)
_FACTS = (
    select(
        *(column for column in FactVersion.__table__.columns if column.name not in {"recorded_at"}),
        Fact.case_id,
        Fact.owner_unit_id,
        Fact.revision,
        Fact.published,
        Fact.retracted,
        AuditEntry.manifest_digest.label("logged_manifest"),
        exists()
        .where(_LATER.fact_id == Fact.id, _LATER.fact_revision > Fact.revision)
        .label("superseded_in_log"),
    )
    .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
    .outerjoin(AuditEntry, (AuditEntry.fact_id == Fact.id) & (AuditEntry.fact_revision == Fact.revision))
)
"""Each fact in its current version, with what the log last said of it: an old row put back has a later entry."""


def facts(tx: Transaction, case: UUID) -> list[RowMapping]:
    """Return the case's facts, still sealed, each with what the log says of it."""
    return _of_case(tx, _FACTS.where(Fact.case_id == case))


def units(tx: Transaction) -> dict[UUID, tuple[str, bool]]:
    """Return the name and discretion of every unit; a hub has tens of them."""
    rows = tx.session.execute(select(Unit.id, Unit.name, Unit.discreet))
    return {row.id: (row.name, row.discreet) for row in rows}


def summary_places(tx: Transaction, case: UUID, summary: UUID) -> dict[UUID, tuple[int, int]]:
    """Return the section and position of each fact of a summary; empty when the case has none such."""
    rows = tx.session.execute(
        select(SummaryFact.fact_id, SummaryFact.section, SummaryFact.position)
        .join(Summary, Summary.id == SummaryFact.summary_id)
        .where(Summary.id == summary, Summary.case_id == case, Summary.status != "withdrawn")
    )
    return {row.fact_id: (row.section, row.position) for row in rows}


def sealed_people(tx: Transaction, case: UUID) -> Sequence[RowMapping]:
    """Return everybody in the case, their names still sealed."""
    return _of_case(tx, select(*Person.__table__.columns).where(Person.case_id == case))

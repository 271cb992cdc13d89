"""The rows that a decision is made from, and the sealed rows that it may let out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import exists, or_, select
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
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from sqlalchemy import Executable

    from sharehub.database.transaction import Transaction

Row = dict[str, Any]


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


def _rows(tx: Transaction, statement: Executable) -> list[Row]:
    return [row._asdict() for row in tx.session.execute(statement)]


def memberships(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[Row]:
    """Return the users' memberships of the case, each with the unit that the user is really of."""
    return _rows(
        tx,
        select(Membership.user_id, Membership.role, Membership.start, Membership.end, User.unit_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.case_id == case, Membership.user_id.in_(sorted(set(users)))),
    )


def exclusions(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[Row]:
    """Return the users' exclusions from the case."""
    return _rows(
        tx,
        select(Exclusion.user_id, Exclusion.start, Exclusion.end).where(
            Exclusion.case_id == case, Exclusion.user_id.in_(sorted(set(users)))
        ),
    )


def conflict_checks(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[Row]:
    """Return the users' conflict checks in the case."""
    return _rows(
        tx,
        select(
            ConflictCheck.user_id, ConflictCheck.raised, ConflictCheck.decided, ConflictCheck.result
        ).where(ConflictCheck.case_id == case, ConflictCheck.user_id.in_(sorted(set(users)))),
    )


def people(tx: Transaction, case: UUID) -> list[Row]:
    """Return everybody's part and twelfth birthday."""
    return _rows(tx, select(Person.id, Person.part, Person.twelfth_birthday).where(Person.case_id == case))


def gates(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's gates."""
    return _rows(tx, select(Gate.gate, Gate.start, Gate.end, Gate.units).where(Gate.case_id == case))


_WORDS_OF_CONSENT = {"own_words", "note", "wrapping_key", "wrapped_key", "commitment", "manifest"}
_CONSENT_EVENTS = select(
    *(column for column in ConsentEvent.__table__.columns if column.name not in _WORDS_OF_CONSENT)
)


def consent_events(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's consent events, without anybody's words."""
    return _rows(tx, _CONSENT_EVENTS.where(ConsentEvent.case_id == case))


def approvals(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's approvals, without their notes."""
    return _rows(
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


def serious_risk_decisions(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's serious-risk decisions that count: those that somebody else has approved."""
    decision = SeriousRiskDecision
    return _rows(
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
        *(
            column
            for column in FactVersion.__table__.columns
            if column.name not in {"fact_id", "recorded_at"}
        ),
        Fact.id.label("fact_id"),
        Fact.case_id,
        Fact.owner_unit_id,
        Fact.revision,
        Fact.published,
        Fact.retracted,
        AuditEntry.manifest_digest.label("logged_manifest"),
        AuditEntry.body.label("logged_body"),
        exists()
        .where(_LATER.fact_id == Fact.id, _LATER.fact_revision > Fact.revision)
        .label("superseded_in_log"),
    )
    .outerjoin(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
    .outerjoin(AuditEntry, (AuditEntry.fact_id == Fact.id) & (AuditEntry.fact_revision == Fact.revision))
)
"""Each fact in its current version, with what the log last said of it: an old row put back has a later entry.

The joins are outer ones: a fact whose version or entry is gone is a fault to be told, not one to be missed.
"""


def facts(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's facts, still sealed, each with what the log says of it."""
    return _rows(tx, _FACTS.where(Fact.case_id == case))


def units(tx: Transaction, case: UUID, discreet_roles: Collection[str]) -> dict[UUID, tuple[str, bool]]:
    """Return the name and discretion of every unit; a hub has tens of them.

    A unit is discreet by its own registration, or because somebody works on this case from it in a role that
    tells of health or safety.
    """
    works_here = (
        exists()
        .where(User.unit_id == Unit.id, User.id == Membership.user_id)
        .where(Membership.case_id == case, Membership.role.in_(sorted(discreet_roles)))
    )
    rows = tx.session.execute(select(Unit.id, Unit.name, or_(Unit.discreet, works_here).label("discreet")))
    return {row.id: (row.name, bool(row.discreet)) for row in rows}


def summary_places(tx: Transaction, case: UUID, summary: UUID) -> dict[UUID, tuple[int, int]]:
    """Return the section and position of each fact of a summary; empty when the case has none such."""
    rows = tx.session.execute(
        select(SummaryFact.fact_id, SummaryFact.section, SummaryFact.position)
        .join(Summary, Summary.id == SummaryFact.summary_id)
        .where(Summary.id == summary, Summary.case_id == case, Summary.status != "withdrawn")
    )
    return {row.fact_id: (row.section, row.position) for row in rows}


def sealed_people(tx: Transaction, case: UUID) -> list[Row]:
    """Return everybody in the case, their names still sealed."""
    return _rows(tx, select(*Person.__table__.columns).where(Person.case_id == case))

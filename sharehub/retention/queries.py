"""The rows of proposals, and what says how long a case is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, insert, or_, select, update

from sharehub.audit.entry import Action, Outcome
from sharehub.database.schema import (
    AuditEntry,
    Case,
    CaseUnit,
    Fact,
    Protocol,
    ProtocolParty,
    RetentionProposal,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction

WERE_IN_FORCE = ("in_force", "suspended", "superseded")
OWN_ACTS = (Action.RETENTION_PROPOSED.value, Action.RETENTION_DECIDED.value)
"""What retention itself puts on record of a case: no use of it."""


class Undecided(NamedTuple):
    """A proposal that somebody is about to decide."""

    case_id: UUID
    decision: str | None


def candidates(tx: Transaction, opened_before: datetime, after: UUID, most: int) -> list[UUID]:
    """Return living cases without a legal hold for which nothing is proposed or decided, by their ids."""
    stands = or_(
        RetentionProposal.decision.is_(None),
        RetentionProposal.decision == "destroy",
        RetentionProposal.keep_until >= tx.today,
    )
    proposed = select(RetentionProposal.id).where(RetentionProposal.case_id == Case.id, stands)
    found = (
        select(Case.id)
        .where(Case.shredded_at.is_(None), Case.legal_hold.is_(False), Case.opened_at < opened_before)
        .where(~proposed.exists(), Case.id > after)
        .order_by(Case.id)
        .limit(most)
    )
    return list(tx.session.scalars(found))


def last_moments(tx: Transaction, aliases: Collection[str]) -> dict[str, datetime]:
    """Return when anything last went on record as done of the cases with these aliases."""
    found = (
        select(AuditEntry.case_alias, func.max(AuditEntry.at))
        .where(AuditEntry.case_alias.in_(sorted(aliases)), AuditEntry.outcome == Outcome.DONE.value)
        .where(AuditEntry.action.not_in(OWN_ACTS))
        .group_by(AuditEntry.case_alias)
    )
    return {alias: at for alias, at in tx.session.execute(found) if alias is not None}


def rulebooks_of(tx: Transaction, cases: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Return the rulebooks of protocols that were ever in force for a unit that takes part in each case."""
    found = (
        select(CaseUnit.case_id, Protocol.rulebook_digest)
        .join(ProtocolParty, ProtocolParty.unit_id == CaseUnit.unit_id)
        .join(Protocol, Protocol.id == ProtocolParty.protocol_id)
        .where(CaseUnit.case_id.in_(list(cases)), Protocol.status.in_(WERE_IN_FORCE))
        .distinct()
    )
    by_case: dict[UUID, set[str]] = {}
    for case, digest in tx.session.execute(found):
        by_case.setdefault(case, set()).add(digest)
    return by_case


def owners(tx: Transaction, case: UUID) -> list[UUID]:
    """Return the units that own facts of a case."""
    return list(tx.session.scalars(select(Fact.owner_unit_id).where(Fact.case_id == case).distinct()))


def add(tx: Transaction, **values: object) -> None:
    """Insert a proposal."""
    tx.session.execute(insert(RetentionProposal), values)


def lock(tx: Transaction, proposal: UUID, apart: Collection[UUID]) -> Undecided | None:
    """Return a proposal of a living case, its row locked; None where somebody is kept from the case."""
    found = (
        select(RetentionProposal.case_id, RetentionProposal.decision)
        .join(Case, Case.id == RetentionProposal.case_id)
        .where(RetentionProposal.id == proposal, Case.shredded_at.is_(None), Case.id.not_in(apart))
        .with_for_update(of=RetentionProposal)
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Undecided(*row)


def decide(tx: Transaction, proposal: UUID, **values: object) -> None:
    """Write down what was decided."""
    tx.session.execute(update(RetentionProposal).where(RetentionProposal.id == proposal).values(**values))


def proposals(tx: Transaction, apart: Collection[UUID], after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the proposals for living cases, but for those that somebody is kept from."""
    found = (
        select(
            RetentionProposal.id,
            RetentionProposal.case_id.label("case"),
            RetentionProposal.years,
            RetentionProposal.last_on,
            RetentionProposal.proposed_at,
            Case.legal_hold.label("held"),
            RetentionProposal.decision,
            RetentionProposal.decided_by,
            RetentionProposal.decided_at,
            RetentionProposal.keep_until,
            RetentionProposal.reason,
        )
        .join(Case, Case.id == RetentionProposal.case_id)
        .where(and_(Case.shredded_at.is_(None), Case.id.not_in(apart), RetentionProposal.id > after))
        .order_by(RetentionProposal.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()

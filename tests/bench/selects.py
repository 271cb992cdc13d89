"""The selects of a reading as anybody would write them: each where it is needed, through a session.

They are held against the product's own: the bench refuses to run unless the driver gets the same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from sharehub.database.schema import (
    Approval,
    AuditEntry,
    BreakGlass,
    Case,
    ConflictCheck,
    ConsentEvent,
    Exclusion,
    Fact,
    FactVersion,
    Gate,
    Membership,
    Person,
    Protocol,
    ProtocolParty,
    Rulebook,
    SeriousRiskDecision,
    Unit,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import RowMapping
    from sqlalchemy.orm import Session

    from sharehub.identity.actor import Actor
    from tests.bench.family import Reading


def rows_of(session: Session, governed: Reading) -> Sequence[RowMapping]:
    """Read all that a reading reads; return the facts."""
    case, actor = governed.stage.case, governed.actor
    _of_the_partnership(session, actor)
    session.execute(select(Case.shredded_at).where(Case.id == case).with_for_update(read=True)).one()
    facts = _facts(session, case)
    _of_the_case(session, case)
    _of_the_reader(session, case, [actor.user])
    _glass(session, case, actor, governed.stage.hub.clock.now())
    _units(session, case, governed.stage.rulebook.attribution.discreet_roles)
    return facts


def _of_the_partnership(session: Session, actor: Actor) -> None:
    session.execute(select(Rulebook.digest).where(Rulebook.base)).one()
    own = select(ProtocolParty.protocol_id).where(ProtocolParty.unit_id.in_([actor.unit]))
    session.execute(
        select(
            Protocol.id,
            Protocol.name,
            Protocol.version,
            Protocol.rulebook_digest,
            Protocol.purposes,
            Protocol.effective,
            Protocol.expires,
            ProtocolParty.unit_id,
        )
        .join(ProtocolParty, ProtocolParty.protocol_id == Protocol.id)
        .where(Protocol.status == "in_force", Protocol.id.in_(own))
        .order_by(Protocol.name)
    ).mappings().all()


def _facts(session: Session, case: UUID) -> Sequence[RowMapping]:
    later = aliased(AuditEntry)
    unread = {"fact_id", "recorded_by", "recorded_at"}
    return (
        session.execute(
            select(
                *(column for column in FactVersion.__table__.columns if column.name not in unread),
                Fact.id.label("fact_id"),
                Fact.case_id,
                Fact.owner_unit_id,
                Fact.revision,
                Fact.published,
                Fact.retracted,
                AuditEntry.manifest_digest.label("logged_manifest"),
                AuditEntry.body.label("logged_body"),
                exists()
                .where(later.fact_id == Fact.id, later.fact_revision > Fact.revision)
                .label("superseded_in_log"),
            )
            .outerjoin(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
            .outerjoin(
                AuditEntry, (AuditEntry.fact_id == Fact.id) & (AuditEntry.fact_revision == Fact.revision)
            )
            .where(Fact.case_id == case)
        )
        .mappings()
        .all()
    )


def _of_the_case(session: Session, case: UUID) -> None:
    said, risk = ConsentEvent, SeriousRiskDecision
    for statement in (
        select(Person.id, Person.part, Person.twelfth_birthday).where(Person.case_id == case),
        select(Gate.gate, Gate.start, Gate.end, Gate.units).where(Gate.case_id == case),
        select(
            said.reference,
            said.day,
            said.subject_id,
            said.given_by_id,
            said.status,
            said.kind,
            said.capacity,
            said.recipients,
            said.except_units,
            said.purposes,
            said.categories,
            said.exclude_facts,
            said.expires,
            said.may_be_put_to_perpetrator,
            said.may_appear_in_report,
            said.asked_alone,
        ).where(said.case_id == case),
        select(
            Approval.id,
            Approval.owner_unit_id,
            Approval.facts,
            Approval.units,
            Approval.purposes,
            Approval.start,
            Approval.end,
        ).where(Approval.case_id == case),
        select(risk.id, risk.facts, risk.units, risk.purposes, risk.start, risk.end).where(
            risk.case_id == case, risk.approved_by.is_not(None)
        ),
    ):
        session.execute(statement).mappings().all()


def _of_the_reader(session: Session, case: UUID, users: list[UUID]) -> None:
    check = ConflictCheck
    for statement in (
        select(Membership.user_id, Membership.role, Membership.start, Membership.end, User.unit_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.case_id == case, Membership.user_id.in_(users)),
        select(Exclusion.user_id, Exclusion.start, Exclusion.end).where(
            Exclusion.case_id == case, Exclusion.user_id.in_(users)
        ),
        select(check.user_id, check.raised, check.decided, check.result).where(
            check.case_id == case, check.user_id.in_(users)
        ),
    ):
        session.execute(statement).mappings().all()


def _glass(session: Session, case: UUID, actor: Actor, now: datetime) -> None:
    glass = BreakGlass
    session.execute(
        select(glass.id, glass.user_id, glass.purposes).where(
            glass.case_id == case,
            glass.user_id == actor.user,
            glass.unit_id == actor.unit,
            glass.role == actor.role,
            glass.starts_at <= now,
            glass.ends_at > now,
            glass.ended_at.is_(None),
        )
    ).mappings().all()


def _units(session: Session, case: UUID, discreet: frozenset[str]) -> None:
    telling = (
        select(User.unit_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.case_id == case, Membership.role.in_(sorted(discreet)))
    )
    session.execute(
        select(Unit.id, Unit.name, or_(Unit.discreet, Unit.id.in_(telling)).label("discreet"))
    ).mappings().all()

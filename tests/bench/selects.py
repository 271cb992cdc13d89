"""The selects of a reading as anybody would write them: each where it is needed, through a session.

They are held against the product's own: the bench refuses to run unless the driver gets the same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from sharehub.clock import civil_day
from sharehub.database.locks import Lock
from sharehub.database.schema import (
    Approval,
    AuditEntry,
    BreakGlass,
    Case,
    ChannelNarrowing,
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
    ProtocolSignature,
    Rulebook,
    SeriousRiskDecision,
    Unit,
    User,
)
from sharehub.database.types import Identifier, IdText
from sharehub.facts import IN_CLEAR, IN_SEAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping, SQLColumnExpression
    from sqlalchemy.orm import Session

    from sharehub.identity.actor import Actor
    from tests.bench.family import Reading


def _id(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    return type_coerce(column, IdText())


def _of_fact(name: str) -> ColumnElement[Any]:
    here = FactVersion if name in FactVersion.__table__.columns and name != "fact_id" else Fact
    column = here.__table__.columns["id" if name == "fact_id" else name]
    return (_id(column) if isinstance(column.type, Identifier) else column).label(name)


def rows_of(session: Session, governed: Reading) -> Sequence[RowMapping]:
    """Read all that a reading reads; return the facts."""
    family, actor = governed.stage.case, governed.actor
    session.execute(select(Rulebook.digest).where(Rulebook.base)).one()
    session.execute(select(Case.shredded_at).where(Case.id == family).with_for_update(read=True)).one()
    _protocols(session, actor)
    facts = _facts(session, family)
    _of_the_case(session, family)
    _kept_back(session, actor, civil_day(governed.stage.hub.clock.now(), governed.stage.hub.zone))
    _of_the_reader(session, family, [actor.user])
    _glass(session, family, actor, governed.stage.hub.clock.now())
    _units(session, family, governed.stage.rulebook.attribution.discreet_roles)
    return facts


def _protocols(session: Session, actor: Actor) -> None:
    if session.connection().dialect.name == "postgresql":
        lock = bindparam("key", Lock.PROTOCOLS_IN_FORCE.value, type_=BigInteger())
        session.execute(select(func.pg_advisory_xact_lock_shared(lock))).one()
    other, signed = aliased(ProtocolParty), ProtocolSignature
    first = (
        select(other.unit_id)
        .where(other.protocol_id == Protocol.id)
        .order_by(other.unit_id)
        .limit(1)
        .correlate(Protocol)
        .scalar_subquery()
    )
    own = select(ProtocolParty.protocol_id).where(ProtocolParty.unit_id.in_([actor.unit]))
    session.execute(
        select(
            Protocol.id,
            Protocol.digest,
            Unit.code,
            ProtocolParty.unit_id,
            signed.protocol_digest,
            signed.rulebook_digest,
            case((ProtocolParty.unit_id == first, Protocol.text)).label("text"),
        )
        .join(ProtocolParty, ProtocolParty.protocol_id == Protocol.id)
        .join(Unit, Unit.id == ProtocolParty.unit_id)
        .outerjoin(
            signed,
            (signed.protocol_id == Protocol.id)
            & (signed.unit_id == ProtocolParty.unit_id)
            & (signed.round == Protocol.round)
            & signed.withdrawn_at.is_(None),
        )
        .where(Protocol.status == "in_force", Protocol.id.in_(own))
        .order_by(Protocol.name, ProtocolParty.unit_id)
    ).mappings().all()


def _facts(session: Session, case: UUID) -> Sequence[RowMapping]:
    later = aliased(AuditEntry)
    return (
        session.execute(
            select(
                *(_of_fact(name) for name in (*IN_CLEAR, *IN_SEAL)),
                AuditEntry.manifest_digest.label("logged_manifest"),
                AuditEntry.body.label("logged_body"),
                exists()
                .where(later.fact_id == Fact.id, later.fact_revision > Fact.revision)
                .label("superseded_in_log"),
            )
            .select_from(Fact)
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
        select(_id(Person.id), Person.part, Person.twelfth_birthday).where(Person.case_id == case),
        select(Gate.gate, Gate.start, Gate.end, Gate.units).where(Gate.case_id == case),
        select(
            said.reference,
            said.day,
            _id(said.subject_id),
            _id(said.given_by_id),
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
            _id(Approval.id),
            _id(Approval.owner_unit_id),
            Approval.facts,
            Approval.units,
            Approval.purposes,
            Approval.start,
            Approval.end,
        ).where(Approval.case_id == case),
        select(_id(risk.id), risk.facts, risk.units, risk.purposes, risk.start, risk.end).where(
            risk.case_id == case, risk.approved_by.is_not(None)
        ),
    ):
        session.execute(statement).mappings().all()


def _kept_back(session: Session, actor: Actor, today: date) -> None:
    kept = ChannelNarrowing
    session.execute(
        select(
            _id(kept.from_unit_id), _id(kept.to_unit_id), kept.purpose, kept.categories, kept.start, kept.end
        ).where(
            kept.to_unit_id.in_([actor.unit]),
            kept.lifted_at.is_(None),
            or_(kept.end.is_(None), kept.end >= today),
        )
    ).mappings().all()


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
        select(_id(Unit.id), Unit.name, or_(Unit.discreet, Unit.id.in_(telling)).label("discreet"))
    ).mappings().all()

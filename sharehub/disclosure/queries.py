"""The rows that a decision is made from, and the sealed rows that it may let out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Date, String, Uuid, bindparam, exists, func, insert, or_, select, type_coerce
from sqlalchemy.orm import aliased

from sharehub.database.schema import (
    Approval,
    AuditEntry,
    BreakGlass,
    BreakGlassGrounds,
    Case,
    ChannelNarrowing,
    ConflictCheck,
    ConsentEvent,
    DecisionPortion,
    Exclusion,
    Fact,
    FactVersion,
    Gate,
    Membership,
    Person,
    Review,
    SeriousRiskDecision,
    Summary,
    SummaryFact,
    Unit,
    User,
)
from sharehub.database.types import Identifier, IdText, Moment
from sharehub.disclosure.stored import StoredFact
from sharehub.facts import IN_CLEAR, IN_SEAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, CursorResult, Executable, SQLColumnExpression

    from sharehub.database.transaction import Transaction
    from sharehub.disclosure.inputs import Seat

Row = dict[str, Any]


class Standing(NamedTuple):
    """Whether a case can be read at all."""

    held: bool
    shredded: bool


def _all(tx: Transaction, statement: Executable, **given: object) -> CursorResult[Any]:
    """Execute a statement that was built once: building one again for every reading took longer than it."""
    return tx.connection.execute(statement, given)


def _rows(tx: Transaction, statement: Executable, **given: object) -> list[Row]:
    result = _all(tx, statement, **given)
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result.all()]


def _id(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Select an id as text, which is all that a reading makes of it."""
    return type_coerce(column, IdText())


_CASE = bindparam("case", type_=Uuid())
_USERS = bindparam("users", type_=Uuid(), expanding=True)


def _users(users: Iterable[UUID]) -> list[UUID]:
    return sorted(set(users))


_HELD = select(Case.shredded_at).where(Case.id == _CASE).with_for_update(read=True)


def hold_case(tx: Transaction, case: UUID) -> Standing:
    """Take a case's row shared: nothing a decision rests on changes until this transaction ends."""
    row = _all(tx, _HELD, case=case).one_or_none()
    return Standing(row is not None, row is not None and row.shredded_at is not None)


_MEMBERSHIPS = (
    select(Membership.user_id, Membership.role, Membership.start, Membership.end, User.unit_id)
    .join(User, User.id == Membership.user_id)
    .where(Membership.case_id == _CASE, Membership.user_id.in_(_USERS))
)


def memberships(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[Row]:
    """Return the users' memberships of the case, each with the unit that the user is really of."""
    return _rows(tx, _MEMBERSHIPS, case=case, users=_users(users))


_EXCLUSIONS = select(Exclusion.user_id, Exclusion.start, Exclusion.end).where(
    Exclusion.case_id == _CASE, Exclusion.user_id.in_(_USERS)
)


def exclusions(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[Row]:
    """Return the users' exclusions from the case."""
    return _rows(tx, _EXCLUSIONS, case=case, users=_users(users))


_CONFLICT_CHECKS = select(
    ConflictCheck.user_id, ConflictCheck.raised, ConflictCheck.decided, ConflictCheck.result
).where(ConflictCheck.case_id == _CASE, ConflictCheck.user_id.in_(_USERS))


def conflict_checks(tx: Transaction, case: UUID, users: Iterable[UUID]) -> list[Row]:
    """Return the users' conflict checks in the case."""
    return _rows(tx, _CONFLICT_CHECKS, case=case, users=_users(users))


_PEOPLE = select(_id(Person.id), Person.part, Person.twelfth_birthday).where(Person.case_id == _CASE)


def people(tx: Transaction, case: UUID) -> list[Row]:
    """Return everybody's part and twelfth birthday."""
    return _rows(tx, _PEOPLE, case=case)


_GATES = select(Gate.gate, Gate.start, Gate.end, Gate.units).where(Gate.case_id == _CASE)


def gates(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's gates."""
    return _rows(tx, _GATES, case=case)


_CONSENT_EVENTS = select(
    ConsentEvent.reference,
    ConsentEvent.day,
    _id(ConsentEvent.subject_id),
    _id(ConsentEvent.given_by_id),
    ConsentEvent.status,
    ConsentEvent.kind,
    ConsentEvent.capacity,
    ConsentEvent.recipients,
    ConsentEvent.except_units,
    ConsentEvent.purposes,
    ConsentEvent.categories,
    ConsentEvent.exclude_facts,
    ConsentEvent.expires,
    ConsentEvent.may_be_put_to_perpetrator,
    ConsentEvent.may_appear_in_report,
    ConsentEvent.asked_alone,
).where(ConsentEvent.case_id == _CASE)


def consent_events(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's consent events, without anybody's words."""
    return _rows(tx, _CONSENT_EVENTS, case=case)


_APPROVALS = select(
    _id(Approval.id),
    _id(Approval.owner_unit_id),
    Approval.facts,
    Approval.units,
    Approval.purposes,
    Approval.start,
    Approval.end,
).where(Approval.case_id == _CASE)


def approvals(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's approvals, without their notes."""
    return _rows(tx, _APPROVALS, case=case)


_SERIOUS_RISK_DECISIONS = select(
    _id(SeriousRiskDecision.id),
    SeriousRiskDecision.facts,
    SeriousRiskDecision.units,
    SeriousRiskDecision.purposes,
    SeriousRiskDecision.start,
    SeriousRiskDecision.end,
).where(SeriousRiskDecision.case_id == _CASE, SeriousRiskDecision.approved_by.is_not(None))


def serious_risk_decisions(tx: Transaction, case: UUID) -> list[Row]:
    """Return the case's serious-risk decisions that count: those that somebody else has approved."""
    return _rows(tx, _SERIOUS_RISK_DECISIONS, case=case)


_RUNNING_GLASS = select(BreakGlass.id, BreakGlass.user_id, BreakGlass.purposes).where(
    BreakGlass.case_id == _CASE,
    BreakGlass.user_id == bindparam("user", type_=Uuid()),
    BreakGlass.unit_id == bindparam("unit", type_=Uuid()),
    BreakGlass.role == bindparam("role", type_=String()),
    BreakGlass.starts_at <= bindparam("now", type_=Moment()),
    BreakGlass.ends_at > bindparam("now", type_=Moment()),
    BreakGlass.ended_at.is_(None),
)


def running_glass(tx: Transaction, case: UUID, seat: Seat) -> list[Row]:
    """Return the break-glass decisions of one person, in this role and unit, that run at this moment."""
    given = {"user": seat.user, "unit": seat.unit, "role": seat.role, "now": tx.now}
    return _rows(tx, _RUNNING_GLASS, case=case, **given)


_NARROWINGS = select(
    *(_id(ChannelNarrowing.from_unit_id), _id(ChannelNarrowing.to_unit_id), ChannelNarrowing.purpose),
    *(ChannelNarrowing.categories, ChannelNarrowing.start, ChannelNarrowing.end),
).where(
    ChannelNarrowing.to_unit_id.in_(bindparam("units", type_=Uuid(), expanding=True)),
    ChannelNarrowing.lifted_at.is_(None),
    or_(ChannelNarrowing.end.is_(None), ChannelNarrowing.end >= bindparam("day", type_=Date())),
)


def narrowings(tx: Transaction, units: Collection[UUID]) -> list[Row]:
    """Return what others keep back from these units; none changes while the protocols in force are held."""
    return _rows(tx, _NARROWINGS, units=sorted(units), day=tx.today)


_OF_FACTS: dict[str, Any] = {
    "fact_id": Fact.id,
    "case_id": Fact.case_id,
    "owner_unit_id": Fact.owner_unit_id,
    "revision": Fact.revision,
    "published": Fact.published,
    "retracted": Fact.retracted,
}
"""The columns of a fact that are no matter of its version."""


def _of_fact(name: str) -> ColumnElement[Any]:
    column = _OF_FACTS[name] if name in _OF_FACTS else FactVersion.__table__.columns[name]
    return (_id(column) if isinstance(column.type, Identifier) else column).label(name)


_LATER = aliased(AuditEntry)
_FACTS = (
    select(
        *(_of_fact(name) for name in (*IN_CLEAR, *IN_SEAL)),
        AuditEntry.manifest_digest.label("logged_manifest"),
        AuditEntry.body.label("logged_body"),
        exists()
        .where(_LATER.fact_id == Fact.id, _LATER.fact_revision > Fact.revision)
        .label("superseded_in_log"),
    )
    .select_from(Fact)
    .outerjoin(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
    .outerjoin(AuditEntry, (AuditEntry.fact_id == Fact.id) & (AuditEntry.fact_revision == Fact.revision))
    .where(Fact.case_id == _CASE)
)
"""Each fact in its current version, with what the log last said of it: an old row put back has a later entry.

The joins are outer ones: a fact whose version or entry is gone is a fault to be told, not one to be missed.
"""
_SEAL, _LOG = len(IN_CLEAR), len(IN_CLEAR) + len(IN_SEAL)


def facts(tx: Transaction, case: UUID) -> dict[str, StoredFact]:
    """Return the case's facts by their ids, still sealed, each with what the log says of it."""
    stored = [
        StoredFact(dict(zip(IN_CLEAR, row[:_SEAL], strict=True)), row[_SEAL:_LOG], *row[_LOG:])
        for row in _all(tx, _FACTS, case=case).all()
    ]
    return {fact.clear["fact_id"]: fact for fact in stored}


_TELLING_HERE = (
    select(User.unit_id)
    .join(Membership, Membership.user_id == User.id)
    .where(Membership.case_id == _CASE, Membership.role.in_(bindparam("roles", expanding=True)))
)
_UNITS = select(_id(Unit.id), Unit.name, or_(Unit.discreet, Unit.id.in_(_TELLING_HERE)).label("discreet"))


def units(tx: Transaction, case: UUID, discreet_roles: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Return the name and discretion of every unit, by its id as text; a hub has tens of them.

    A unit is discreet by its own registration, or because somebody works on this case from it in a role that
    tells of health or safety.
    """
    rows: Iterable[Any] = _all(tx, _UNITS, case=case, roles=sorted(discreet_roles))
    return {unit: (name, bool(discreet)) for unit, name, discreet in rows}


def summary_places(tx: Transaction, case: UUID, summary: UUID) -> dict[str, tuple[int, int]]:
    """Return the section and position of each fact of a summary; empty when the case has none such."""
    rows = tx.session.execute(
        select(_id(SummaryFact.fact_id), SummaryFact.section, SummaryFact.position)
        .join(Summary, Summary.id == SummaryFact.summary_id)
        .where(Summary.id == summary, Summary.case_id == case, Summary.status != "withdrawn")
    )
    return {row.fact_id: (row.section, row.position) for row in rows}


def sealed_people(tx: Transaction, case: UUID) -> list[Row]:
    """Return everybody in the case, their names still sealed."""
    return _rows(tx, select(*Person.__table__.columns).where(Person.case_id == case))


def owners(tx: Transaction, case: UUID, facts: frozenset[UUID]) -> dict[UUID, UUID]:
    """Return the units that own those of the facts that are in the case."""
    if not facts:
        return {}
    found = select(Fact.id, Fact.owner_unit_id).where(Fact.case_id == case, Fact.id.in_(sorted(facts)))
    return {row.id: row.owner_unit_id for row in tx.connection.execute(found)}


def sealed_decision(tx: Transaction, case: UUID, decision: UUID) -> Row | None:
    """Return a serious-risk decision of a case, its grounds still sealed."""
    risk = SeriousRiskDecision
    found = select(*risk.__table__.columns, risk.person_at_risk_id.label("person_at_risk")).where(
        risk.case_id == case, risk.id == decision
    )
    return next(iter(_rows(tx, found)), None)


def sealed_glass(tx: Transaction, case: UUID, glass: UUID) -> Row | None:
    """Return a break-glass decision upon a case, its grounds still sealed; it names no facts."""
    found = (
        select(
            *BreakGlassGrounds.__table__.columns,
            BreakGlass.user_id.label("asked_by"),
            BreakGlass.purposes,
            BreakGlass.starts_at,
            func.coalesce(BreakGlass.ended_at, BreakGlass.ends_at).label("ends_at"),
        )
        .join(BreakGlass, BreakGlass.id == BreakGlassGrounds.id)
        .where(BreakGlassGrounds.case_id == case, BreakGlassGrounds.id == glass)
    )
    return next((row | {"facts": []} for row in _rows(tx, found)), None)


def sealed_review(tx: Transaction, about: UUID) -> Row | None:
    """Return the review of something, its note still sealed; None while nobody has reviewed it."""
    found = select(*Review.__table__.columns).where(Review.about_id == about)
    return next(iter(_rows(tx, found)), None)


_PORTION = insert(DecisionPortion)


def add_portions(tx: Transaction, rows: Sequence[Row]) -> None:
    """Insert every unit's portion of a decision, as `portions.rows` writes them."""
    tx.connection.execute(_PORTION, rows)

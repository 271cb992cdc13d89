"""The rows of programmes, referrals and their steps, and what referrals look up beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Uuid, bindparam, func, insert, or_, select, update

from sharehub.database.schema import (
    ConsentEvent,
    Fact,
    Goal,
    Membership,
    Permission,
    Person,
    Programme,
    Referral,
    ReferralStep,
    Unit,
    User,
)
from sharehub.patterns.queries import closings
from sharehub.referrals.words import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction

MINE_BEFORE = ("draft", "approved", "revoked")
"""How a referral stands while its programme does not know of it."""


class Asked(NamedTuple):
    """That somebody was asked: when, and by which unit, if it may be named; never what they said."""

    on: date
    unit: str | None


class Sent(NamedTuple):
    """A referral that nobody has answered: to which unit it was sent, and when."""

    id: UUID
    to_unit: UUID
    at: datetime | None


class Pair(NamedTuple):
    """A goal, the outcome that it is for, and who will see it: each a fact."""

    outcome: UUID
    witness: UUID | None


class Hangs(NamedTuple):
    """What hangs on facts of a case, by their ids: on goals, and on gaps, each with a fact that closes it."""

    goals: Mapping[str, Pair]
    closings: tuple[tuple[str, str], ...] = ()


def add_programme(tx: Transaction, **values: object) -> None:
    """Insert a programme."""
    tx.session.execute(insert(Programme), values)


def change_programme(tx: Transaction, programme: UUID, **values: object) -> None:
    """Change what the directory says of a programme."""
    tx.session.execute(update(Programme).where(Programme.id == programme).values(**values))


def programme(tx: Transaction, identity: UUID, *, lock: bool = False) -> RowMapping | None:
    """Return a programme's row, locked until the transaction ends where it is to be changed."""
    found = select(*Programme.__table__.columns).where(Programme.id == identity)
    return tx.session.execute(found.with_for_update() if lock else found).mappings().one_or_none()


def programme_coded(tx: Transaction, code: str, but: UUID | None = None) -> bool:
    """Say whether a programme, `but` one, has this code."""
    found = select(Programme.id).where(Programme.code == code, Programme.id.is_distinct_from(but))
    return tx.session.scalar(found.limit(1)) is not None


def programmes(tx: Transaction, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the programmes of the directory, after an id and in the order of ids."""
    shown = (
        *(Programme.id, Programme.unit_id.label("unit"), Programme.code, Programme.name, Programme.mandates),
        *(Programme.men_only, Programme.heterosexual_only, Programme.languages, Programme.areas),
        *(Programme.open, Programme.revision),
    )
    found = select(*shown).where(Programme.id > after).order_by(Programme.id).limit(most)
    return tx.session.execute(found).mappings().all()


def members(
    tx: Transaction, case: UUID, unit: UUID, roles: Collection[str], after: UUID
) -> Sequence[RowMapping]:
    """Return the memberships of a case that people of a unit have in some roles, after an id."""
    found = (
        select(Membership.id, Membership.user_id.label("user"), Membership.role)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.case_id == case,
            Membership.id > after,
            Membership.role.in_(sorted(roles)),
            User.unit_id == unit,
        )
        .order_by(Membership.id)
    )
    return tx.session.execute(found).mappings().all()


def add_referral(tx: Transaction, **values: object) -> None:
    """Insert a referral."""
    tx.session.execute(insert(Referral), values)


def change_referral(tx: Transaction, identity: UUID, **values: object) -> None:
    """Change a referral."""
    tx.session.execute(update(Referral).where(Referral.id == identity).values(**values))


def referral(tx: Transaction, case: UUID, identity: UUID) -> RowMapping | None:
    """Return a referral of the case; whoever asks holds the case's row."""
    found = select(*Referral.__table__.columns).where(Referral.case_id == case, Referral.id == identity)
    return tx.session.execute(found).mappings().one_or_none()


def referrals(tx: Transaction, case: UUID, unit: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what a unit refers or was sent, after an id and in the order of ids."""
    sent = (Referral.to_unit_id == unit) & Referral.status.not_in(MINE_BEFORE)
    found = (
        select(
            Referral.id,
            Referral.programme_id.label("programme"),
            Referral.from_unit_id.label("from_unit"),
            Referral.to_unit_id.label("to_unit"),
            Referral.person_id.label("person"),
            Referral.status,
            Referral.revision,
            Referral.sent_at,
        )
        .where(Referral.case_id == case, (Referral.from_unit_id == unit) | sent, Referral.id > after)
        .order_by(Referral.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


_UNIT = bindparam("unit", type_=Uuid())
_UNANSWERED = select(Referral.id, Referral.to_unit_id, Referral.sent_at).where(
    Referral.case_id == bindparam("case", type_=Uuid()),
    Referral.status == Status.SENT.value,
    or_(Referral.from_unit_id == _UNIT, Referral.to_unit_id == _UNIT),
)


def unanswered(tx: Transaction, case: UUID, unit: UUID) -> list[Sent]:
    """Return the referrals of a case that a unit sent or was sent, and that nobody has answered."""
    return [Sent(*row) for row in tx.connection.execute(_UNANSWERED, {"case": case, "unit": unit})]


def add_step(tx: Transaction, identity: UUID, **values: object) -> None:
    """Write down the next step of a referral's life; its row, or its case's, is locked."""
    last = select(func.max(ReferralStep.number)).where(ReferralStep.referral_id == identity)
    number = (tx.session.scalar(last) or 0) + 1
    tx.session.execute(insert(ReferralStep), {"referral_id": identity, "number": number, **values})


def steps(
    tx: Transaction, identity: UUID, after: int, most: int, but: Sequence[str] = ()
) -> Sequence[RowMapping]:
    """Return the steps of a referral after one, in their order, `but` those to some ways of standing."""
    found = (
        select(
            ReferralStep.number,
            ReferralStep.status,
            ReferralStep.reason,
            ReferralStep.note_fact_id.label("note"),
            ReferralStep.by_user.label("by"),
            ReferralStep.by_unit.label("unit"),
            ReferralStep.at,
        )
        .where(
            ReferralStep.referral_id == identity,
            ReferralStep.number > after,
            ReferralStep.status.not_in(but),
        )
        .order_by(ReferralStep.number)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def agreement(tx: Transaction, case: UUID, to_unit: UUID, purpose: str) -> Asked | None:
    """Return when somebody last asked a survivor of the case about a purpose and unit; None: nobody has.

    A withdrawal is no asking, nor is what was told without asking. A discreet unit is not named.
    """
    survivors = select(Person.id).where(Person.case_id == case, Person.part == "survivor")
    found = (
        select(ConsentEvent.day, Unit.name, Unit.discreet, ConsentEvent.purposes, ConsentEvent.recipients)
        .join(Unit, Unit.id == ConsentEvent.owner_unit_id)
        .where(
            ConsentEvent.case_id == case,
            ConsentEvent.subject_id.in_(survivors),
            ConsentEvent.status.not_in(["rescinded", "bypassed"]),
            ConsentEvent.kind != "informed_only",
        )
        .order_by(ConsentEvent.day.desc(), ConsentEvent.id)
    )
    asked = (
        Asked(row.day, None if row.discreet else row.name)
        for row in tx.session.execute(found)
        if {purpose, "*"} & set(row.purposes) and {str(to_unit), "*"} & set(row.recipients)
    )
    return next(asked, None)


def permission_sought(tx: Transaction, case: UUID, person: UUID, unit: UUID) -> bool:
    """Say whether a treatment service and this unit asked him for his permission to speak of him."""
    theirs = or_(Permission.unit_id == unit, Permission.with_unit_id == unit)
    found = select(Permission.id).where(Permission.case_id == case, Permission.person_id == person, theirs)
    return tx.session.scalar(found.limit(1)) is not None


def hangs(tx: Transaction, case: UUID) -> Hangs:
    """Return what hangs on goals and gaps of a case."""
    found = select(Goal.fact_id, Goal.outcome_fact_id, Goal.witness_fact_id).where(Goal.case_id == case)
    return Hangs(
        {
            str(row.fact_id): Pair(row.outcome_fact_id, row.witness_fact_id)
            for row in tx.session.execute(found)
        },
        tuple((str(one.gap), str(one.by)) for one in closings(tx, case)),
    )


def unit_name(tx: Transaction, unit: UUID) -> str | None:
    """Return a unit's name; None where its very involvement would tell."""
    row = tx.session.execute(select(Unit.name, Unit.discreet).where(Unit.id == unit)).one_or_none()
    return None if row is None or row.discreet else str(row.name)


def own_fact(tx: Transaction, case: UUID, unit: UUID, fact: UUID) -> bool:
    """Say whether a fact of the case is a unit's own."""
    found = select(Fact.id).where(Fact.id == fact, Fact.case_id == case, Fact.owner_unit_id == unit)
    return tx.session.scalar(found) is not None

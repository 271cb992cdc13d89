"""The rows of notices and leaks, who hears of which, and what of a fact says whether it is news."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Uuid, bindparam, exists, insert, or_, select, update

from consent.people import Part
from policies.routes import IG_OFFICER
from policies.vocabulary import SourceType
from sharehub.cases.queries import KEPT_FROM, UNDETERMINED_CASES, WORKED_ON
from sharehub.database.order import beyond
from sharehub.database.schema import (
    Case,
    Fact,
    FactVersion,
    Leak,
    Membership,
    Notice,
    Permission,
    Person,
    RecalledCopy,
    User,
)
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping, SQLColumnExpression

    from sharehub.database.transaction import Transaction
    from sharehub.protocols.sides import Side


class Held(NamedTuple):
    """A notice, and when the first of its unit saw it."""

    kind: str
    case: UUID
    about: UUID
    seen_at: datetime | None


class Told(NamedTuple):
    """Which unit was told in which case, and from when on it is heard."""

    unit: UUID
    case: UUID
    at: datetime


class News(NamedTuple):
    """A published fact, as far as it says whether somebody is to be told of it."""

    case: UUID
    owner: UUID
    tactics: Sequence[str]
    rank: int | None
    hers: bool


class Hears(NamedTuple):
    """On whose side somebody is, None for an officer; kinds that his side hears too, and those of copies."""

    side: Side | None
    his_side_too: frozenset[str]
    of_copies: frozenset[str]


def add_notice(tx: Transaction, **values: object) -> None:
    """Insert a notice."""
    tx.session.execute(insert(Notice), values)


def told(about: SQLColumnExpression[UUID], unit: UUID) -> ColumnElement[bool]:
    """Say whether a unit was told of something."""
    return exists().where(Notice.about_id == about, Notice.unit_id == unit)


def heard(
    tx: Transaction, actor: Actor, hears: Hears, after: UUID, most: int, *, unseen: bool = False
) -> Sequence[RowMapping]:
    """Return the notices that somebody hears as far as their role and the case go, the newest first."""
    found = (
        select(
            Notice.id,
            Notice.kind,
            Notice.about_id.label("about"),
            Notice.case_id.label("case"),
            Notice.at,
            Notice.seen_at,
            Notice.seen_by,
        )
        .where(_hears(actor, hears), Notice.at <= tx.now, beyond(Notice.at, Notice.id, after, down=True))
        .order_by(Notice.at.desc(), Notice.id)
        .limit(most)
    )
    if unseen:
        found = found.where(Notice.seen_at.is_(None))
    return tx.session.connection().execute(found, _given(tx, actor)).mappings().all()


def held(tx: Transaction, actor: Actor, hears: Hears, notice: UUID) -> Held | None:
    """Return a notice that somebody hears as far as role and case go, or None when they hear none such."""
    found = select(Notice.kind, Notice.case_id, Notice.about_id, Notice.seen_at).where(
        Notice.id == notice, Notice.at <= tx.now, _hears(actor, hears)
    )
    row = tx.session.connection().execute(found, _given(tx, actor)).one_or_none()
    return None if row is None else Held(*row)


def see(tx: Transaction, notice: UUID, by: UUID) -> None:
    """Write down who saw a notice first, and when."""
    tx.session.execute(update(Notice).where(Notice.id == notice).values(seen_at=tx.now, seen_by=by))


def told_of(tx: Transaction, notice: UUID) -> Told | None:
    """Return which unit a notice tells of which case, or None when there is no such notice."""
    found = select(Notice.unit_id, Notice.case_id, Notice.at).where(Notice.id == notice)
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Told(*row)


def facts_told_of(tx: Transaction, case: UUID, unit: UUID, kinds: Collection[str]) -> frozenset[UUID]:
    """Return what a unit was told of in a case by notices of these kinds."""
    found = select(Notice.about_id).where(
        Notice.case_id == case, Notice.unit_id == unit, Notice.kind.in_(sorted(kinds))
    )
    return frozenset(tx.session.scalars(found))


def told_already(tx: Transaction, about: UUID) -> frozenset[tuple[str, UUID]]:
    """Return by which kinds of notice which units were told of something."""
    found = select(Notice.kind, Notice.unit_id).where(Notice.about_id == about)
    return frozenset((row.kind, row.unit_id) for row in tx.session.execute(found))


def hold_cases_told_of(tx: Transaction, actor: Actor, kinds: Collection[str]) -> None:
    """Take the rows of the cases shared of whose facts somebody's unit was told, in the order of ids."""
    about_facts = select(Notice.case_id).where(Notice.unit_id == actor.unit, Notice.kind.in_(sorted(kinds)))
    found = (
        select(Case.id)
        .where(Case.id.in_(about_facts), Case.id.in_(WORKED_ON))
        .order_by(Case.id)
        .with_for_update(read=True)
    )
    tx.session.connection().execute(found, _given(tx, actor)).all()


def let_hear(tx: Transaction, about: UUID) -> set[tuple[UUID, UUID]]:
    """Let what is held back about something be heard from now on; return the units and cases concerned."""
    found = (
        update(Notice)
        .where(Notice.about_id == about, Notice.at > tx.now)
        .values(at=tx.now)
        .returning(Notice.unit_id, Notice.case_id)
    )
    return {(row.unit_id, row.case_id) for row in tx.session.execute(found)}


def at_work(tx: Transaction, case: UUID, day: date, unit: UUID | None = None) -> list[Actor]:
    """Return who works on a case on a day, of one unit or of all, each in their role there."""
    found = (
        select(Membership.user_id, User.unit_id, Membership.role)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.case_id == case,
            Membership.start <= day,
            or_(Membership.end.is_(None), Membership.end >= day),
        )
        .order_by(Membership.user_id, Membership.role)
    )
    if unit is not None:
        found = found.where(User.unit_id == unit)
    return [Actor(*row) for row in tx.session.execute(found.distinct())]


def officers(tx: Transaction, unit: UUID) -> list[UUID]:
    """Return a unit's officers."""
    found = select(User.id, User.roles).where(User.unit_id == unit, User.ended_at.is_(None))
    return [row.id for row in tx.session.execute(found) if IG_OFFICER in row.roles]


_CURRENT = (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version)
_OUT = Fact.published.is_not(None) & Fact.retracted.is_(None)


def news(tx: Transaction, fact: UUID) -> News | None:
    """Return a fact that is published and was not taken back, or None."""
    hers = or_(FactVersion.kind == Kind.PROTECTIVE_EFFORT, FactVersion.source_type == SourceType.SURVIVOR)
    found = (
        select(Fact.case_id, Fact.owner_unit_id, FactVersion.tactics, FactVersion.concern_rank, hers)
        .join(FactVersion, _CURRENT)
        .where(Fact.id == fact, _OUT)
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else News(*row)


def published(tx: Transaction, case: UUID) -> list[RowMapping]:
    """Return the facts of a case that are published and were not taken back, as far as they may be news."""
    found = (
        select(
            *(Fact.id, FactVersion.tactics, FactVersion.concern_rank),
            *(FactVersion.kind, FactVersion.source_type),
        )
        .join(FactVersion, _CURRENT)
        .where(Fact.case_id == case, _OUT)
        .order_by(Fact.id)
    )
    return [*tx.session.execute(found).mappings()]


def ranked(tx: Transaction, case: UUID, owner: UUID) -> dict[str, int]:
    """Return the ranks that a unit gave its published facts of a case, by their ids as text."""
    found = (
        select(Fact.id, FactVersion.concern_rank)
        .join(FactVersion, _CURRENT)
        .where(Fact.case_id == case, Fact.owner_unit_id == owner, _OUT, FactVersion.concern_rank.is_not(None))
    )
    return {str(row.id): row.concern_rank for row in tx.session.execute(found)}


def owners(tx: Transaction, case: UUID, fact: UUID | None = None) -> frozenset[UUID]:
    """Return the units that hold facts of a case, or the one that holds one of them."""
    found = select(Fact.owner_unit_id).where(Fact.case_id == case).distinct()
    return frozenset(tx.session.scalars(found if fact is None else found.where(Fact.id == fact)))


def add_leak(tx: Transaction, **values: object) -> None:
    """Insert that something leaked."""
    tx.session.execute(insert(Leak), values)


def leaks(tx: Transaction, case: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what leaked of a case, in the order of ids."""
    found = (
        select(Leak.id, Leak.what, Leak.fact_id.label("fact"), Leak.unit_id.label("unit"), Leak.at)
        .where(Leak.case_id == case, Leak.id > after)
        .order_by(Leak.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def _given(tx: Transaction, actor: Actor) -> dict[str, object]:
    return {"user": actor.user, "role": actor.role, "day": tx.today}


_GIVEN_BY_HIM = (
    select(Permission.id)
    .join(Person, Person.id == Permission.person_id)
    .where(Person.part == Part.PERPETRATOR)
)
"""Permissions of his own: that he let his treatment speak with a unit is for his side to hear."""


_COPIES = select(RecalledCopy.id).where(
    RecalledCopy.unit_id == Notice.unit_id,
    RecalledCopy.role == bindparam("role"),
    or_(
        RecalledCopy.user_id == bindparam("user", type_=Uuid()),
        ~RecalledCopy.by_glass & RecalledCopy.case_id.in_(WORKED_ON),
    ),
)
"""Copies that are somebody's to know of: their own, and those of colleagues in the same role on the same case
who had them by no broken glass."""


def _hears(actor: Actor, hears: Hears) -> ColumnElement[bool]:
    side = hears.side
    theirs = (Notice.unit_id == actor.unit) & Notice.case_id.not_in(KEPT_FROM)
    if side is None:
        return theirs
    return theirs & (
        Notice.about_id.in_(_COPIES)
        | (_of_the_case(hears, side) & Notice.kind.not_in(sorted(hears.of_copies)))
    )


def _of_the_case(hears: Hears, side: Side) -> ColumnElement[bool]:
    theirs = Notice.case_id.in_(WORKED_ON)
    for_all = Notice.kind.in_(sorted(hears.his_side_too)) | Notice.about_id.in_(_GIVEN_BY_HIM)
    if side.his:
        return theirs & for_all
    if side.may_turn_out_his:
        return theirs & (for_all | Notice.case_id.not_in(UNDETERMINED_CASES))
    return theirs

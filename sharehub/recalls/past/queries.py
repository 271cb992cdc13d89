"""The rows of what has been: looks by which people came to have lines, and what was said about sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ARRAY, String, Uuid, and_, bindparam, cast, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from consent.record import YES, Kind
from sharehub.audit.entry import Action
from sharehub.database.schema import (
    AuditEntry,
    ConsentEvent,
    DecisionPortion,
    DecisionRecord,
    Fact,
    Person,
)
from sharehub.database.types import IdText

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction

LET_OUT = frozenset(
    {
        *(Action.PATTERN_ASKED, Action.WALL_ASKED, Action.WALL_COST_ASKED, Action.DOCUMENT_ASKED),
        *(Action.REFERRAL_PREVIEWED, Action.REFERRAL_READ),
    }
)
"""The acts by which somebody came to have lines. Approving and sending a referral gives nobody any: its maker
has them from the preview, its recipient when they read it."""


class Place(NamedTuple):
    """Where a look stands in the order of time."""

    at: datetime
    id: UUID


def looks(
    tx: Transaction,
    case: UUID,
    alias: str,
    *,
    fact: UUID | None,
    until: datetime | None,
    before: Place | None,
    most: int,
) -> list[Place]:
    """Return looks at a case by which something of it was let out, or a fact, the newest first."""
    portion = DecisionPortion
    owners = select(Fact.owner_unit_id).where(Fact.case_id == case)
    if fact is not None:
        owners = owners.where(Fact.id == fact)
    found = (
        select(portion.at, portion.entry_id)
        .distinct()
        .where(
            portion.side == "owner",
            portion.unit_id.in_(owners),
            portion.case_alias == alias,
            ~portion.refused,
            portion.instead_of.is_(None),
            portion.action.in_(sorted(LET_OUT)),
            cast(portion.released, String) != "[]",
        )
        .order_by(portion.at.desc(), portion.entry_id.desc())
        .limit(most)
    )
    if fact is not None:
        found = found.where(cast(portion.released, String).like(f'%"{fact}"%'))
    if until is not None:
        found = found.where(portion.at <= until)
    if before is not None:
        older = or_(portion.at < before.at, portion.entry_id < before.id)
        found = found.where(portion.at <= before.at, older)
    return [Place(*row) for row in tx.connection.execute(found)]


def let_out(tx: Transaction, looks: Collection[UUID]) -> list[RowMapping]:
    """Return what owners' portions of looks say went, with what each look's entry says of it.

    Where at opening something was held back after all, the portion that came in the place of the first.
    """
    portion, later = DecisionPortion, aliased(DecisionPortion)
    found = (
        select(
            *(portion.entry_id, portion.unit_id.label("owner"), portion.at, portion.action, portion.actor),
            *(portion.asker_unit, portion.readers),
            *(portion.released, later.released.label("instead"), AuditEntry.body),
        )
        .join(AuditEntry, AuditEntry.id == portion.entry_id)
        .outerjoin(
            later,
            and_(
                later.instead_of == portion.entry_id,
                later.unit_id == portion.unit_id,
                later.side == portion.side,
            ),
        )
        .where(portion.entry_id.in_(looks), portion.side == "owner", portion.instead_of.is_(None))
        .order_by(portion.entry_id, portion.unit_id, later.at.desc())
    )
    rows: dict[tuple[UUID, UUID], RowMapping] = {}
    for row in tx.connection.execute(found).mappings():
        rows.setdefault((row["entry_id"], row["owner"]), row)
    return [*rows.values()]


_RELIED = select(
    func.sharehub_relied_on(
        bindparam("asked", type_=ARRAY(Uuid())), bindparam("said", type_=ARRAY(String()))
    ).table_valued("entry_id", "body")
)


def records(tx: Transaction, looks: Collection[UUID], said: Collection[str]) -> dict[UUID, bytes]:
    """Return the records of looks in which a release may have rested on one of these consent events.

    On PostgreSQL the worker is shown those in which one did, and no other.
    """
    if not looks or not said:
        return {}
    if tx.connection.dialect.name == "postgresql":
        rows = tx.connection.execute(_RELIED, {"asked": [*looks], "said": [*said]})
    else:
        held = DecisionRecord
        rows = tx.connection.execute(select(held.entry_id, held.body).where(held.entry_id.in_(looks)))
    return {row.entry_id: bytes(row.body) for row in rows}


class Word(NamedTuple):
    """A consent event: whose consent it is about, and its last day."""

    subject: UUID
    expires: date | None


def said(tx: Transaction, consent: UUID) -> Word:
    """Return what a consent event is about."""
    found = select(ConsentEvent.subject_id, ConsentEvent.expires).where(ConsentEvent.id == consent)
    return Word(*tx.session.execute(found).one())


def said_about(tx: Transaction, case: UUID, subject: UUID) -> list[RowMapping]:
    """Return all that was said about what is somebody's, in the order in which it was recorded."""
    event = ConsentEvent
    texts = (event.subject_id, event.given_by_id)
    rest = [column for column in event.__table__.columns if column.name in _SAID]
    found = (
        select(*(type_coerce(column, IdText()).label(column.key) for column in texts), *rest)
        .where(event.case_id == case, event.subject_id == subject)
        .order_by(event.recorded_at, event.reference)
    )
    return [*tx.session.execute(found).mappings()]


_SAID = frozenset(
    {
        *("id", "reference", "day", "status", "kind", "capacity", "recipients", "except_units", "purposes"),
        *("categories", "exclude_facts", "expires", "may_be_put_to_perpetrator", "may_appear_in_report"),
        "asked_alone",
    }
)
"""What a decision reads of an event; nobody's words."""


def twelfth_birthday(tx: Transaction, person: UUID) -> date:
    """Return the day on which a child is twelve; it is known of whoever is found to be of that age."""
    day = tx.session.execute(select(Person.twelfth_birthday).where(Person.id == person)).scalar_one()
    if day is None:
        raise LookupError("nobody knows when this child is twelve")
    return day


def said_yes(tx: Transaction, case: UUID, subject: UUID) -> bool:
    """Say whether anybody ever said yes to sharing what is somebody's."""
    yes = exists().where(
        ConsentEvent.case_id == case,
        ConsentEvent.subject_id == subject,
        ConsentEvent.status.in_(sorted(YES)),
        ConsentEvent.kind == Kind.CONSENT.value,
    )
    return bool(tx.session.scalar(select(yes)))

"""The rows of notices, and who hears of which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Uuid, bindparam, exists, insert, or_, select, update

from consent.people import Part
from sharehub.cases.queries import KEPT_FROM, UNDETERMINED_CASES, WORKED_ON
from sharehub.database.order import beyond
from sharehub.database.schema import Notice, Permission, Person, RecalledCopy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping, SQLColumnExpression

    from sharehub.database.transaction import Transaction
    from sharehub.identity.actor import Actor
    from sharehub.protocols.sides import Side


class Held(NamedTuple):
    """A notice, and when the first of its unit saw it."""

    seen_at: datetime | None


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


def heard(tx: Transaction, actor: Actor, hears: Hears, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the notices that somebody hears, the newest first."""
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
        .where(_hears(actor, hears), beyond(Notice.at, Notice.id, after, down=True))
        .order_by(Notice.at.desc(), Notice.id)
        .limit(most)
    )
    return tx.session.connection().execute(found, _given(tx, actor)).mappings().all()


def held(tx: Transaction, actor: Actor, hears: Hears, notice: UUID) -> Held | None:
    """Return a notice that somebody hears, or None when they hear none such."""
    found = select(Notice.seen_at).where(Notice.id == notice, _hears(actor, hears))
    row = tx.session.connection().execute(found, _given(tx, actor)).one_or_none()
    return None if row is None else Held(*row)


def see(tx: Transaction, notice: UUID, by: UUID) -> None:
    """Write down who saw a notice first, and when."""
    tx.session.execute(update(Notice).where(Notice.id == notice).values(seen_at=tx.now, seen_by=by))


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

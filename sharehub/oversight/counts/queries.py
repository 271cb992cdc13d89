"""Counting looks: of each person within so many minutes, and of units by purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, cast, extract, func, or_, select

from sharehub.database.schema import DecisionPortion
from sharehub.database.types import Moment
from sharehub.oversight.acts.queries import AS_DECIDED, ASKED, Conditions, between, not_apart

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

    from sharehub.database.transaction import Transaction
    from sharehub.oversight.scope import Scope


class Paced(NamedTuple):
    """A look of somebody who had looked so many times before; `back`: when the first of these was.

    `number` counts the person's looks from the beginning of the period on.
    """

    id: UUID
    at: datetime
    user: UUID
    unit: UUID
    number: int
    back: datetime


def _each_once(scope: Scope) -> Conditions:
    """Say which portions bring each look that an officer may know of once."""
    if scope.oversees:
        return [ASKED, AS_DECIDED, *not_apart(DecisionPortion, scope)]
    elsewhere = (DecisionPortion.side == "owner") & (DecisionPortion.asker_unit != scope.unit)
    own = DecisionPortion.unit_id == scope.unit
    return [
        own,
        or_(DecisionPortion.side == "asker", elsewhere),
        AS_DECIDED,
        *not_apart(DecisionPortion, scope),
    ]


def paced(
    tx: Transaction, scope: Scope, start: datetime, end: datetime, more_than: int, seconds: int
) -> list[Paced]:
    """Return the looks before which the same person had looked so often in so many seconds, oldest first.

    The seconds are whole ones, and one too many: whoever asks looks at the moments themselves.
    """
    portion = DecisionPortion
    where = [*_each_once(scope), *between(portion.at, start, end)]
    busy = _busy(tx, where, more_than)
    if not busy:
        return []
    of, in_order = portion.actor, (portion.at, portion.entry_id)
    each = (
        select(
            *(portion.entry_id, portion.at, portion.actor, _askers_unit(scope)),
            func.row_number().over(partition_by=of, order_by=in_order).label("number"),
            func.lag(portion.at, more_than, type_=Moment())
            .over(partition_by=of, order_by=in_order)
            .label("back"),
        )
        .where(*where, portion.actor.in_(busy))
        .subquery()
    )
    fast = select(each).where(_second(each.c.at) - _second(each.c.back) <= seconds + 1)
    return [Paced(*row) for row in tx.session.connection().execute(fast.order_by(each.c.at, each.c.entry_id))]


def _askers_unit(scope: Scope) -> InstrumentedAttribute[UUID]:
    """Return where it stands: an asker's own portion is its unit's, so that there the index alone answers."""
    return DecisionPortion.unit_id if scope.oversees else DecisionPortion.asker_unit


def _busy(tx: Transaction, where: Conditions, more_than: int) -> list[UUID]:
    """Return who may have looked so often within a day: half of it at least was on one and the same.

    So everybody else's looks need not be put in order, which takes far longer than counting them.
    """
    actor = DecisionPortion.actor
    by_day = select(actor).where(*where).group_by(actor, func.date(DecisionPortion.at))
    return [
        *tx.session.connection().execute(by_day.having(func.count() * 2 > more_than).distinct()).scalars()
    ]


def _second(at: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column of a subquery has no better type
    return cast(extract("epoch", at), BigInteger)


class Counted(NamedTuple):
    """How often a unit's people looked for a purpose; names are asked for without one."""

    unit: UUID
    purpose: str | None
    looks: int


def counted(tx: Transaction, scope: Scope, start: datetime, end: datetime) -> list[Counted]:
    """Count the looks between two moments that an officer may know of, by unit and purpose."""
    unit = _askers_unit(scope)
    found = (
        select(unit, DecisionPortion.purpose, func.count())
        .where(*_each_once(scope), *between(DecisionPortion.at, start, end))
        .group_by(unit, DecisionPortion.purpose)
    )
    return [Counted(*row) for row in tx.session.connection().execute(found)]

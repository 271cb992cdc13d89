"""Counting looks: of each person within so many minutes, and of units by purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, case, cast, extract, func, literal, or_, select

from sharehub.database.schema import DecisionPortion, Unit, User
from sharehub.database.several import IDS, among
from sharehub.database.types import Moment
from sharehub.oversight.acts.queries import AS_DECIDED, ASKED, Conditions, between, not_apart

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Select, SQLColumnExpression
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
    # To count, SQLite puts everybody's looks in order, where PostgreSQL needs but one pass.
    if scope.oversees and tx.connection.dialect.name == "sqlite":
        busy = _hurried(tx, start, end, more_than, seconds)
    else:
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
        .where(*where, among(portion.actor, "busy", IDS))
        .subquery()
    )
    fast = select(each).where(_second(each.c.at) - _second(each.c.back) <= seconds + 1)
    rows = tx.connection.execute(fast.order_by(each.c.at, each.c.entry_id), {"busy": busy})
    return [Paced(*row) for row in rows.all()]


def _askers_unit(scope: Scope) -> InstrumentedAttribute[UUID]:
    """Return where it stands: an asker's own portion is its unit's, so that there the index alone answers."""
    return DecisionPortion.unit_id if scope.oversees else DecisionPortion.asker_unit


def _busy(tx: Transaction, where: Conditions, more_than: int) -> list[UUID]:
    """Return who may have looked so often within a day: half of it at least was on one and the same.

    So everybody else's looks need not be put in order, which takes far longer than counting them.
    """
    actor = DecisionPortion.actor
    by_day = select(actor).where(*where).group_by(actor, func.date(DecisionPortion.at))
    return [*tx.connection.execute(by_day.having(func.count() * 2 > more_than).distinct()).scalars()]


def _visited() -> CTE:
    """Build the looks that are visited, each with the moment of the one that was visited before it."""
    look, begins, ends = DecisionPortion, bindparam("start", type_=Moment()), bindparam("end", type_=Moment())

    def moment(since: ColumnElement[datetime], actor: SQLColumnExpression[UUID]) -> Select[Any]:
        mine = select(look.at).where(ASKED, AS_DECIDED, look.actor == actor, look.at >= since, look.at < ends)
        return mine.order_by(look.at).limit(1)

    first = select(
        User.id.label("actor"),
        moment(begins, User.id).scalar_subquery().label("at"),
        literal(None, Moment()).label("back"),
    ).cte("visited", recursive=True)
    further = moment(first.c.at, first.c.actor).offset(bindparam("apart", type_=Integer))
    gets_on = or_(first.c.back.is_(None), first.c.at > first.c.back)
    return first.union_all(
        select(first.c.actor, further.scalar_subquery(), first.c.at).where(first.c.at.is_not(None), gets_on)
    )


_VISITED = _visited()


def _hurried(tx: Transaction, start: datetime, end: datetime, more_than: int, seconds: int) -> list[UUID]:
    """Return who may have looked so often in so many seconds, by a few of everybody's looks alone.

    Of each person's looks every so many-th is visited, half as many apart as are too many. Whoever looked too
    often in the time has two visited ones in a row within it: two fit in, wherever the first of them falls.
    Looks at one and the same moment are left all at once, from the first of them; so many of them that the
    visits do not get on are too many themselves.
    """
    apart = (more_than + 1) // 2
    given = {"start": start, "end": end, "apart": apart}
    visited = _VISITED
    hurried = (
        select(visited.c.actor)
        .where(visited.c.at.is_not(None), _second(visited.c.at) - _second(visited.c.back) <= seconds + 1)
        .distinct()
    )
    return [*tx.connection.execute(hurried, given).scalars()]


def _second(at: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column of a subquery has no better type
    return cast(extract("epoch", at), BigInteger)


class Counted(NamedTuple):
    """How often a unit's people looked for a purpose; names are asked for without one."""

    unit: UUID
    purpose: str | None
    looks: int


def counted(tx: Transaction, scope: Scope, start: datetime, end: datetime) -> list[Counted]:
    """Count the looks between two moments that an officer may know of, by unit and purpose."""
    if scope.oversees and not scope.apart:
        given = {"start": start, "end": end}
        found = tx.connection.execute(_BY_UNIT_AND_PURPOSE, given)
        return [Counted(*row) for row in found if row[-1]]
    unit = _askers_unit(scope)
    by_unit = (
        select(unit, DecisionPortion.purpose, func.count())
        .where(*_each_once(scope), *between(DecisionPortion.at, start, end))
        .group_by(unit, DecisionPortion.purpose)
    )
    return [Counted(*row) for row in tx.connection.execute(by_unit)]


def _by_unit_and_purpose() -> Select[Any]:
    """Build the count of each unit's looks for each purpose: range by range, so that nothing is sorted.

    A unit's purposes are found in their order, each by asking for the next one; none comes after the last,
    and under none stand the looks that have none.
    """
    look, begins, ends = DecisionPortion, bindparam("start", type_=Moment()), bindparam("end", type_=Moment())
    least = select(func.min(look.purpose)).where(ASKED, AS_DECIDED)
    of = select(
        Unit.id.label("unit"), least.where(look.unit_id == Unit.id).scalar_subquery().label("purpose")
    ).cte("looked_for", recursive=True)
    after = least.where(look.unit_id == of.c.unit, look.purpose > of.c.purpose)
    of = of.union_all(select(of.c.unit, after.scalar_subquery()).where(of.c.purpose.is_not(None)))
    looks = select(func.count()).where(
        ASKED, AS_DECIDED, look.unit_id == of.c.unit, look.at >= begins, look.at < ends
    )
    return select(
        of.c.unit,
        of.c.purpose,
        case(
            (of.c.purpose.is_(None), looks.where(look.purpose.is_(None)).scalar_subquery()),
            else_=looks.where(look.purpose == of.c.purpose).scalar_subquery(),
        ),
    )


_BY_UNIT_AND_PURPOSE = _by_unit_and_purpose()

"""The rows of narrowings and subscriptions, and of the units that work with a family."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, or_, select, update

from sharehub.database.schema import CaseSubscription, ChannelNarrowing, Membership, Unit, User
from sharehub.disclosure.inputs import AtWork

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


class Held(NamedTuple):
    """A narrowing as it stands: its last day, and when it was lifted."""

    end: date | None
    lifted_at: datetime | None


class Wants(NamedTuple):
    """Of what a unit wants to hear in a case."""

    unit: UUID
    kinds: frozenset[str]


def unit_names(tx: Transaction, units: Collection[UUID]) -> dict[UUID, str]:
    """Return what people call these units."""
    rows = tx.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(sorted(units))))
    return {row.id: row.name for row in rows}


def at_work(tx: Transaction, case: UUID) -> list[AtWork]:
    """Return which units work with the family today, in which roles, by the units' names."""
    one, today = Membership, tx.today
    rows = tx.session.execute(
        select(User.unit_id, Unit.name, one.role, one.user_id)
        .join(User, User.id == one.user_id)
        .join(Unit, Unit.id == User.unit_id)
        .where(one.case_id == case, one.start <= today, or_(one.end.is_(None), one.end >= today))
        .order_by(Unit.name, User.unit_id, one.role, one.user_id)
    )
    found: dict[tuple[UUID, str], AtWork] = {}
    for row in rows:
        at_work = AtWork(row.unit_id, row.name, row.role, row.user_id)
        found.setdefault((at_work.unit, at_work.role), at_work)
    return [*found.values()]


def colleagues(tx: Transaction, case: UUID) -> dict[tuple[UUID, str], list[tuple[UUID, str]]]:
    """Return who works with the family today, by unit and role: ids and names, in the order of names."""
    one, today = Membership, tx.today
    rows = tx.session.execute(
        select(User.unit_id, one.role, one.user_id, User.name)
        .join(User, User.id == one.user_id)
        .where(one.case_id == case, one.start <= today, or_(one.end.is_(None), one.end >= today))
        .order_by(User.name, one.user_id)
        .distinct()
    )
    found: dict[tuple[UUID, str], list[tuple[UUID, str]]] = {}
    for row in rows:
        found.setdefault((row.unit_id, row.role), []).append((row.user_id, row.name))
    return found


def add_narrowing(tx: Transaction, **values: object) -> None:
    """Insert what a unit keeps back from a channel of its own."""
    tx.session.execute(insert(ChannelNarrowing), values)


def narrowing(tx: Transaction, unit: UUID, narrowing: UUID) -> Held | None:
    """Return a unit's own narrowing, or None when it has none such."""
    one = ChannelNarrowing
    found = select(one.end, one.lifted_at).where(one.id == narrowing, one.from_unit_id == unit)
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Held(*row)


def lift(tx: Transaction, narrowing: UUID, by: UUID) -> None:
    """Write down that a narrowing is lifted."""
    tx.session.execute(
        update(ChannelNarrowing)
        .where(ChannelNarrowing.id == narrowing)
        .values(lifted_by=by, lifted_at=tx.now)
    )


_OF_NARROWINGS = (
    ChannelNarrowing.id,
    ChannelNarrowing.to_unit_id.label("unit"),
    ChannelNarrowing.purpose,
    ChannelNarrowing.categories,
    ChannelNarrowing.start,
    ChannelNarrowing.end,
    ChannelNarrowing.narrowed_by,
    ChannelNarrowing.narrowed_at,
    ChannelNarrowing.lifted_by,
    ChannelNarrowing.lifted_at,
)


def narrowings(tx: Transaction, unit: UUID, after: UUID, most: int | None) -> Sequence[RowMapping]:
    """Return what a unit keeps or kept back from its own channels, after an id and in the order of ids."""
    one = ChannelNarrowing
    found = select(*_OF_NARROWINGS).where(one.from_unit_id == unit, one.id > after)
    return tx.session.execute(found.order_by(one.id).limit(most)).mappings().all()


def add_subscription(tx: Transaction, **values: object) -> None:
    """Insert of what a unit wants to hear in a case."""
    tx.session.execute(insert(CaseSubscription), values)


def end_subscription(tx: Transaction, case: UUID, unit: UUID, by: UUID) -> bool:
    """End a unit's standing subscription to a case; say whether there was one."""
    one = CaseSubscription
    standing = (one.case_id == case) & (one.unit_id == unit) & one.until.is_(None)
    ended = update(one).where(standing).values(until=tx.now, ended_by=by)
    return tx.session.connection().execute(ended).rowcount > 0


def subscriptions(tx: Transaction, case: UUID, unit: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return a unit's subscriptions to a case, ended ones too, after an id and in the order of ids."""
    one = CaseSubscription
    columns = (one.id, one.kinds, one.since, one.until, one.subscribed_by, one.ended_by)
    found = select(*columns).where(one.case_id == case, one.unit_id == unit, one.id > after)
    return tx.session.execute(found.order_by(one.id).limit(most)).mappings().all()


def wants(tx: Transaction, case: UUID) -> list[Wants]:
    """Return of what units want to hear in a case, those that have said so."""
    one = CaseSubscription
    found = select(one.unit_id, one.kinds).where(one.case_id == case, one.until.is_(None))
    return [Wants(row.unit_id, frozenset(row.kinds)) for row in tx.session.execute(found)]

"""The rows of endpoints, of what goes to each and in which order, and of notices that wait to be laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sharehub.database.schema import Notice, NoticeDelivery, NoticeEndpoint, NoticeLane

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


class Endpoint(NamedTuple):
    """A unit's endpoint, as sending takes it."""

    id: UUID
    unit: UUID
    kind: str
    address: str
    generation: int
    overlap_until: datetime | None
    paused: bool
    removed_at: datetime | None


class Lane(NamedTuple):
    """What goes to one endpoint about one case: whose turn it is, since when, and whether anything waits."""

    id: UUID
    endpoint: UUID
    place: int
    turn: int
    turn_at: datetime
    waiting: bool


class Queued(NamedTuple):
    """A notice that waits to be delivered, and since when."""

    id: UUID
    notice: UUID
    created_at: datetime


_ENDPOINT = (
    *(NoticeEndpoint.id, NoticeEndpoint.unit_id, NoticeEndpoint.kind, NoticeEndpoint.address),
    *(NoticeEndpoint.generation, NoticeEndpoint.overlap_until),
    *(NoticeEndpoint.paused, NoticeEndpoint.removed_at),
)
_LANE = (
    *(NoticeLane.id, NoticeLane.endpoint_id, NoticeLane.place, NoticeLane.turn),
    *(NoticeLane.turn_at, NoticeLane.waiting),
)
_WAITS = NoticeDelivery.delivered_at.is_(None)


def add_endpoint(tx: Transaction, **values: object) -> None:
    """Insert an endpoint."""
    tx.session.execute(insert(NoticeEndpoint), values)


def change_endpoint(tx: Transaction, endpoint: UUID, **values: object) -> None:
    """Change an endpoint."""
    tx.session.execute(update(NoticeEndpoint).where(NoticeEndpoint.id == endpoint).values(**values))


def lock_endpoint(tx: Transaction, endpoint: UUID, unit: UUID) -> Endpoint | None:
    """Lock an endpoint of a unit that was not removed, or return None when it has none such."""
    found = select(*_ENDPOINT).where(
        NoticeEndpoint.id == endpoint, NoticeEndpoint.unit_id == unit, NoticeEndpoint.removed_at.is_(None)
    )
    row = tx.session.execute(found.with_for_update()).one_or_none()
    return None if row is None else Endpoint(*row)


def endpoint_of(tx: Transaction, lane: UUID) -> Endpoint | None:
    """Return the endpoint that a lane leads to, removed or not; None when there is no such lane."""
    found = select(*_ENDPOINT).join(NoticeLane, NoticeLane.endpoint_id == NoticeEndpoint.id)
    row = tx.session.execute(found.where(NoticeLane.id == lane)).one_or_none()
    return None if row is None else Endpoint(*row)


def endpoints(tx: Transaction, unit: UUID) -> list[Endpoint]:
    """Return the endpoints of a unit that were not removed."""
    found = select(*_ENDPOINT).where(NoticeEndpoint.unit_id == unit, NoticeEndpoint.removed_at.is_(None))
    return [Endpoint(*row) for row in tx.session.execute(found.order_by(NoticeEndpoint.id))]


_OLDEST = (
    select(func.min(NoticeDelivery.created_at))
    .join(NoticeLane, NoticeLane.id == NoticeDelivery.lane_id)
    .where(NoticeLane.endpoint_id == NoticeEndpoint.id, _WAITS)
    .correlate(NoticeEndpoint)
    .scalar_subquery()
)


def listed(tx: Transaction, unit: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return a unit's endpoints with how they stand, after an id and in the order of ids."""
    found = (
        select(
            NoticeEndpoint.id,
            NoticeEndpoint.kind,
            NoticeEndpoint.address,
            NoticeEndpoint.paused,
            NoticeEndpoint.overlap_until,
            _OLDEST.label("waiting_since"),
        )
        .where(NoticeEndpoint.unit_id == unit, NoticeEndpoint.removed_at.is_(None), NoticeEndpoint.id > after)
        .order_by(NoticeEndpoint.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def deliveries(tx: Transaction, endpoint: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what went or waits to go to an endpoint, after an id and in the order of ids."""
    found = (
        select(
            NoticeDelivery.id,
            NoticeDelivery.notice_id.label("notice"),
            NoticeDelivery.created_at,
            NoticeDelivery.delivered_at,
        )
        .join(NoticeLane, NoticeLane.id == NoticeDelivery.lane_id)
        .where(NoticeLane.endpoint_id == endpoint, NoticeDelivery.id > after)
        .order_by(NoticeDelivery.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def lock_to_lay_out(tx: Transaction, unit: UUID, case: UUID) -> list[UUID]:
    """Lock the notices of a unit in a case that are heard by now and not laid out, the earliest first."""
    found = (
        select(Notice.id)
        .where(
            Notice.unit_id == unit,
            Notice.case_id == case,
            Notice.laid_out_at.is_(None),
            Notice.at <= tx.now,
        )
        .order_by(Notice.at, Notice.id)
        .with_for_update()
    )
    return list(tx.session.scalars(found))


def laid_out(tx: Transaction, notices: Iterable[UUID]) -> None:
    """Write down that notices are laid out."""
    tx.session.execute(update(Notice).where(Notice.id.in_(sorted(notices))).values(laid_out_at=tx.now))


def lock_lane_to(tx: Transaction, new: UUID, endpoint: UUID, case: UUID) -> Lane:
    """Lock the lane to an endpoint about a case; where there is none, make one of this id."""
    connection = tx.session.connection()
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "id": new,
        "endpoint_id": endpoint,
        "case_id": case,
        "place": 0,
        "turn": 0,
        "turn_at": tx.now,
        "waiting": False,
    }
    connection.execute(dialect.insert(NoticeLane).on_conflict_do_nothing(), row)
    found = select(*_LANE).where(NoticeLane.endpoint_id == endpoint, NoticeLane.case_id == case)
    return Lane(*tx.session.execute(found.with_for_update()).one())


def lock_lane(tx: Transaction, lane: UUID) -> Lane | None:
    """Lock a lane, or return None when there is no such lane."""
    row = tx.session.execute(select(*_LANE).where(NoticeLane.id == lane).with_for_update()).one_or_none()
    return None if row is None else Lane(*row)


def lock_lanes_that_wait(tx: Transaction, endpoint: UUID) -> list[Lane]:
    """Lock the lanes of an endpoint in which something waits."""
    waits = select(NoticeDelivery.id).where(NoticeDelivery.lane_id == NoticeLane.id, _WAITS)
    found = select(*_LANE).where(NoticeLane.endpoint_id == endpoint, waits.exists())
    return [Lane(*row) for row in tx.session.execute(found.order_by(NoticeLane.id).with_for_update())]


def change_lane(tx: Transaction, lane: UUID, **values: object) -> None:
    """Write how a lane stands."""
    tx.session.execute(update(NoticeLane).where(NoticeLane.id == lane).values(**values))


def add_deliveries(tx: Transaction, rows: Sequence[dict[str, object]]) -> None:
    """Insert what is to be delivered."""
    tx.session.execute(insert(NoticeDelivery), list(rows))


def waiting(tx: Transaction, lane: UUID, most: int) -> list[Queued]:
    """Return what waits in a lane, in its order."""
    found = (
        select(NoticeDelivery.id, NoticeDelivery.notice_id, NoticeDelivery.created_at)
        .where(NoticeDelivery.lane_id == lane, _WAITS)
        .order_by(NoticeDelivery.place)
        .limit(most)
    )
    return [Queued(*row) for row in tx.session.execute(found)]


def delivered(tx: Transaction, found: Collection[UUID]) -> None:
    """Write down that these were delivered now."""
    tx.session.execute(
        update(NoticeDelivery).where(NoticeDelivery.id.in_(sorted(found))).values(delivered_at=tx.now)
    )


def drop(tx: Transaction, found: UUID) -> None:
    """Delete what is not to be delivered any more."""
    tx.session.execute(delete(NoticeDelivery).where(NoticeDelivery.id == found))


def again(tx: Transaction, endpoint: UUID, delivery: UUID) -> UUID | None:
    """Let what was delivered to an endpoint wait again; return its lane, None where there is none such."""
    lanes = select(NoticeLane.id).where(NoticeLane.endpoint_id == endpoint)
    return tx.session.scalar(
        update(NoticeDelivery)
        .where(
            NoticeDelivery.id == delivery,
            NoticeDelivery.lane_id.in_(lanes),
            NoticeDelivery.delivered_at.is_not(None),
        )
        .values(delivered_at=None)
        .returning(NoticeDelivery.lane_id)
    )


def forget_delivered(tx: Transaction, before: datetime) -> None:
    """Delete what was delivered before a moment, and what waits for endpoints that were removed."""
    gone = (
        select(NoticeLane.id)
        .join(NoticeEndpoint, NoticeEndpoint.id == NoticeLane.endpoint_id)
        .where(NoticeEndpoint.removed_at.is_not(None))
    )
    tx.session.execute(
        delete(NoticeDelivery).where(
            or_(NoticeDelivery.delivered_at < before, NoticeDelivery.lane_id.in_(gone))
        )
    )

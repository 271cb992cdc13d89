"""The rows of the outbox and of schedules: put, leased, taken up, done, given up.

A lease that ends later than any lease could was given while a clock was wrong: it counts as over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, Uuid, and_, bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sharehub.database.schema import OutboxTask, Schedule
from sharehub.database.types import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sharehub.database.transaction import Transaction


class Taken(NamedTuple):
    """A task that somebody is about to try, its row locked."""

    kind: str
    ids: list[str | int]
    handed_out: int
    attempts: int


class Waiting(NamedTuple):
    """How the outbox stands: since when the oldest is due, how many wait, and how many were given up."""

    oldest: datetime | None
    waiting: int
    dead: int


class Listed(NamedTuple):
    """A task that is not done, as a person is shown it; of what it is about, nothing."""

    id: UUID
    kind: str
    created_at: datetime
    due_at: datetime
    attempts: int
    dead_at: datetime | None
    last_error: str | None


class Terms(NamedTuple):
    """What one leases by: what kinds of work it knows, and when a lease can end at the latest."""

    kinds: list[str]
    latest: datetime


_OPEN = and_(OutboxTask.done_at.is_(None), OutboxTask.dead_at.is_(None))
_UNDONE = OutboxTask.done_at.is_(None)
_ID = bindparam("task", type_=Uuid())
_NOW = bindparam("now", type_=Moment())
_LATEST = bindparam("latest", type_=Moment())
_FREE = or_(
    OutboxTask.leased_until.is_(None), OutboxTask.leased_until <= _NOW, OutboxTask.leased_until > _LATEST
)
_DUE = and_(_OPEN, OutboxTask.due_at <= _NOW, _FREE, OutboxTask.kind.in_(bindparam("kinds", expanding=True)))
_NEXT = (
    select(OutboxTask.id)
    .where(_DUE)
    .order_by(OutboxTask.due_at)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(OutboxTask)
    # Apart, or PostgreSQL might look for rows anew as it locks them, and lease more than were asked for.
    .where(OutboxTask.id.in_(select(_NEXT.cte("next").c.id)))
    .values(
        leased_by=bindparam("by", type_=Uuid()),
        leased_until=bindparam("until", type_=Moment()),
        begun_at=None,
        handed_out=OutboxTask.handed_out + 1,
    )
    .returning(OutboxTask.id, OutboxTask.kind, OutboxTask.due_at)
)
_ADD = insert(OutboxTask)
"""Built once: acts wait for it."""
_ANY_DUE = select(OutboxTask.id).where(_DUE).limit(1)
_OUT = select(func.count()).where(_OPEN, OutboxTask.leased_until > _NOW, OutboxTask.leased_by.is_not(None))
_TAKE = (
    select(OutboxTask.kind, OutboxTask.ids, OutboxTask.handed_out, OutboxTask.attempts)
    .where(OutboxTask.id == _ID, _OPEN, OutboxTask.leased_by.is_not(None), OutboxTask.begun_at.is_(None))
    .with_for_update(skip_locked=True)
)
_TAKE_BEGUN = (
    select(OutboxTask.id)
    .where(OutboxTask.id == _ID, _OPEN, OutboxTask.leased_by == bindparam("by", type_=Uuid()))
    .with_for_update()
)
_DONE = (
    update(OutboxTask)
    .where(OutboxTask.id == _ID)
    .values(done_at=_NOW, leased_by=None, leased_until=None, last_error=None)
)
_STANDING_ON_POSTGRES = select(
    func.sharehub_work_waiting(_NOW).table_valued("oldest", "waiting", "dead").render_derived()
)
_STANDING = select(
    func.min(case((and_(OutboxTask.dead_at.is_(None), OutboxTask.due_at <= _NOW), OutboxTask.due_at))),
    func.count(case((OutboxTask.dead_at.is_(None), 1))),
    func.count(OutboxTask.dead_at),
).where(_UNDONE)


def add(tx: Transaction, row: Mapping[str, object]) -> bool:
    """Insert a task; False where the same waits already."""
    connection = tx.connection
    if row["once"] is None:
        connection.execute(_ADD, row)
        return True
    # Without saying which conflict: the application may not look at the rows that it would conflict with.
    statement = _insert(tx, OutboxTask).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(statement, row).rowcount == 1


def any_due(tx: Transaction, terms: Terms) -> bool:
    """Say whether anything waits to be leased."""
    return tx.connection.execute(_ANY_DUE, {"now": tx.now, **terms._asdict()}).first() is not None


def out(tx: Transaction) -> int:
    """Count what is leased to somebody and not done."""
    return tx.connection.execute(_OUT, {"now": tx.now}).scalar_one()


def lease(tx: Transaction, by: UUID, until: datetime, terms: Terms, most: int) -> list[tuple[UUID, str]]:
    """Lease what is due, the longest due first, to one; what another is leasing is passed over."""
    given = {"now": tx.now, "by": by, "until": until, "most": most, **terms._asdict()}
    leased = sorted(tx.connection.execute(_LEASE, given), key=lambda row: row.due_at)
    return [(row.id, row.kind) for row in leased]


def give_back(tx: Transaction, tasks: list[UUID], by: UUID) -> None:
    """End leases of tasks that could not be handed over; they count as never having been handed out."""
    tx.session.execute(
        update(OutboxTask)
        .where(OutboxTask.id.in_(tasks), OutboxTask.leased_by == by, OutboxTask.begun_at.is_(None), _OPEN)
        .values(leased_by=None, leased_until=None, handed_out=OutboxTask.handed_out - 1)
    )


def take(tx: Transaction, task: UUID) -> Taken | None:
    """Lock a task that was leased and that nobody has begun, or return None: it is not to be done here."""
    row = tx.connection.execute(_TAKE, {"task": task}).one_or_none()
    return None if row is None else Taken(*row)


def begin(tx: Transaction, task: UUID, by: UUID, until: datetime) -> None:
    """Put down that a try begins, before it does: one that takes its process with it counts, too."""
    tx.session.execute(
        update(OutboxTask)
        .where(OutboxTask.id == task)
        .values(begun_at=tx.now, leased_by=by, leased_until=until, attempts=OutboxTask.attempts + 1)
    )


def still_ours(tx: Transaction, task: UUID, by: UUID) -> bool:
    """Lock a task that we began; False when it is done, or was taken from us since."""
    return tx.connection.execute(_TAKE_BEGUN, {"task": task, "by": by}).first() is not None


def done(tx: Transaction, task: UUID) -> None:
    """Put down that a task is done, in the transaction of its effect."""
    tx.connection.execute(_DONE, {"task": task, "now": tx.now})


def attempts(tx: Transaction, task: UUID) -> int | None:
    """Lock a task that failed, and return how many tries of it began; None when it is done or given up."""
    found = select(OutboxTask.attempts).where(OutboxTask.id == task, _OPEN).with_for_update()
    return tx.session.scalar(found)


def failed(tx: Transaction, task: UUID, error: str, attempts: int, until: datetime | None) -> None:
    """Put down that a try failed; the next is at `until`, and None gives the task up."""
    tx.session.execute(
        update(OutboxTask)
        .where(OutboxTask.id == task)
        .values(
            attempts=attempts,
            last_error=error,
            leased_by=None,
            leased_until=until,
            begun_at=None,
            dead_at=tx.now if until is None else None,
        )
    )


def standing(tx: Transaction) -> Waiting:
    """Return how the outbox stands."""
    # There, the application sees none of the rows; of all it may know how many, and how old.
    on_postgres = tx.connection.dialect.name == "postgresql"
    found = tx.connection.execute(_STANDING_ON_POSTGRES if on_postgres else _STANDING, {"now": tx.now})
    return Waiting(*found.one())


def undone(tx: Transaction, most: int, *, dead: bool) -> list[Listed]:
    """Return what is not done, the longest due first: what was given up, or what still waits."""
    columns = [getattr(OutboxTask, name) for name in Listed._fields]
    wanted = OutboxTask.dead_at.is_not(None) if dead else OutboxTask.dead_at.is_(None)
    rows = tx.session.execute(
        select(*columns).where(_UNDONE, wanted).order_by(OutboxTask.due_at, OutboxTask.id).limit(most)
    )
    return [Listed(*row) for row in rows]


def revive(tx: Transaction, task: UUID) -> str | None:
    """Let a task that was given up be tried as if it were new; return its kind, None where there is none."""
    return tx.session.scalar(
        update(OutboxTask)
        .where(OutboxTask.id == task, _UNDONE, OutboxTask.dead_at.is_not(None))
        .values(dead_at=None, leased_until=None, attempts=0, handed_out=0)
        .returning(OutboxTask.kind)
    )


def put_right(tx: Transaction) -> None:
    """Let work be due now that was put to be done at once, by a clock that was ahead."""
    tx.session.execute(
        update(OutboxTask)
        .where(_OPEN, OutboxTask.created_at > tx.now, OutboxTask.due_at == OutboxTask.created_at)
        .values(created_at=tx.now, due_at=tx.now)
    )


def forget_done(tx: Transaction, before: datetime) -> None:
    """Delete what was done before a moment."""
    tx.session.execute(delete(OutboxTask).where(OutboxTask.done_at < before))


def schedule(tx: Transaction, kind: str, every: int) -> None:
    """Let something be put again and again, from now on; what is scheduled already keeps its next time."""
    row = {"kind": kind, "every": every, "next_at": tx.now}
    connection = tx.session.connection()
    connection.execute(_insert(tx, Schedule).on_conflict_do_nothing(), row)
    other = and_(Schedule.kind == kind, Schedule.every != every)
    tx.session.execute(update(Schedule).where(other).values(every=every))


def scheduled(tx: Transaction) -> dict[str, int]:
    """Return every how many seconds each kind is put."""
    return {row.kind: row.every for row in tx.session.execute(select(Schedule.kind, Schedule.every))}


def next_times(tx: Transaction) -> dict[str, datetime]:
    """Return when each kind is put next; nothing is locked."""
    rows = tx.session.execute(select(Schedule.kind, Schedule.next_at))
    return {row.kind: row.next_at for row in rows}


def lock_schedule(tx: Transaction, kind: str) -> datetime | None:
    """Lock a schedule and return its next time; None while another has it, or when there is none."""
    found = select(Schedule.next_at).where(Schedule.kind == kind).with_for_update(skip_locked=True)
    return tx.session.scalar(found)


def schedule_next(tx: Transaction, kind: str, at: datetime) -> None:
    """Put down when something is put next."""
    tx.session.execute(update(Schedule).where(Schedule.kind == kind).values(next_at=at))


def _insert(tx: Transaction, table: type[OutboxTask | Schedule]) -> Any:  # noqa: ANN401 - one of two dialects' own
    dialect = postgresql if tx.session.connection().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)

"""The rows of recalls, of copies that are out of date, and of the looks by which people came to have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    and_,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from consent.people import Part
from consent.record import YES, Kind
from sharehub.cases.queries import KEPT_FROM, WORKED_ON
from sharehub.database.order import beyond
from sharehub.database.schema import (
    ConsentEvent,
    Person,
    Recall,
    RecalledCopy,
    RecallReach,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping

    from sharehub.database.transaction import Transaction
    from sharehub.identity.actor import Actor
    from sharehub.recalls.past.queries import Place


class Begun(NamedTuple):
    """A recall under way."""

    id: UUID
    case: UUID
    cause: str
    fact: UUID | None
    version: int | None
    consent: UUID | None
    person: UUID | None
    at: datetime
    before_at: datetime | None
    before_id: UUID | None


class Copy(NamedTuple):
    """A copy that is out of date, as far as acting upon it needs it."""

    id: UUID
    case: UUID
    unit: UUID
    copied_at: datetime
    told_at: datetime
    due_at: datetime
    revision: int
    stage: int
    acknowledged_at: datetime | None


def _insert(tx: Transaction, table: type[Any]) -> Any:  # noqa: ANN401 - one of two dialects' own
    dialect = postgresql if tx.session.connection().dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def add_recall(tx: Transaction, **values: object) -> bool:
    """Insert a recall; False where the same expiry was found before."""
    return bool(tx.session.connection().execute(_insert(tx, Recall), values).rowcount == 1)


def take_recall(tx: Transaction, recall: UUID) -> Begun | None:
    """Lock a recall that is under way; None when it has ended."""
    held = Recall
    found = (
        select(
            *(held.id, held.case_id, held.cause, held.fact_id, held.version, held.consent_id, held.person_id),
            *(held.at, held.before_at, held.before_id),
        )
        .where(held.id == recall, held.ended_at.is_(None))
        .with_for_update()
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Begun._make(row)


def went_through(tx: Transaction, recall: UUID, before: Place | None) -> None:
    """Write down how far back looks were gone through; None is all of them."""
    values: dict[str, object] = (
        {"ended_at": tx.now} if before is None else {"before_at": before.at, "before_id": before.id}
    )
    tx.session.execute(update(Recall).where(Recall.id == recall).values(**values))


def expired(tx: Transaction, most: int) -> list[RowMapping]:
    """Return consents whose last day is over, and of which that was not found before."""
    event = ConsentEvent
    found = (
        select(event.id, event.case_id.label("case"))
        .where(
            event.expires < tx.today,
            event.status.in_(sorted(YES)),
            event.kind == Kind.CONSENT.value,
            ~exists().where(Recall.consent_id == event.id, Recall.cause == "expiry"),
        )
        .order_by(event.expires, event.id)
        .limit(most)
    )
    return [*tx.session.execute(found).mappings()]


def of_age(tx: Transaction, most: int) -> list[RowMapping]:
    """Return children who are twelve by now, for whom others had said yes, and of whom that was not found."""
    yes = exists().where(
        ConsentEvent.subject_id == Person.id,
        ConsentEvent.given_by_id != Person.id,
        ConsentEvent.status.in_(sorted(YES)),
        ConsentEvent.day < Person.twelfth_birthday,
    )
    found = (
        select(Person.id, Person.case_id.label("case"))
        .where(
            Person.part == Part.CHILD.value,
            Person.twelfth_birthday <= tx.today,
            yes,
            ~exists().where(Recall.person_id == Person.id, Recall.cause == "expiry"),
        )
        .order_by(Person.id)
        .limit(most)
    )
    return [*tx.session.execute(found).mappings()]


_COPY = (
    *(RecalledCopy.id, RecalledCopy.case_id, RecalledCopy.unit_id, RecalledCopy.copied_at),
    *(RecalledCopy.told_at, RecalledCopy.due_at, RecalledCopy.revision, RecalledCopy.stage),
    RecalledCopy.acknowledged_at,
)


def reached_before(tx: Transaction, recall: UUID, key: Mapping[str, Any]) -> Copy | None:
    """Return the copy under which a recall has reached somebody already."""
    found = (
        select(*_COPY)
        .join(RecallReach, RecallReach.copy_id == RecalledCopy.id)
        .where(RecallReach.recall_id == recall, *_is(key))
        .limit(1)
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Copy(*row)


def open_copy(tx: Transaction, key: Mapping[str, Any]) -> Copy | None:
    """Lock somebody's copy that is out of date and that nobody has acknowledged."""
    found = select(*_COPY).where(RecalledCopy.acknowledged_at.is_(None), *_is(key)).with_for_update()
    row = tx.session.execute(found).one_or_none()
    return None if row is None else Copy(*row)


def _is(key: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [RecalledCopy.__table__.c[name] == value for name, value in key.items()]


def add_copy(tx: Transaction, **values: object) -> bool:
    """Insert a copy that is out of date; False where one is open already."""
    return bool(tx.session.connection().execute(_insert(tx, RecalledCopy), values).rowcount == 1)


def change_copy(tx: Transaction, copy: UUID, **values: object) -> None:
    """Write down what became of a copy."""
    tx.session.execute(update(RecalledCopy).where(RecalledCopy.id == copy).values(**values))


def add_reaches(tx: Transaction, rows: Sequence[dict[str, object]]) -> None:
    """Insert for which facts a recall reached copies; what is there already stays."""
    if rows:
        tx.session.connection().execute(_insert(tx, RecallReach), rows)


def take_copy(tx: Transaction, copy: UUID) -> Copy | None:
    """Lock a copy; None when there is none such."""
    row = tx.session.execute(select(*_COPY).where(RecalledCopy.id == copy).with_for_update()).one_or_none()
    return None if row is None else Copy(*row)


def owners_of(tx: Transaction, copy: UUID) -> list[UUID]:
    """Return the units for whose facts a copy was recalled."""
    found = select(RecallReach.owner_unit_id).where(RecallReach.copy_id == copy).distinct()
    return [*tx.session.scalars(found)]


def theirs(actor: Actor) -> ColumnElement[bool]:
    """Say which copies are somebody's to know of; with what `given` gives.

    Their own in this role; those of colleagues of the same unit and role, where they work on the case. What a
    colleague had by a broken glass is that colleague's alone.
    """
    colleague = and_(~RecalledCopy.by_glass, RecalledCopy.case_id.in_(WORKED_ON))
    return and_(
        RecalledCopy.unit_id == actor.unit,
        RecalledCopy.role == actor.role,
        or_(RecalledCopy.user_id == actor.user, colleague),
        RecalledCopy.case_id.not_in(KEPT_FROM),
    )


def overdue(actor: Actor) -> ColumnElement[bool]:
    """Say which copies are an officer's to see to: of their unit, once overdue; with what `given` gives."""
    return and_(
        RecalledCopy.unit_id == actor.unit, RecalledCopy.stage > 0, RecalledCopy.case_id.not_in(KEPT_FROM)
    )


def given(tx: Transaction, actor: Actor) -> dict[str, object]:
    """Return what the conditions above ask for."""
    return {"user": actor.user, "role": actor.role, "day": tx.today}


def copies(
    tx: Transaction, actor: Actor, whose: ColumnElement[bool], after: UUID, most: int
) -> Sequence[RowMapping]:
    """Return the copies that are out of date, those told of last first."""
    held = RecalledCopy
    found = (
        select(
            *(held.id, held.case_id.label("case"), held.copied_at, held.told_at, held.due_at),
            *(held.revision, held.acknowledged_at),
        )
        .where(whose, beyond(held.told_at, held.id, after, down=True))
        .order_by(held.told_at.desc(), held.id)
        .limit(most)
    )
    return tx.session.connection().execute(found, given(tx, actor)).mappings().all()


def copy_of(tx: Transaction, actor: Actor, whose: ColumnElement[bool], copy: UUID) -> Copy | None:
    """Return a copy that is somebody's to acknowledge; None: there is none such."""
    found = select(*_COPY).where(RecalledCopy.id == copy, whose)
    row = tx.session.connection().execute(found, given(tx, actor)).one_or_none()
    return None if row is None else Copy(*row)


def acknowledge(tx: Transaction, copy: UUID, by: UUID, revision: int) -> bool:
    """Write down who said that a copy is gone; False where somebody was first, or it was told of anew."""
    held = RecalledCopy
    done = tx.session.execute(
        update(held)
        .where(held.id == copy, held.acknowledged_at.is_(None), held.revision == revision)
        .values(acknowledged_at=tx.now, acknowledged_by=by)
        .execution_options(preserve_rowcount=True)
    )
    return bool(getattr(done, "rowcount", 0) == 1)


def told_of(tx: Transaction, fact: UUID, ids: Iterable[UUID]) -> list[RowMapping]:
    """Return whom of these people recalls of a fact have reached, and who has acknowledged it."""
    held = RecalledCopy
    found = (
        select(
            *(held.unit_id.label("unit"), held.user_id.label("user"), held.role, held.told_at),
            *(held.copied_at, held.due_at, held.acknowledged_at),
        )
        .join(RecallReach, RecallReach.copy_id == held.id)
        .where(RecallReach.fact_id == fact, held.user_id.in_(sorted(set(ids))))
        .distinct()
        .order_by(held.told_at)
    )
    return [*tx.session.execute(found).mappings()]

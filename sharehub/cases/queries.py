"""The rows of cases, people, memberships, exclusions, conflict checks and gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select, update

from sharehub.database.schema import (
    Case,
    ConflictCheck,
    Exclusion,
    Gate,
    Membership,
    Person,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.database.transaction import Transaction


class Days(NamedTuple):
    """From a day to a day, both included; no end: it lasts."""

    start: date
    end: date | None


class Opening(NamedTuple):
    """Which gate was opened, from when to when."""

    gate: str
    days: Days


class OpenCheck(NamedTuple):
    """Whom an undecided conflict check is about, and since when."""

    user: UUID
    raised: date


def add_case(tx: Transaction, **values: object) -> None:
    """Insert a case."""
    tx.session.execute(insert(Case), values)


def lock_case(tx: Transaction, case: UUID) -> bool:
    """Lock a case's row until the transaction ends; False when there is no such case, or it was shredded."""
    row = tx.session.execute(
        select(Case.id).where(Case.id == case, Case.shredded_at.is_(None)).with_for_update()
    ).one_or_none()
    return row is not None


def works_on(tx: Transaction, case: UUID, user: UUID, role: str, day: date) -> bool:
    """Say whether somebody works with the family in this role on this day, and nothing stands in the way."""
    member = tx.session.scalar(
        select(Membership.id)
        .where(Membership.case_id == case, Membership.user_id == user, Membership.role == role)
        .where(Membership.start <= day, (Membership.end.is_(None)) | (Membership.end >= day))
        .limit(1)
    )
    return member is not None and not conflicted(tx, case, user, day)


def conflicted(tx: Transaction, case: UUID, user: UUID, day: date) -> bool:
    """Say whether an exclusion or conflict check keeps somebody from the case on this day."""
    excluded = tx.session.scalar(
        select(Exclusion.id)
        .where(Exclusion.case_id == case, Exclusion.user_id == user)
        .where(Exclusion.start <= day, (Exclusion.end.is_(None)) | (Exclusion.end >= day))
        .limit(1)
    )
    blocked = tx.session.scalar(
        select(ConflictCheck.id)
        .where(ConflictCheck.case_id == case, ConflictCheck.user_id == user)
        .where(
            ((ConflictCheck.decided <= day) & (ConflictCheck.result == "excluded"))
            | ((ConflictCheck.raised <= day) & ConflictCheck.decided.is_(None))
            | ((ConflictCheck.raised <= day) & (ConflictCheck.decided > day))
        )
        .limit(1)
    )
    return excluded is not None or blocked is not None


def add_person(tx: Transaction, **values: object) -> None:
    """Insert a person."""
    tx.session.execute(insert(Person), values)


def parts(tx: Transaction, case: UUID) -> dict[UUID, str]:
    """Return the part of everybody in the case."""
    rows = tx.session.execute(select(Person.id, Person.part).where(Person.case_id == case))
    return {row.id: row.part for row in rows}


def name_tokens(tx: Transaction, case: UUID) -> frozenset[str]:
    """Return the keyed tokens of all the words of all the names in the case."""
    rows = tx.session.scalars(select(Person.name_tokens).where(Person.case_id == case))
    return frozenset(token for tokens in rows for token in tokens)


def set_part(tx: Transaction, person: UUID, part: str) -> None:
    """Give a person another part."""
    tx.session.execute(update(Person).where(Person.id == person).values(part=part))


def add_membership(tx: Transaction, **values: object) -> None:
    """Insert a membership."""
    tx.session.execute(insert(Membership), values)


def membership_days(tx: Transaction, case: UUID, membership: UUID) -> Days | None:
    """Return from when to when a membership runs, or None when the case has no such membership."""
    row = tx.session.execute(
        select(Membership.start, Membership.end).where(
            Membership.id == membership, Membership.case_id == case
        )
    ).one_or_none()
    return None if row is None else Days(row.start, row.end)


def end_membership(tx: Transaction, membership: UUID, end: date) -> None:
    """Write down the last day of a membership."""
    tx.session.execute(update(Membership).where(Membership.id == membership).values(end=end))


def add_exclusion(tx: Transaction, **values: object) -> None:
    """Insert an exclusion."""
    tx.session.execute(insert(Exclusion), values)


def add_conflict_check(tx: Transaction, **values: object) -> None:
    """Insert a conflict check."""
    tx.session.execute(insert(ConflictCheck), values)


def open_check(tx: Transaction, case: UUID, check: UUID) -> OpenCheck | None:
    """Return an undecided conflict check, or None when there is none such."""
    row = tx.session.execute(
        select(ConflictCheck.user_id, ConflictCheck.raised).where(
            ConflictCheck.id == check, ConflictCheck.case_id == case, ConflictCheck.decided.is_(None)
        )
    ).one_or_none()
    return None if row is None else OpenCheck(row.user_id, row.raised)


def decide_check(tx: Transaction, check: UUID, by: UUID, on: date, result: str) -> None:
    """Write down how a conflict check was decided."""
    tx.session.execute(
        update(ConflictCheck)
        .where(ConflictCheck.id == check)
        .values(decided=on, decided_by=by, result=result)
    )


def add_gate(tx: Transaction, **values: object) -> None:
    """Insert a gate."""
    tx.session.execute(insert(Gate), values)


def opening(tx: Transaction, case: UUID, identity: UUID) -> Opening | None:
    """Return an opening of a gate, or None when the case has no such opening."""
    row = tx.session.execute(
        select(Gate.gate, Gate.start, Gate.end).where(Gate.id == identity, Gate.case_id == case)
    ).one_or_none()
    return None if row is None else Opening(row.gate, Days(row.start, row.end))


def close_gate(tx: Transaction, identity: UUID, end: date) -> None:
    """Write down the last day of an opening."""
    tx.session.execute(update(Gate).where(Gate.id == identity).values(end=end))

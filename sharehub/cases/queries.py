"""The rows of cases, people, memberships, exclusions, conflict checks and gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Date, Integer, Uuid, bindparam, insert, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from consent.people import UNDETERMINED, Part
from sharehub.database.schema import (
    Case,
    CaseUnit,
    ConflictCheck,
    Exclusion,
    Gate,
    Membership,
    Person,
    Unit,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Executable, RowMapping

    from sharehub.database.transaction import Transaction


class Days(NamedTuple):
    """From a day to a day, both included; no end: it lasts."""

    start: date
    end: date | None


class Tokens(NamedTuple):
    """A person's part, and the keyed tokens of the words of the name."""

    part: str
    words: frozenset[str]


class Opening(NamedTuple):
    """Which gate was opened, from when to when."""

    gate: str
    days: Days


class OpenCheck(NamedTuple):
    """Whom an undecided conflict check is about, and since when."""

    user: UUID
    raised: date


_CASE = bindparam("case", type_=Uuid())
_USER = bindparam("user", type_=Uuid())
_DAY = bindparam("day", type_=Date())
# Every act upon a case asks these: they are built once, since building one takes longer than executing it.
_LOCKED = select(Case.id).where(Case.id == _CASE, Case.shredded_at.is_(None)).with_for_update()
_IS_MEMBER = (
    (Membership.user_id == _USER)
    & (Membership.role == bindparam("role"))
    & (Membership.start <= _DAY)
    & (Membership.end.is_(None) | (Membership.end >= _DAY))
)
_IS_EXCLUDED = (
    (Exclusion.user_id == _USER)
    & (Exclusion.start <= _DAY)
    & (Exclusion.end.is_(None) | (Exclusion.end >= _DAY))
)
_IS_BLOCKED = (ConflictCheck.user_id == _USER) & (
    ((ConflictCheck.decided <= _DAY) & (ConflictCheck.result == "excluded"))
    | ((ConflictCheck.raised <= _DAY) & ConflictCheck.decided.is_(None))
    | ((ConflictCheck.raised <= _DAY) & (ConflictCheck.decided > _DAY))
)
WORKED_ON = select(Membership.case_id).where(_IS_MEMBER)
"""The cases of which a user is a member, in a role and on a day."""
KEPT_FROM = union_all(
    select(Exclusion.case_id).where(_IS_EXCLUDED), select(ConflictCheck.case_id).where(_IS_BLOCKED)
)
"""The cases from which an exclusion or conflict check keeps a user on a day."""
UNDETERMINED_CASES = select(Person.case_id).where(Person.part.in_(sorted(UNDETERMINED)))
"""The cases of which it is open whose pattern of control they are about."""
_MEMBER = select(Membership.id).where(Membership.case_id == _CASE, _IS_MEMBER).limit(1)
_EXCLUDED = select(Exclusion.id).where(Exclusion.case_id == _CASE, _IS_EXCLUDED).limit(1)
_BLOCKED = select(ConflictCheck.id).where(ConflictCheck.case_id == _CASE, _IS_BLOCKED).limit(1)
_WORKED_ON = (
    select(Case.id)
    .where(
        Case.id > bindparam("after", type_=Uuid()),
        Case.shredded_at.is_(None),
        Case.id.in_(WORKED_ON),
        Case.id.not_in(KEPT_FROM),
    )
    .order_by(Case.id)
    .limit(bindparam("most", type_=Integer()))
)
OVERSEES = select(Unit.id).where(Unit.id == bindparam("unit", type_=Uuid()), Unit.oversight)
"""A unit, where the hub's independent officers are of it."""
_TAKES_PART = select(CaseUnit.unit_id).where(
    CaseUnit.case_id == _CASE, CaseUnit.unit_id == bindparam("unit", type_=Uuid())
)
_PARTS = select(Person.id, Person.part).where(Person.case_id == _CASE)
_NAME_TOKENS = select(Person.name_tokens).where(Person.case_id == _CASE)


def _found(tx: Transaction, statement: Executable, **given: object) -> bool:
    return tx.session.connection().execute(statement, given).first() is not None


def add_case(tx: Transaction, **values: object) -> None:
    """Insert a case."""
    tx.session.execute(insert(Case), values)


def takes_part(tx: Transaction, case: UUID, unit: UUID) -> bool:
    """Say whether a unit takes part in a case: it opened it, somebody of it was allocated, or it oversees."""
    return _found(tx, _TAKES_PART, case=case, unit=unit) or oversees(tx, unit)


def taking_part(tx: Transaction, case: UUID) -> list[UUID]:
    """Return the units that take part in a case, beside those that oversee the hub."""
    return list(tx.session.scalars(select(CaseUnit.unit_id).where(CaseUnit.case_id == case)))


def oversees(tx: Transaction, unit: UUID) -> bool:
    """Say whether the hub's independent officers are of a unit."""
    return _found(tx, OVERSEES, unit=unit)


def overseeing(tx: Transaction) -> list[UUID]:
    """Return the units of the hub's independent officers."""
    return list(tx.session.scalars(select(Unit.id).where(Unit.oversight).order_by(Unit.id)))


def let_take_part(tx: Transaction, case: UUID, unit: UUID) -> None:
    """Write down that a unit takes part in a case from now on; it may have before, which not all can see."""
    connection = tx.session.connection()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(CaseUnit).on_conflict_do_nothing()
    connection.execute(statement, {"case_id": case, "unit_id": unit})


def lock_case(tx: Transaction, case: UUID) -> bool:
    """Lock a case's row until the transaction ends; False when there is no such case, or it was shredded."""
    return _found(tx, _LOCKED, case=case)


def works_on(tx: Transaction, case: UUID, user: UUID, role: str, day: date) -> bool:
    """Say whether somebody works with the family in this role on this day, and nothing stands in the way."""
    member = _found(tx, _MEMBER, case=case, user=user, role=role, day=day)
    return member and not conflicted(tx, case, user, day)


def conflicted(tx: Transaction, case: UUID, user: UUID, day: date) -> bool:
    """Say whether an exclusion or conflict check keeps somebody from the case on this day."""
    excluded = _found(tx, _EXCLUDED, case=case, user=user, day=day)
    return excluded or _found(tx, _BLOCKED, case=case, user=user, day=day)


def add_person(tx: Transaction, **values: object) -> None:
    """Insert a person."""
    tx.session.execute(insert(Person), values)


def parts(tx: Transaction, case: UUID) -> dict[UUID, str]:
    """Return the part of everybody in the case."""
    rows = tx.session.connection().execute(_PARTS, {"case": case})
    return {row.id: row.part for row in rows}


def known_people(tx: Transaction, case: UUID, unit: UUID) -> frozenset[UUID]:
    """Return whom of the case a unit knows of: the family, and others whom it wrote down itself."""
    known = (Person.part != Part.THIRD_PARTY) | (Person.owner_unit_id == unit)
    return frozenset(tx.session.scalars(select(Person.id).where(Person.case_id == case, known)))


def name_tokens(tx: Transaction, case: UUID) -> frozenset[str]:
    """Return the keyed tokens of all the words of all the names in the case."""
    rows = tx.session.connection().execute(_NAME_TOKENS, {"case": case}).scalars()
    return frozenset(token for tokens in rows for token in tokens)


def tokens_by_person(tx: Transaction, case: UUID) -> list[Tokens]:
    """Return of everybody in the case the part and the keyed tokens of the name, in no order."""
    rows = tx.session.execute(select(Person.part, Person.name_tokens).where(Person.case_id == case))
    return [Tokens(part, frozenset(tokens)) for part, tokens in rows]


def set_part(tx: Transaction, person: UUID, part: str) -> None:
    """Give a person another part."""
    tx.session.execute(update(Person).where(Person.id == person).values(part=part))


def add_membership(tx: Transaction, **values: object) -> None:
    """Insert a membership."""
    tx.session.execute(insert(Membership), values)


def _of_unit(unit: UUID) -> ColumnElement[bool]:
    """Say which memberships a unit knows of: those of its own people, and those that it allocated."""
    own = select(User.id).where(User.unit_id == unit)
    return Membership.user_id.in_(own) | Membership.allocated_by.in_(own)


def membership_days(tx: Transaction, case: UUID, membership: UUID, unit: UUID | None) -> Days | None:
    """Return from when to when a membership runs that a unit knows of, or any; None when there is none."""
    found = select(Membership.start, Membership.end).where(
        Membership.id == membership, Membership.case_id == case
    )
    row = tx.session.execute(found if unit is None else found.where(_of_unit(unit))).one_or_none()
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


def open_check(tx: Transaction, case: UUID, unit: UUID | None, check: UUID) -> OpenCheck | None:
    """Return an undecided conflict check that a unit raised, or anybody; None when there is none such."""
    found = select(ConflictCheck.user_id, ConflictCheck.raised).where(
        ConflictCheck.id == check, *_undecided(case, unit)
    )
    row = tx.session.execute(found).one_or_none()
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


def worked_on(
    tx: Transaction, user: UUID, role: str, day: date, after: UUID, most: int
) -> Sequence[RowMapping]:
    """Return the ids of the cases that somebody works on in a role, after an id and in the order of ids."""
    given = {"user": user, "role": role, "day": day, "after": after, "most": most}
    return tx.session.connection().execute(_WORKED_ON, given).mappings().all()


def memberships(
    tx: Transaction, case: UUID, unit: UUID | None, after: UUID, most: int
) -> Sequence[RowMapping]:
    """Return the memberships of a case that a unit knows of, or all."""
    named = Membership.user_id.label("user")
    found = (
        select(Membership.id, named, Membership.role, Membership.start, Membership.end)
        .where(Membership.case_id == case, Membership.id > after)
        .order_by(Membership.id)
        .limit(most)
    )
    if unit is not None:
        found = found.where(_of_unit(unit))
    return tx.session.execute(found).mappings().all()


def open_checks(
    tx: Transaction, case: UUID, unit: UUID | None, after: UUID, most: int
) -> Sequence[RowMapping]:
    """Return a case's conflict checks that nobody has decided: those that a unit raised, or all."""
    found = (
        select(
            ConflictCheck.id, ConflictCheck.user_id.label("user"), ConflictCheck.trigger, ConflictCheck.raised
        )
        .where(*_undecided(case, unit), ConflictCheck.id > after)
        .order_by(ConflictCheck.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def _undecided(case: UUID, unit: UUID | None) -> list[ColumnElement[bool]]:
    raised = [] if unit is None else [ConflictCheck.owner_unit_id == unit]
    return [ConflictCheck.case_id == case, ConflictCheck.decided.is_(None), *raised]


def openings(tx: Transaction, case: UUID, unit: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return a case's openings that somebody of a unit recorded."""
    found = (
        select(Gate.id, Gate.gate, Gate.start, Gate.end, Gate.units)
        .join(User, User.id == Gate.opened_by)
        .where(Gate.case_id == case, User.unit_id == unit, Gate.id > after)
        .order_by(Gate.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def kept_from(tx: Transaction, user: UUID, day: date) -> frozenset[UUID]:
    """Return the cases from which an exclusion or conflict check keeps somebody on a day."""
    return frozenset(tx.session.connection().execute(KEPT_FROM, {"user": user, "day": day}).scalars())

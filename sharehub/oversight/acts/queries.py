"""The rows of the log, and of units' portions of decisions, that officers' questions are answered from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, Uuid, bindparam, cast, literal_column, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from sharehub.audit.entry import Action, Outcome
from sharehub.database.schema import AuditEntry, CaseUnit, DecisionPortion, Fact, User
from sharehub.database.several import IDS, among
from sharehub.oversight.scope import LOOKS, NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, CompoundSelect, RowMapping
    from sqlalchemy.orm import InstrumentedAttribute

    from sharehub.database.transaction import Transaction
    from sharehub.oversight.scope import Scope

Conditions = list["ColumnElement[bool]"]

# Written out, for a database uses an index of some rows only where it sees that the others are not wanted.
_NOT_DONE = AuditEntry.outcome != literal_column("'done'")
ASKED = DecisionPortion.side == literal_column("'asker'")
AS_DECIDED = DecisionPortion.instead_of.is_(None)
_SIDES = 2
"""Rows that a unit may have of one decision: as the owner of facts, and as who heard it."""


_TAKING_PART = select(CaseUnit.case_id).where(
    CaseUnit.unit_id == bindparam("unit"), among(CaseUnit.case_id, "cases", IDS)
)


def taking_part(tx: Transaction, unit: UUID, cases: Collection[str]) -> frozenset[str]:
    """Return those of the cases that a unit takes part in."""
    given = {"unit": unit, "cases": [UUID(case) for case in cases]}
    return frozenset(map(str, tx.connection.execute(_TAKING_PART, given).scalars()))


_ENTRY = AuditEntry.__table__.c
_SHOWN = (
    *(_ENTRY.id, _ENTRY.at, _ENTRY.action, _ENTRY.outcome, _ENTRY.actor, _ENTRY.unit),
    *(_ENTRY.purpose, _ENTRY.case_alias, _ENTRY.fact_id, _ENTRY.body),
)
_ENTRIES = select(*_SHOWN).where(among(_ENTRY.id, "ids", IDS))


class Place(NamedTuple):
    """Where an entry stands in the order of lists: the newest first."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts: of a case, a person, a unit, of one kind, or such as were refused; from a moment to one."""

    case_alias: str | None = None
    user: UUID | None = None
    unit: UUID | None = None
    action: Action | None = None
    refused: bool = False
    start: datetime | None = None
    end: datetime | None = None


def place_of(tx: Transaction, entry: UUID) -> Place | None:
    """Return where an entry stands, or None when there is none such to be seen."""
    at = tx.session.scalar(select(AuditEntry.at).where(AuditEntry.id == entry))
    return None if at is None else Place(at, entry)


class Found(NamedTuple):
    """Acts that were found, in their order, and those of their entries that were read with them."""

    ids: Sequence[UUID]
    entries: Mapping[UUID, RowMapping]


def acts(tx: Transaction, scope: Scope, wanted: Wanted, before: Place | None, most: int) -> Found:
    """Return the acts that an officer may know of, newest first.

    Who oversees the hub finds them in the log. Any other finds looks in their unit's portions, and the other
    acts of its own people in the log: what the log has besides is never asked for.
    """
    if scope.oversees:
        found = _entries(tx, [*_of_the_log(wanted), *not_apart(AuditEntry, scope)], before, most)
        return Found([*found], found)
    found, places = {}, set[Place]()
    of_own = wanted.user is not None and is_of(tx, wanted.user, scope.unit)
    if _tells_of_own(scope, wanted, of_own=of_own):
        looks = wanted.case_alias is None and not wanted.refused
        own = [
            AuditEntry.unit == str(scope.unit),
            AuditEntry.action.not_in(NOT_TOLD if looks else LOOKS | NOT_TOLD),
        ]
        where = [*own, *_of_the_log(wanted), *not_apart(AuditEntry, scope)]
        if wanted.refused:
            places.update(_places(tx, where, before, most))
        else:
            found = _entries(tx, where, before, most)
            places.update(Place(row["at"], row["id"]) for row in found.values())
    if _tells_of_looks(scope, wanted, of_own=of_own):
        places.update(_portions(tx, scope, _of_portions(wanted), before, most))
    return Found([place.id for place in sorted(places, reverse=True)[:most]], found)


def _tells_of_own(scope: Scope, wanted: Wanted, *, of_own: bool) -> bool:
    """Say whether acts of the unit's own people are asked for that are not all looks."""
    own = wanted.unit in {None, scope.unit} and (wanted.user is None or of_own)
    return own and wanted.action not in LOOKS


def _tells_of_looks(scope: Scope, wanted: Wanted, *, of_own: bool) -> bool:
    """Say whether looks are asked for that the log's own entries of the unit do not bring already."""
    if wanted.action is not None and wanted.action not in LOOKS:
        return False
    if wanted.case_alias is not None or wanted.refused or wanted.action is not None:
        return True
    if wanted.user is not None:
        return not of_own
    return wanted.unit != scope.unit


_IS_OF = select(User.id).where(
    User.id == bindparam("user", type_=Uuid()), User.unit_id == bindparam("unit", type_=Uuid())
)


def is_of(tx: Transaction, user: UUID, unit: UUID) -> bool:
    """Say whether a user is, or was, of a unit."""
    return tx.connection.execute(_IS_OF, {"user": user, "unit": unit}).first() is not None


def _of_the_log(wanted: Wanted) -> Conditions:
    found: Conditions = []
    if wanted.case_alias is not None:
        found.append(AuditEntry.case_alias == wanted.case_alias)
    if wanted.user is not None:
        found.append(AuditEntry.actor == str(wanted.user))
    if wanted.unit is not None:
        found.append(AuditEntry.unit == str(wanted.unit))
    if wanted.action is not None:
        found.append(AuditEntry.action == wanted.action.value)
    if wanted.refused:
        found += [_NOT_DONE, AuditEntry.outcome == Outcome.REFUSED.value]
    return [*found, *between(AuditEntry.at, wanted.start, wanted.end)]


def _of_portions(wanted: Wanted) -> Conditions:
    found: Conditions = []
    if wanted.case_alias is not None:
        found.append(DecisionPortion.case_alias == wanted.case_alias)
    if wanted.user is not None:
        found.append(DecisionPortion.actor == wanted.user)
    if wanted.unit is not None:
        found.append(DecisionPortion.asker_unit == wanted.unit)
    if wanted.action is not None:
        found.append(DecisionPortion.action == wanted.action.value)
    if wanted.refused:
        found.append(DecisionPortion.__table__.c.refused)
    return [*found, *between(DecisionPortion.at, wanted.start, wanted.end)]


def between(at: InstrumentedAttribute[datetime], start: datetime | None, end: datetime | None) -> Conditions:
    """Say that something was at or after a moment, and before another."""
    return ([] if start is None else [at >= start]) + ([] if end is None else [at < end])


def not_apart(table: type[AuditEntry | DecisionPortion], scope: Scope) -> Conditions:
    """Leave out the cases from which a conflict keeps the officer."""
    if not scope.apart:
        return []
    return [or_(table.case_alias.is_(None), table.case_alias.not_in(sorted(scope.apart)))]


def _entries(tx: Transaction, where: Conditions, before: Place | None, most: int) -> dict[UUID, RowMapping]:
    at, entry = AuditEntry.at, AuditEntry.id
    found = select(*_SHOWN).where(*where, *_older(at, entry, before))
    rows = tx.connection.execute(found.order_by(at.desc(), entry.desc()).limit(most))
    return {row["id"]: row for row in rows.mappings().all()}


def _places(tx: Transaction, where: Conditions, before: Place | None, most: int) -> list[Place]:
    """Return where entries stand, asking nothing but what an index has: few of those in it may be wanted."""
    at, entry = AuditEntry.at, AuditEntry.id
    found = select(at, entry).where(*where, *_older(at, entry, before))
    rows = tx.connection.execute(found.order_by(at.desc(), entry.desc()).limit(most))
    return [Place(*row) for row in rows.all()]


def _portions(
    tx: Transaction, scope: Scope, where: Conditions, before: Place | None, most: int
) -> list[Place]:
    at, entry = DecisionPortion.at, DecisionPortion.entry_id
    found = select(at, entry).where(
        ASKED if scope.oversees else DecisionPortion.unit_id == scope.unit,
        AS_DECIDED,
        *where,
        *not_apart(DecisionPortion, scope),
        *_older(at, entry, before),
    )
    rows = tx.connection.execute(found.order_by(at.desc(), entry.desc()).limit(_SIDES * most))
    return [*dict.fromkeys(Place(*row) for row in rows.all())][:most]


def _older(
    at: InstrumentedAttribute[datetime], entry: InstrumentedAttribute[UUID], before: Place | None
) -> Conditions:
    return [] if before is None else [at <= before.at, or_(at < before.at, entry < before.id)]


def looks(
    tx: Transaction, scope: Scope, start: datetime, end: datetime, before: Place | None, most: int
) -> list[Place]:
    """Return the looks between two moments that an officer may know of, newest first."""
    return _portions(tx, scope, between(DecisionPortion.at, start, end), before, most)


_PORTION = DecisionPortion.__table__.c
_SHARE = select(
    # As the driver has it, which sorts as well: of each row it would be read for nothing else.
    type_coerce(_PORTION.at, String()).label("at"),
    *(_PORTION.entry_id, _PORTION.instead_of, _PORTION.unit_id, _PORTION.side),
    _PORTION.asker_unit,
    *(_PORTION.refused, _PORTION.case_alias, _PORTION.released, _PORTION.withheld, _PORTION.readers),
)


def _shares(*where: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Select portions of decisions, then those that replace others; each part by an index of its own."""
    return union_all(
        _SHARE.where(among(_PORTION.entry_id, "ids", IDS), *where),
        _SHARE.where(among(_PORTION.instead_of, "ids", IDS), *where),
    )


_OWN_SHARES = _shares(_PORTION.unit_id == bindparam("unit", type_=Uuid()))
# Of every line there is one in its owner's portion; of the others only who was in the room is wanted.
_ALL_SHARES = _shares(or_(_PORTION.side == literal_column("'owner'"), _PORTION.readers.is_not(None)))
"""Built once: every page asks them."""


def entries(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, RowMapping]:
    """Return entries of the log by their ids."""
    if not ids:
        return {}
    return {row["id"]: row for row in tx.connection.execute(_ENTRIES, {"ids": ids}).mappings().all()}


def shares(tx: Transaction, ids: Collection[UUID], unit: UUID | None) -> Sequence[RowMapping]:
    """Return the portions of decisions, of one unit or all; one that replaces another comes after it."""
    statement, given = (_ALL_SHARES, {}) if unit is None else (_OWN_SHARES, {"unit": unit})
    rows = tx.connection.execute(statement, {"ids": ids, **given}).mappings().all()
    return sorted(rows, key=lambda row: row["at"])


class Owned(NamedTuple):
    """Of which case a fact is, and of which unit."""

    case: UUID
    owner: UUID


def owned(tx: Transaction, fact: UUID) -> Owned | None:
    """Return of which case and unit a fact is, or None when there is none such to be seen."""
    row = tx.session.execute(select(Fact.case_id, Fact.owner_unit_id).where(Fact.id == fact)).one_or_none()
    return None if row is None else Owned(*row)


@dataclass(frozen=True, slots=True)
class Had:
    """Which readings of a fact: in whose portions, as the fact's owner or as who heard it, until when."""

    fact: UUID
    case_alias: str
    unit: UUID
    as_owner: bool
    end: datetime


def had(tx: Transaction, wanted: Had, before: Place | None, most: int) -> list[UUID]:
    """Return the looks by which a fact went to somebody, newest first.

    A case's portions are gone through: its index brings them, and there are as many as it was looked at.
    """
    portion, later = DecisionPortion, aliased(DecisionPortion)
    named = f'%"{wanted.fact}"%'
    kept_back = (
        select(later.entry_id)
        .where(
            later.instead_of == portion.entry_id,
            later.unit_id == portion.unit_id,
            later.side == portion.side,
            cast(later.released, String).not_like(named),
        )
        .exists()
    )
    found = (
        select(portion.entry_id)
        .where(
            portion.unit_id == wanted.unit,
            portion.case_alias == wanted.case_alias,
            portion.side == "owner" if wanted.as_owner else portion.side != "owner",
            portion.at < wanted.end,
            AS_DECIDED,
            cast(portion.released, String).like(named),
            ~kept_back,
            *_older(portion.at, portion.entry_id, before),
        )
        .order_by(portion.at.desc(), portion.entry_id.desc())
        .limit(most)
    )
    return [*tx.connection.execute(found).scalars()]

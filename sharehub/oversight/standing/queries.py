"""The rows of who an officer is, of people kept from cases, and of consents and protocols that end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, Uuid, bindparam, cast, literal, or_, select, union_all

from consent.record import YES, Kind
from sharehub.cases.queries import KEPT_FROM, OVERSEES
from sharehub.database.schema import (
    Case,
    ConflictCheck,
    ConsentEvent,
    DecisionPortion,
    Exclusion,
    Protocol,
    ProtocolParty,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction
    from sharehub.oversight.scope import Scope


def is_held(tx: Transaction, case: UUID) -> bool:
    """Say whether there is a case, shredded or not."""
    return tx.session.scalar(select(Case.id).where(Case.id == case)) is not None


_STANDS = union_all(
    select(KEPT_FROM.subquery().c.case_id, literal(None, Uuid())),
    select(literal(None, Uuid()), OVERSEES.subquery().c.id),
)
"""Two answers of one question, for which every look waits."""


def stands(tx: Transaction, user: UUID, unit: UUID) -> tuple[frozenset[UUID], bool]:
    """Return the cases from which a conflict keeps somebody, and whether their unit oversees the hub."""
    rows = tx.connection.execute(_STANDS, {"user": user, "unit": unit, "day": tx.today}).all()
    return frozenset(case for case, _ in rows if case is not None), any(over is not None for _, over in rows)


_ROLES = select(User.roles).where(User.unit_id == bindparam("unit", type_=Uuid()))


def roles(tx: Transaction, unit: UUID) -> frozenset[str]:
    """Return the roles in which somebody of a unit acts, or ever did."""
    found = tx.connection.execute(_ROLES, {"unit": unit}).scalars()
    return frozenset(role for held in found for role in held)


def names(tx: Transaction, users: Collection[UUID]) -> Sequence[RowMapping]:
    """Return what users are called, and their units, in the order of ids."""
    found = select(User.id, User.name, User.unit_id.label("unit")).where(User.id.in_(users))
    return tx.session.execute(found.order_by(User.id)).mappings().all()


class Kept(NamedTuple):
    """Somebody kept from a case, by an exclusion or by a conflict that was found; since which day."""

    id: UUID
    user: UUID
    unit: UUID
    case: UUID
    since: date
    by: str


EXCLUSION, CONFLICT = "exclusion", "conflict_check"


def kept_from_cases(
    tx: Transaction, scope: Scope, apart: Collection[UUID], after: UUID | None, most: int
) -> list[Kept]:
    """Return who is kept from cases, the latest first, after one of them.

    An officer of a unit knows of those whom its own people excluded, and of conflicts that its own people
    raised and decided; who oversees the hub knows of all.
    """
    deciders = select(User.id).where(User.unit_id == scope.unit)
    excluded = select(
        Exclusion.id, Exclusion.user_id, Exclusion.case_id, Exclusion.start.label("since"), literal(EXCLUSION)
    ).where(Exclusion.start <= tx.today, Exclusion.case_id.not_in(apart))
    found = select(
        *(ConflictCheck.id, ConflictCheck.user_id, ConflictCheck.case_id),
        *(ConflictCheck.decided.label("since"), literal(CONFLICT)),
    ).where(ConflictCheck.result == "excluded", ConflictCheck.case_id.not_in(apart))
    if not scope.oversees:
        excluded = excluded.where(Exclusion.owner_unit_id == scope.unit)
        found = found.where(ConflictCheck.owner_unit_id == scope.unit, ConflictCheck.decided_by.in_(deciders))
    each = union_all(excluded, found).subquery("kept")
    identity, user, case, since, by = each.c
    kept = select(identity, user, User.unit_id, case, since, by).join(User, User.id == user)
    if after is not None:
        held = select(since).where(identity == after).scalar_subquery()
        kept = kept.where(since <= held, or_(since < held, identity < after))
    rows = tx.session.execute(kept.order_by(since.desc(), identity.desc()).limit(most))
    return [Kept(*row) for row in rows]


def looks_of(
    tx: Transaction, scope: Scope, users: Collection[UUID], units: Collection[UUID], aliases: Collection[str]
) -> Sequence[RowMapping]:
    """Return the looks at these cases by these people, of these units, that had an answer.

    As who asked, or as somebody in a room; a look comes once for every portion that the officer may see.
    """
    portion = DecisionPortion
    in_room = or_(*(cast(portion.readers, String).like(f'%"{user}"%') for user in users))
    return (
        tx.session.execute(
            select(portion.entry_id, portion.at, portion.actor, portion.case_alias, portion.readers).where(
                portion.unit_id.in_(units if scope.oversees else [scope.unit]),
                portion.case_alias.in_(aliases),
                ~portion.refused,
                portion.instead_of.is_(None),
                or_(portion.actor.in_(users), portion.readers.is_not(None) & in_room),
            )
        )
        .mappings()
        .all()
    )


def consents_ending(
    tx: Transaction,
    scope: Scope,
    apart: Collection[UUID],
    first: date,
    last: date,
    after: UUID | None,
    most: int,
) -> Sequence[RowMapping]:
    """Return grants whose last day lies between two days, soonest first, after one of them; without words.

    An officer of a unit knows of those that its own people recorded. Whether one still stands is not said:
    that would tell what somebody said to others.
    """
    said = ConsentEvent
    found = (
        select(
            *(said.id, said.case_id.label("case"), said.subject_part, said.status, said.recipients),
            *(said.except_units, said.purposes, said.expires),
        )
        .join(Case, Case.id == said.case_id)
        .where(
            said.expires.between(first, last),
            said.status.in_(sorted(YES)),
            said.kind == Kind.CONSENT.value,
            Case.shredded_at.is_(None),
            said.case_id.not_in(apart),
        )
    )
    if not scope.oversees:
        found = found.where(said.owner_unit_id == scope.unit)
    if after is not None:
        held = select(ConsentEvent.expires).where(ConsentEvent.id == after).scalar_subquery()
        found = found.where(said.expires >= held, or_(said.expires > held, said.id > after))
    return tx.session.execute(found.order_by(said.expires, said.id).limit(most)).mappings().all()


def protocols(tx: Transaction, scope: Scope) -> Sequence[RowMapping]:
    """Return the protocols in force or suspended that a unit is party to, or all, with their texts."""
    held = Protocol
    found = select(
        held.id, held.name, held.version, held.status, held.effective, held.expires, held.digest, held.text
    ).where(held.status.in_(("in_force", "suspended")))
    if not scope.oversees:
        own = select(ProtocolParty.protocol_id).where(ProtocolParty.unit_id == scope.unit)
        found = found.where(held.id.in_(own))
    return tx.session.execute(found).mappings().all()

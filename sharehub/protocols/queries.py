"""The rows of rulebooks, protocols, units and users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Uuid, bindparam, func, insert, select, type_coerce, update

from sharehub.database.schema import Client, Protocol, ProtocolParty, Rulebook, Unit, User
from sharehub.database.types import IdText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


class InForce(NamedTuple):
    """A protocol in force and its parties, units' ids as text."""

    name: str
    version: int
    rulebook_digest: str
    purposes: list[str]
    effective: date
    expires: date | None
    parties: frozenset[str]


class Held(NamedTuple):
    """Where one version of a protocol stands; `in_force` is the version that is in force, 0 when none is."""

    version: int
    status: str
    in_force: int


def add_unit(tx: Transaction, **values: object) -> None:
    """Insert a unit."""
    tx.session.execute(insert(Unit), values)


def add_user(tx: Transaction, **values: object) -> None:
    """Insert a user."""
    tx.session.execute(insert(User), values)


def add_client(tx: Transaction, **values: object) -> None:
    """Insert a client."""
    tx.session.execute(insert(Client), values)


def change_user(tx: Transaction, user: UUID, **values: object) -> None:
    """Change what is known of a user."""
    tx.session.execute(update(User).where(User.id == user).values(**values))


def user_exists(tx: Transaction, code: str, issuer: str, subject: str, but: UUID | None = None) -> bool:
    """Say whether a user, `but` one, has this code or is known by this subject."""
    same = (User.code == code) | ((User.issuer == issuer) & (User.subject == subject))
    return tx.session.scalar(select(User.id).where(same, User.id.is_distinct_from(but)).limit(1)) is not None


def client_exists(tx: Transaction, issuer: str, client_id: str) -> bool:
    """Say whether the hub knows a client."""
    same = (Client.issuer == issuer) & (Client.client_id == client_id)
    return tx.session.scalar(select(Client.id).where(same)) is not None


def user_roles(tx: Transaction, user: UUID) -> tuple[UUID, list[str]] | None:
    """Return a user's unit and roles, or None when there is no such user."""
    row = tx.session.execute(select(User.unit_id, User.roles).where(User.id == user)).one_or_none()
    return None if row is None else (row.unit_id, row.roles)


def units_by_code(tx: Transaction, codes: frozenset[str]) -> dict[str, UUID]:
    """Return the ids of the units with these codes; a code without a unit is left out."""
    rows = tx.session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(sorted(codes))))
    return {row.code: row.id for row in rows}


def known_units(tx: Transaction, ids: frozenset[UUID]) -> frozenset[UUID]:
    """Return those of the ids that are units of the hub."""
    if not ids:
        return ids
    return frozenset(tx.session.scalars(select(Unit.id).where(Unit.id.in_(sorted(ids)))))


def add_rulebook(tx: Transaction, **values: object) -> None:
    """Insert a rulebook."""
    tx.session.execute(insert(Rulebook), values)


def unset_base(tx: Transaction) -> None:
    """Leave the hub without a base rulebook, so that another can become it."""
    tx.session.execute(update(Rulebook).where(Rulebook.base).values(base=False))


def set_base(tx: Transaction, digest: str) -> None:
    """Make a rulebook the hub's own."""
    tx.session.execute(update(Rulebook).where(Rulebook.digest == digest).values(base=True))


_BASE = select(Rulebook.digest).where(Rulebook.base)


def base_digest(tx: Transaction) -> str | None:
    """Return the digest of the hub's own rulebook, or None before one is registered."""
    digest: str | None = tx.connection.execute(_BASE).scalar_one_or_none()
    return digest


def rulebook_text(tx: Transaction, digest: str) -> str | None:
    """Return a rulebook's text, or None when the hub does not hold it."""
    return tx.session.scalar(select(Rulebook.text).where(Rulebook.digest == digest))


def latest_version(tx: Transaction, name: str) -> int | None:
    """Return the highest version of a protocol that the hub holds."""
    return tx.session.scalar(select(func.max(Protocol.version)).where(Protocol.name == name))


def add_protocol(tx: Transaction, parties: frozenset[UUID], **values: object) -> None:
    """Insert a protocol with its parties, none of whom has signed."""
    tx.session.execute(insert(Protocol), values)
    tx.session.execute(
        insert(ProtocolParty), [{"protocol_id": values["id"], "unit_id": unit} for unit in sorted(parties)]
    )


def lock_protocol(tx: Transaction, protocol: UUID) -> Held | None:
    """Return where a protocol stands, all its versions locked until the transaction ends."""
    name = tx.session.scalar(select(Protocol.name).where(Protocol.id == protocol))
    rows = tx.session.execute(
        select(Protocol.id, Protocol.version, Protocol.status)
        .where(Protocol.name == name)
        .order_by(Protocol.version)
        .with_for_update()
    ).all()
    in_force = max((row.version for row in rows if row.status == "in_force"), default=0)
    return next((Held(row.version, row.status, in_force) for row in rows if row.id == protocol), None)


def sign(tx: Transaction, protocol: UUID, unit: UUID, user: UUID) -> bool:
    """Put a unit's signature under a protocol; False when it is no party or has signed before."""
    party = tx.session.execute(
        select(ProtocolParty.signed_at).where(
            ProtocolParty.protocol_id == protocol, ProtocolParty.unit_id == unit
        )
    ).one_or_none()
    if party is None or party.signed_at is not None:
        return False
    tx.session.execute(
        update(ProtocolParty)
        .where(ProtocolParty.protocol_id == protocol, ProtocolParty.unit_id == unit)
        .values(signed_by=user, signed_at=tx.now)
    )
    return True


def unsigned(tx: Transaction, protocol: UUID) -> int:
    """Return how many parties have yet to sign."""
    return (
        tx.session.scalar(
            select(func.count())
            .select_from(ProtocolParty)
            .where(ProtocolParty.protocol_id == protocol, ProtocolParty.signed_at.is_(None))
        )
        or 0
    )


def put_in_force(tx: Transaction, protocol: UUID) -> None:
    """Put a protocol in force and supersede the version of it that was."""
    name = select(Protocol.name).where(Protocol.id == protocol).scalar_subquery()
    tx.session.execute(
        update(Protocol)
        .where(Protocol.name == name, Protocol.status == "in_force")
        .values(status="superseded")
    )
    tx.session.execute(update(Protocol).where(Protocol.id == protocol).values(status="in_force"))


_UNITS = bindparam("units", type_=Uuid(), expanding=True)
_IN_FORCE = (
    select(
        type_coerce(Protocol.id, IdText()),
        Protocol.name,
        Protocol.version,
        Protocol.rulebook_digest,
        Protocol.purposes,
        Protocol.effective,
        Protocol.expires,
        type_coerce(ProtocolParty.unit_id, IdText()),
    )
    .join(ProtocolParty, ProtocolParty.protocol_id == Protocol.id)
    .where(
        Protocol.status == "in_force",
        Protocol.id.in_(select(ProtocolParty.protocol_id).where(ProtocolParty.unit_id.in_(_UNITS))),
    )
    .order_by(Protocol.name)
)
"""Built once: every reading asks it, and building it again took longer than executing it."""


def in_force(tx: Transaction, units: frozenset[UUID]) -> list[InForce]:
    """Return the protocols in force to which any of the units is a party, whatever their dates."""
    rows = tx.connection.execute(_IN_FORCE, {"units": sorted(units)}).all()
    parties: dict[str, set[str]] = {}
    said: dict[str, list[Any]] = {}
    for protocol, *words, unit in rows:
        parties.setdefault(protocol, set()).add(unit)
        said[protocol] = words
    return [InForce(*said[protocol], frozenset(parties[protocol])) for protocol in parties]


def units(tx: Transaction, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the units of the hub, after an id and in the order of ids."""
    found = select(Unit.id, Unit.code, Unit.name).where(Unit.id > after).order_by(Unit.id).limit(most)
    return tx.session.execute(found).mappings().all()


def protocols_of(tx: Transaction, unit: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the protocols to which a unit is a party, after an id and in the order of ids."""
    found = (
        select(Protocol.id, Protocol.name, Protocol.version, Protocol.digest, Protocol.status)
        .join(ProtocolParty, ProtocolParty.protocol_id == Protocol.id)
        .where(ProtocolParty.unit_id == unit, Protocol.id > after)
        .order_by(Protocol.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()

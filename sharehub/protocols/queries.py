"""The rows of rulebooks, protocols, units and users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Uuid, bindparam, case, func, insert, select, update
from sqlalchemy.orm import aliased

from sharehub.database.schema import (
    Client,
    Protocol,
    ProtocolParty,
    ProtocolRehearsal,
    ProtocolSignature,
    Rulebook,
    Unit,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping, Select

    from sharehub.database.transaction import Transaction


class InForce(NamedTuple):
    """What is stored of a protocol in force: its text, its parties, and the digests that each signed."""

    digest: str
    text: str
    parties: dict[str, UUID]
    signed: dict[str, tuple[str | None, str | None]]


class Version(NamedTuple):
    """One version of a protocol as it is stored."""

    id: UUID
    name: str
    version: int
    status: str
    since: datetime
    round: int
    suspended_for: str | None
    suspended_by_unit: UUID | None
    expires: date | None
    rulebook_digest: str
    digest: str
    text: str


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


_VERSION = select(
    Protocol.id,
    Protocol.name,
    Protocol.version,
    Protocol.status,
    Protocol.since,
    Protocol.round,
    Protocol.suspended_for,
    Protocol.suspended_by_unit,
    Protocol.expires,
    Protocol.rulebook_digest,
    Protocol.digest,
    Protocol.text,
)


def version(tx: Transaction, protocol: UUID) -> Version | None:
    """Return one version of a protocol, or None when there is no such one."""
    row = tx.session.execute(_VERSION.where(Protocol.id == protocol)).one_or_none()
    return None if row is None else Version._make(row)


def versions(tx: Transaction, name: str) -> Sequence[RowMapping]:
    """Return where each version of a protocol stands, in their order."""
    one = Protocol
    columns = (one.id, one.version, one.status, one.effective, one.expires)
    found = select(*columns).where(one.name == name).order_by(one.version)
    return tx.session.execute(found).mappings().all()


def parties(tx: Transaction, protocol: UUID) -> dict[UUID, str]:
    """Return the units that are party to a protocol, with their codes."""
    rows = tx.session.execute(
        select(Unit.id, Unit.code)
        .join(ProtocolParty, ProtocolParty.unit_id == Unit.id)
        .where(ProtocolParty.protocol_id == protocol)
        .order_by(Unit.code)
    )
    return {row.id: row.code for row in rows}


def change_protocol(tx: Transaction, protocol: UUID, **values: object) -> None:
    """Change where a protocol stands."""
    tx.session.execute(update(Protocol).where(Protocol.id == protocol).values(since=tx.now, **values))


def add_rehearsal(tx: Transaction, **values: object) -> None:
    """Insert that a draft was rehearsed."""
    tx.session.execute(insert(ProtocolRehearsal), values)


def rehearsals(tx: Transaction, protocol: UUID) -> Sequence[RowMapping]:
    """Return the rehearsals of a protocol, the first one first."""
    of, one = ProtocolRehearsal.protocol_id == protocol, ProtocolRehearsal
    found = select(*one.__table__.columns).where(of).order_by(one.recorded_at, one.id)
    return tx.session.execute(found).mappings().all()


def add_signature(tx: Transaction, protocol: UUID, unit: UUID, **values: object) -> None:
    """Insert a party's signature under the next number."""
    earlier = tx.session.scalar(
        select(func.count()).select_from(ProtocolSignature).where(_by(protocol, unit))
    )
    number = (earlier or 0) + 1
    tx.session.execute(
        insert(ProtocolSignature), {"protocol_id": protocol, "unit_id": unit, "number": number, **values}
    )


def signatures(tx: Transaction, protocol: UUID) -> Sequence[RowMapping]:
    """Return every signature under a protocol, withdrawn ones too, the first one first."""
    one = ProtocolSignature
    of = one.protocol_id == protocol
    found = select(*one.__table__.columns).where(of).order_by(one.signed_at, one.unit_id, one.number)
    return tx.session.execute(found).mappings().all()


def signed(tx: Transaction, protocol: UUID, round_: int) -> frozenset[UUID]:
    """Return the units whose signature of a round stands."""
    one = ProtocolSignature
    stands = (one.protocol_id == protocol) & (one.round == round_) & one.withdrawn_at.is_(None)
    return frozenset(tx.session.scalars(select(one.unit_id).where(stands)))


def withdraw_signature(tx: Transaction, protocol: UUID, unit: UUID, by: UUID) -> None:
    """Write down that a party's latest signature is withdrawn."""
    latest = select(func.max(ProtocolSignature.number)).where(_by(protocol, unit)).scalar_subquery()
    tx.session.execute(
        update(ProtocolSignature)
        .where(_by(protocol, unit), ProtocolSignature.number == latest)
        .values(withdrawn_by=by, withdrawn_at=tx.now)
        .execution_options(synchronize_session=False)
    )


def _by(protocol: UUID, unit: UUID) -> ColumnElement[bool]:
    return (ProtocolSignature.protocol_id == protocol) & (ProtocolSignature.unit_id == unit)


_UNITS = bindparam("units", type_=Uuid(), expanding=True)
_OTHER = aliased(ProtocolParty)
_FIRST = (
    select(_OTHER.unit_id)
    .where(_OTHER.protocol_id == Protocol.id)
    .order_by(_OTHER.unit_id)
    .limit(1)
    .correlate(Protocol)
    .scalar_subquery()
)
_IN_FORCE = (
    select(
        Protocol.id,
        Protocol.digest,
        Unit.code,
        ProtocolParty.unit_id,
        ProtocolSignature.protocol_digest,
        ProtocolSignature.rulebook_digest,
        # With its first party alone: a text is long.
        case((ProtocolParty.unit_id == _FIRST, Protocol.text)).label("text"),
    )
    .join(ProtocolParty, ProtocolParty.protocol_id == Protocol.id)
    .join(Unit, Unit.id == ProtocolParty.unit_id)
    .outerjoin(
        ProtocolSignature,
        (ProtocolSignature.protocol_id == Protocol.id)
        & (ProtocolSignature.unit_id == ProtocolParty.unit_id)
        & (ProtocolSignature.round == Protocol.round)
        & ProtocolSignature.withdrawn_at.is_(None),
    )
    .where(
        Protocol.status == "in_force",
        Protocol.id.in_(select(ProtocolParty.protocol_id).where(ProtocolParty.unit_id.in_(_UNITS))),
    )
    .order_by(Protocol.name, ProtocolParty.unit_id)
)
"""Built once: every reading asks it, and building it again took longer than executing it."""


def in_force(tx: Transaction, units: frozenset[UUID]) -> list[InForce]:
    """Return the protocols that are said to be in force to which any of the units is a party."""
    found: dict[UUID, InForce] = {}
    rows = tx.connection.execute(_IN_FORCE, {"units": sorted(units)}).all()
    for identity, digest, code, unit, protocol_digest, rulebook_digest, text in rows:
        if identity not in found:
            found[identity] = InForce(digest, text, {}, {})
        found[identity].parties[code] = unit
        found[identity].signed[code] = (protocol_digest, rulebook_digest)
    return [*found.values()]


def units(tx: Transaction, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the units of the hub, after an id and in the order of ids."""
    found = select(Unit.id, Unit.code, Unit.name).where(Unit.id > after).order_by(Unit.id).limit(most)
    return tx.session.execute(found).mappings().all()


def colleagues(tx: Transaction, unit: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the people of a unit who may act in a role, after an id and in the order of ids."""
    found = (
        select(User.id, User.name, User.roles)
        .where(User.unit_id == unit, User.kind == "person", User.ended_at.is_(None), User.id > after)
        .order_by(User.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


def protocols_of(tx: Transaction, unit: UUID | None, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the protocols to which a unit, or any, is a party, after an id and in the order of ids."""
    found = select(
        Protocol.id,
        Protocol.name,
        Protocol.version,
        Protocol.digest,
        Protocol.status,
        Protocol.effective,
        Protocol.expires,
    )
    return _after(tx, found, unit, after, most)


def running(tx: Transaction, unit: UUID | None, after: UUID, statuses: Iterable[str]) -> Sequence[RowMapping]:
    """Return the documents of a unit's protocols, or of all, that stand so, in the order of ids."""
    found = select(Protocol.id, Protocol.name, Protocol.version, Protocol.digest, Protocol.text)
    return _after(tx, found.where(Protocol.status.in_(sorted(statuses))), unit, after, None)


def _after(
    tx: Transaction, found: Select[*tuple[Any, ...]], unit: UUID | None, after: UUID, most: int | None
) -> Sequence[RowMapping]:
    if unit is not None:
        own = select(ProtocolParty.protocol_id).where(ProtocolParty.unit_id == unit)
        found = found.where(Protocol.id.in_(own))
    ordered = found.where(Protocol.id > after).order_by(Protocol.id).limit(most)
    return tx.session.execute(ordered).mappings().all()

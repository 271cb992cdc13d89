"""The rows that a partnership's document speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select, update

from sharehub.database.schema import Agency, Client, Protocol, Rulebook, Unit, User

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction


class Held(NamedTuple):
    """What the hub has now, by code."""

    agencies: dict[str, RowMapping]
    units: dict[str, RowMapping]
    users: dict[str, RowMapping]
    clients: dict[str, RowMapping]
    base: str | None
    protocols: dict[tuple[str, int], str]


def held(tx: Transaction, issuer: str) -> Held:
    """Return what the hub has now; users and clients of one issuer, ended or not."""
    session = tx.session
    agencies = session.execute(select(*Agency.__table__.columns)).mappings()
    units = session.execute(
        select(*Unit.__table__.columns, Agency.code.label("agency")).outerjoin(
            Agency, Agency.id == Unit.agency_id
        )
    ).mappings()
    users = session.execute(
        select(*User.__table__.columns, Unit.code.label("unit"))
        .join(Unit, Unit.id == User.unit_id)
        .where(User.code.is_not(None))
    ).mappings()
    clients = session.execute(select(*Client.__table__.columns).where(Client.issuer == issuer)).mappings()
    protocols = session.execute(select(Protocol.name, Protocol.version, Protocol.digest))
    return Held(
        {row["code"]: row for row in agencies},
        {row["code"]: row for row in units},
        {row["code"]: row for row in users},
        {row["client_id"]: row for row in clients},
        session.scalar(select(Rulebook.digest).where(Rulebook.base)),
        {(row.name, row.version): row.digest for row in protocols},
    )


def add_agency(tx: Transaction, **values: object) -> None:
    """Insert an agency."""
    tx.session.execute(insert(Agency), values)


def change_agency(tx: Transaction, agency: UUID, **values: object) -> None:
    """Change what is known of an agency."""
    tx.session.execute(update(Agency).where(Agency.id == agency).values(**values))


def change_unit(tx: Transaction, unit: UUID, **values: object) -> None:
    """Change what is known of a unit."""
    tx.session.execute(update(Unit).where(Unit.id == unit).values(**values))


def change_client(tx: Transaction, client: UUID, **values: object) -> None:
    """Change what is known of a client."""
    tx.session.execute(update(Client).where(Client.id == client).values(**values))


def end_sessions(tx: Transaction, code: str | None, moment: datetime) -> int:
    """Write down that no token from before a moment counts, of one user or of all; return of how many."""
    found = select(User.id).where(User.issuer.is_not(None))
    users = list(tx.session.scalars(found if code is None else found.where(User.code == code)))
    if users:
        tx.session.execute(update(User).where(User.id.in_(users)).values(sessions_ended_at=moment))
    return len(users)

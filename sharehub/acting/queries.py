"""The rows of who may come in: users, clients, used proofs, and requests that were carried out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, Uuid, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sharehub.database.schema import Client, IdempotencyKey, SeenToken, Unit, UsedProof, User

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sharehub.database.transaction import Transaction


KEPT = timedelta(days=7)
"""How long the answer to a request is kept; whoever repeats it later asks for a new act."""


class Entrant(NamedTuple):
    """Somebody who may come in, and through which client; `since`: tokens from before it do not count."""

    user: UUID
    unit: UUID
    unit_code: str
    kind: str
    roles: list[str]
    since: datetime | None
    bound: bool


class Held(NamedTuple):
    """A request that was carried out before: its digest, and the answer that was given."""

    request: str
    status: int
    etag: str | None
    answer: bytes


_ENTRANT = (
    select(User.id, User.unit_id, Unit.code, User.kind, User.roles, User.sessions_ended_at, Client.bound)
    .join(Unit, Unit.id == User.unit_id)
    .join(Client, Client.issuer == User.issuer)
    .where(
        User.issuer == bindparam("issuer", type_=String()),
        User.subject == bindparam("subject", type_=String()),
        User.ended_at.is_(None),
        Client.client_id == bindparam("client", type_=String()),
        Client.ended_at.is_(None),
    )
)
"""Built once: every request asks it."""

_CLAIMED = select(
    IdempotencyKey.request, IdempotencyKey.status, IdempotencyKey.etag, IdempotencyKey.answer
).where(IdempotencyKey.user_id == bindparam("user", type_=Uuid()), IdempotencyKey.digest == bindparam("key"))


def entrant(tx: Transaction, issuer: str, subject: str, client: str) -> Entrant | None:
    """Return who a token speaks of, or None when the hub knows no such user or client, or knows it ended."""
    given = {"issuer": issuer, "subject": subject, "client": client}
    row = tx.session.connection().execute(_ENTRANT, given).one_or_none()
    return None if row is None else Entrant(*row)


def use_proof(tx: Transaction, digest: str, until: datetime) -> bool:
    """Write down that a proof was used; False when it had been."""
    return _inserted(tx, UsedProof, {"digest": digest, "until": until})


def see_token(tx: Transaction, digest: str, until: datetime) -> bool:
    """Write down that a token was brought; True the first time."""
    return _inserted(tx, SeenToken, {"digest": digest, "until": until})


def claim(tx: Transaction, user: UUID, key: str, request: str) -> Held | None:
    """Claim an idempotency key for a request; when it was claimed before, return what was held then.

    Whoever claims it at the same moment waits here until the other's transaction has ended.
    """
    values = {"status": 0, "etag": None, "answer": b"", "used_at": tx.now}
    if _inserted(tx, IdempotencyKey, {"user_id": user, "digest": key, "request": request, **values}):
        return None
    return Held(*tx.session.connection().execute(_CLAIMED, {"user": user, "key": key}).one())


def answered(tx: Transaction, user: UUID, key: str, status: int, etag: str | None, answer: bytes) -> None:
    """Write down the answer to a claimed request."""
    tx.session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.user_id == user, IdempotencyKey.digest == key)
        .values(status=status, etag=etag, answer=answer)
    )


def forget_expired(tx: Transaction) -> None:
    """Delete proofs and tokens that are too old to be taken, and requests that are older than `KEPT`."""
    tx.session.execute(delete(UsedProof).where(UsedProof.until < tx.now))
    tx.session.execute(delete(SeenToken).where(SeenToken.until < tx.now))
    tx.session.execute(delete(IdempotencyKey).where(IdempotencyKey.used_at < tx.now - KEPT))


def _inserted(
    tx: Transaction, table: type[UsedProof | SeenToken | IdempotencyKey], values: dict[str, object]
) -> bool:
    connection = tx.session.connection()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    digest = table.__table__.c.digest
    statement = dialect.insert(table).on_conflict_do_nothing().returning(digest)
    return connection.execute(statement, values).first() is not None

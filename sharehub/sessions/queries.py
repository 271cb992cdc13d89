"""The rows of sessions, and of sign-ins under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select, update

from sharehub.database.schema import BegunSignIn, Session, Unit, User

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sharehub.database.transaction import Transaction

PERSON = "person"


class Waiting(NamedTuple):
    """A sign-in under way; see `schema.BegunSignIn`."""

    state: str
    nonce: str
    verifier: str
    anew: str | None
    back: str


class Known(NamedTuple):
    """A person who may sign in. `since`: what began before it does not count."""

    user: UUID
    name: str
    unit: UUID
    unit_name: str
    roles: list[str]
    since: datetime | None


class Row(NamedTuple):
    """A session, and whose it is."""

    known: Known
    role: str | None
    id_token: str
    authenticated_at: datetime
    acr: str | None
    begun_at: datetime
    used_at: datetime
    until: datetime


_KNOWN = (User.id, User.name, User.unit_id, Unit.name, User.roles, User.sessions_ended_at)
_SESSION = (
    *(Session.role, Session.id_token, Session.authenticated_at, Session.acr),
    *(Session.begun_at, Session.used_at, Session.until),
)


def put_waiting(tx: Transaction, digest: str, waiting: Waiting, until: datetime) -> None:
    """Remember a sign-in under way."""
    tx.session.execute(insert(BegunSignIn).values(digest=digest, until=until, **waiting._asdict()))


def take_waiting(tx: Transaction, digest: str) -> Waiting | None:
    """Take a sign-in under way: it is there once, and no longer than until it is over."""
    columns = [getattr(BegunSignIn, name) for name in Waiting._fields]
    statement = delete(BegunSignIn).where(BegunSignIn.digest == digest, BegunSignIn.until > tx.now)
    row = tx.session.execute(statement.returning(*columns)).one_or_none()
    return None if row is None else Waiting(*row)


def known(tx: Transaction, issuer: str, subject: str) -> Known | None:
    """Return the person whom a provider knows by a subject; a system signs in on no page."""
    found = tx.session.execute(
        select(*_KNOWN)
        .join(Unit, Unit.id == User.unit_id)
        .where(User.issuer == issuer, User.subject == subject, User.kind == PERSON, User.ended_at.is_(None))
    ).one_or_none()
    return None if found is None else Known._make(found)


def find(tx: Transaction, digest: str) -> Row | None:
    """Return a session, unless whose it is has left."""
    found = tx.session.execute(
        select(*_KNOWN, *_SESSION)
        .join(User, User.id == Session.user_id)
        .join(Unit, Unit.id == User.unit_id)
        .where(Session.digest == digest, User.ended_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    return Row._make((Known._make(found[: len(_KNOWN)]), *found[len(_KNOWN) :]))


def add(tx: Transaction, values: Mapping[str, object]) -> None:
    """Add a session."""
    tx.session.execute(insert(Session).values(values))


def change(tx: Transaction, digest: str, values: Mapping[str, object]) -> bool:
    """Change a session; False where there is none."""
    statement = update(Session).where(Session.digest == digest).values(values)
    return tx.session.execute(statement.returning(Session.digest)).first() is not None


def end(tx: Transaction, digest: str) -> bool:
    """End a session; False where there is none."""
    statement = delete(Session).where(Session.digest == digest)
    return tx.session.execute(statement.returning(Session.digest)).first() is not None


def end_at_provider(tx: Transaction, user: UUID, session: str | None) -> int:
    """End a person's sessions: the one that the provider names, or all; return how many there were."""
    statement = delete(Session).where(Session.user_id == user)
    if session is not None:
        statement = statement.where(Session.provider_session == session)
    return len(tx.session.execute(statement.returning(Session.digest)).all())


def of_provider_session(tx: Transaction, issuer: str, session: str) -> UUID | None:
    """Return whose session a provider calls by a name."""
    statement = (
        select(User.id)
        .join(Session, Session.user_id == User.id)
        .where(User.issuer == issuer, Session.provider_session == session)
    )
    return tx.session.execute(statement.distinct()).scalars().one_or_none()


def forget_expired(tx: Transaction) -> None:
    """Delete sessions and sign-ins whose time is over."""
    tx.session.execute(delete(BegunSignIn).where(BegunSignIn.until < tx.now))
    tx.session.execute(delete(Session).where(Session.until < tx.now))

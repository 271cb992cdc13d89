"""How a session begins, changes hands of role, and ends; what a browser holds is a random name for it.

The hub keeps the digest of that name alone. It is a new one whenever what the session may do has changed: at
sign-in, when a role is chosen, and when somebody has proved anew who they are.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.identity.actor import Actor
from sharehub.identity.relying import Begun
from sharehub.identity.sign_in import SignIn
from sharehub.sessions import queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.database.transaction import Transaction
    from sharehub.hub import Hub
    from sharehub.identity.relying import LoggedOut, SignedIn
    from sharehub.sessions.queries import Known, Row

IDLE = timedelta(minutes=15)
"""How long after its last page a session ends."""
LONGEST = timedelta(hours=8)
TO_SIGN_IN = timedelta(minutes=10)
"""How long somebody may take at the provider."""
BETWEEN_NOTES = timedelta(seconds=30)
"""How often it is written down that a session is in use."""
NAME_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """A session in use: whose, in which role (None: not chosen yet), and until when."""

    name: str
    known: Known
    role: str | None
    id_token: str
    authenticated_at: datetime
    acr: str | None
    until: datetime

    def actor(self, step_up_acr: str | None) -> Actor | None:
        """Return as whom they act; None while they have not chosen."""
        if self.role is None:
            return None
        sign_in = SignIn(self.authenticated_at, self.acr, step_up_acr)
        return Actor(self.known.user, self.known.unit, self.role, sign_in=sign_in)

    def token(self) -> str:
        """Return what a form of this session holds, and no other site can know."""
        return hmac.new(self.name.encode(), b"form", hashlib.sha256).hexdigest()

    def is_ours(self, token: str) -> bool:
        """Say whether a form is this session's."""
        return hmac.compare_digest(self.token().encode(), token.encode())


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody back from the provider: their new session, and the page they wanted."""

    session: str
    back: str


class Sessions:
    """The sessions of one hub."""

    def __init__(self, hub: Hub, issuer: str, client_id: str) -> None:
        """Keep sessions of people whom one provider signs in, through one client."""
        self._hub, self._issuer, self._client_id = hub, issuer, client_id

    def now(self) -> datetime:
        """Return the moment by the hub's clock."""
        return self._hub.clock.now()

    def set_out(self, begun: Begun, back: str, anew: str | None = None) -> str:
        """Remember a sign-in under way; return what the browser brings back with it.

        `anew`: the name of the session that is to be proved anew.
        """
        name = self._name()
        waiting = queries.Waiting(
            begun.state, begun.nonce, begun.verifier, None if anew is None else _digest(anew), back
        )
        with self._hub.begin() as work:
            queries.put_waiting(work.tx, _digest(name), waiting, work.tx.now + TO_SIGN_IN)
        return name

    def back(self, name: str) -> tuple[Begun, queries.Waiting] | None:
        """Return the sign-in that a browser set out on, once; None where there is none any more."""
        with self._hub.begin() as work:
            found = queries.take_waiting(work.tx, _digest(name))
        if found is None:
            return None
        return Begun(found.state, found.nonce, found.verifier, found.anew is not None), found

    def begin(self, signed_in: SignedIn, waiting: queries.Waiting) -> Returned | None:
        """Begin a session, or renew the one that was to be proved anew; None where nobody may.

        That it began is on record before anything is done in it.
        """
        with self._hub.glance() as tx:
            known = queries.known(tx, self._issuer, signed_in.subject)
        if known is None:
            return None
        role = known.roles[0] if len(known.roles) == 1 else None
        name = self._name()
        with self._hub.begin(known.unit) as work:
            began = work.tx.now
            until = began + LONGEST
            if waiting.anew is not None:
                before = queries.find(work.tx, waiting.anew)
                # Whoever signs in as somebody else, or after the end, does not take over what was open.
                if before is None or before.known.user != known.user or _over(before, work.tx.now):
                    return None
                role, began, until = before.role, before.begun_at, before.until
                queries.end(work.tx, waiting.anew)
            row = {
                "digest": _digest(name),
                "user_id": known.user,
                "role": role,
                "provider_session": signed_in.session,
                "id_token": signed_in.id_token,
                "authenticated_at": signed_in.at,
                "acr": signed_in.acr,
                "begun_at": began,
                "used_at": work.tx.now,
                "until": until,
            }
            queries.add(work.tx, row)
            through: dict[str, Value] = {"client": self._client_id, "bound": False}
            work.record(self._act(Action.SESSION_BEGUN, known, role, through))
        return Returned(name, waiting.back)

    def find(self, name: str) -> Session | None:
        """Return a session that is in use, and note that it is."""
        digest = _digest(name)
        with self._hub.glance() as tx:
            row = queries.find(tx, digest)
            now = tx.now
        if row is None or _over(row, now):
            return None
        if now - row.used_at > BETWEEN_NOTES:
            with self._hub.begin() as work:
                queries.change(work.tx, digest, {"used_at": now})
        role = row.role if row.role in row.known.roles else None
        return Session(name, row.known, role, row.id_token, row.authenticated_at, row.acr, row.until)

    def choose(self, session: Session, role: str) -> str | None:
        """Go on in another role; return the session's new name, or None where the role is not theirs."""
        if role not in session.known.roles:
            return None
        name = self._name()
        with self._hub.begin(session.known.unit) as work:
            if not queries.change(work.tx, _digest(session.name), {"digest": _digest(name), "role": role}):
                return None
            work.record(self._act(Action.ROLE_CHOSEN, session.known, role, {}))
        return name

    def end(self, session: Session) -> None:
        """End a session."""
        with self._hub.begin(session.known.unit) as work:
            if queries.end(work.tx, _digest(session.name)):
                ended = self._act(Action.SESSION_ENDED, session.known, session.role, {"by": "themselves"})
                work.record(ended)

    def end_at_provider(self, told: LoggedOut) -> bool:
        """End what the provider says has ended; False where it means nobody who is signed in here."""
        with self._hub.begin() as work:
            user = self._meant(work.tx, told)
            if user is None or not queries.end_at_provider(work.tx, user, told.session):
                return False
            work.record(Act(Action.SESSION_ENDED, actor=user, references={"by": "provider"}))
        return True

    def _meant(self, tx: Transaction, told: LoggedOut) -> UUID | None:
        if told.subject is not None:
            known = queries.known(tx, self._issuer, told.subject)
            return None if known is None else known.user
        return None if told.session is None else queries.of_provider_session(tx, self._issuer, told.session)

    def _name(self) -> str:
        return self._hub.random(NAME_BYTES).hex()

    @staticmethod
    def _act(action: Action, known: Known, role: str | None, references: Mapping[str, Value]) -> Act:
        return Act(action, actor=known.user, unit=known.unit, role=role, references=references)


def forget_expired(tx: Transaction) -> None:
    """Delete sessions, and sign-ins under way, whose time is over."""
    queries.forget_expired(tx)


def _over(row: Row, now: datetime) -> bool:
    since = row.known.since
    ended = since is not None and row.begun_at <= since
    return ended or now >= row.until or now - row.used_at > IDLE


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()

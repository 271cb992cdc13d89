"""Who comes in: the user, unit and role that a presented token stands for, or nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sharehub.acting import queries
from sharehub.acting.sessions import Remembered, begin_session, none_remembered
from sharehub.clock import SystemClock
from sharehub.identity.access_token import Rejected, verify
from sharehub.identity.actor import Actor
from sharehub.identity.proof import Shown, verify_proof
from sharehub.identity.sign_in import SignIn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sharehub.acting.queries import Entrant
    from sharehub.clock import Clock
    from sharehub.hub import Hub
    from sharehub.identity.access_token import AccessToken, Expected
    from sharehub.identity.keyset import KeySource

INVALID_TOKEN = "invalid_token"  # noqa: S105 - an error code of RFC 6750
INVALID_PROOF = "invalid_dpop_proof"
SYSTEM = "system"


class Unknown(StrEnum):
    """Why a sound token lets nobody in: for the operator's figures, never for the one who brought it."""

    NO_TOKEN = "no_token"  # noqa: S105 - a reason, not a secret
    NOBODY = "nobody"
    OTHER_UNIT = "other_unit"
    OTHER_ROLE = "other_role"
    SESSIONS_ENDED = "sessions_ended"
    UNBOUND = "unbound"
    SCHEME = "scheme"


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request brings to say who is asking; `scheme` in small letters, `path` as it was sent."""

    scheme: str
    token: str
    proofs: Sequence[str]
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Turned:
    """Somebody turned away: why, for the operator's figures and the log, and the error that they are told.

    `user` and `unit` are of whom the token names, where it was the issuer's and they are known here.
    """

    why: str
    error: str | None = None
    user: UUID | None = None
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who came in: as whom, and through which of the issuer's clients; None: the hub's own pages."""

    actor: Actor
    client: str | None


class Entrance(Protocol):
    """Lets in, or turns away."""

    def admit(self, presented: Presented) -> Caller | Turned:
        """Return who comes in, or why nobody does."""


@dataclass(frozen=True, slots=True)
class Door:
    """The entrance of a hub: access tokens of one issuer, for users and clients that the hub knows.

    `origin` is the scheme and host under which the hub is reached: a proof of possession names it. Clients
    date their proofs by the world's clock, which is another than the hub's in the demo alone; moments in
    tokens are the hub's. `step_up_acr`: in which way somebody signs in for an act that asks for it anew.
    """

    hub: Hub
    expected: Expected
    keys: KeySource
    origin: str
    world: Clock = field(default_factory=SystemClock)
    remembered: Remembered = field(default_factory=none_remembered, repr=False)
    step_up_acr: str | None = None

    def admit(self, presented: Presented) -> Caller | Turned:
        """Return who comes in, or why nobody does.

        Nobody comes in by what they are not registered for: the token's unit is the user's, its role one of
        the user's, and a token bound to a key counts with that key's proof alone. That a token comes in for
        the first time is on record before anything else is done with it.

        Source: RFC 9068 section 4, RFC 9449 section 7.
        """
        if not presented.token or presented.scheme not in {"bearer", "dpop"}:
            return Turned(Unknown.NO_TOKEN)
        token = verify(presented.token, self.expected, self.keys, self.hub.clock.now())
        if isinstance(token, Rejected):
            return Turned(token.why, INVALID_TOKEN)
        unproven = self._unproven(presented, token, self.world.now())
        with self.hub.glance() as tx:
            found = queries.entrant(tx, token.issuer, token.subject, token.client_id)
        if found is None:
            return unproven or Turned(Unknown.NOBODY, INVALID_TOKEN)
        turned = unproven or _wrong(token, found)
        if turned is not None:
            return replace(turned, user=found.user, unit=found.unit)
        sign_in = SignIn(token.auth_time, token.acr, self.step_up_acr)
        actor = Actor(found.user, found.unit, token.role, system=found.kind == SYSTEM, sign_in=sign_in)
        until = token.expires_at + self.expected.leeway
        begin_session(self.hub, token, actor, until, self.remembered)
        return Caller(actor, token.client_id)

    def _unproven(self, presented: Presented, token: AccessToken, now: datetime) -> Turned | None:
        """Say what is wrong with how a token is presented: as bound to a key or not, and with which proof."""
        if (presented.scheme == "dpop") != (token.key_thumbprint is not None):
            return Turned(Unknown.SCHEME, INVALID_TOKEN)
        if token.key_thumbprint is None:
            return None
        url = self.origin + presented.path
        shown = Shown(presented.method, url, presented.token, token.key_thumbprint)
        made_by = verify_proof(presented.proofs, shown, now, self._seen)
        return Turned(made_by.why, INVALID_PROOF) if isinstance(made_by, Rejected) else None

    def _seen(self, digest: str, until: datetime) -> bool:
        # A transaction of its own: the proof is used, whatever becomes of the act.
        with self.hub.begin() as work:
            return not queries.use_proof(work.tx, digest, until)


def _wrong(token: AccessToken, found: Entrant) -> Turned | None:
    why = _mismatch(token, found)
    return None if why is None else Turned(why, INVALID_TOKEN)


def _mismatch(token: AccessToken, found: Entrant) -> Unknown | None:
    if token.unit != found.unit_code:
        return Unknown.OTHER_UNIT
    if token.role not in found.roles:
        return Unknown.OTHER_ROLE
    if found.since is not None and token.issued_at <= found.since:
        return Unknown.SESSIONS_ENDED
    if found.bound and token.key_thumbprint is None:
        return Unknown.UNBOUND
    # A system speaks for itself: its token is its client's own (RFC 9068 section 2.2).
    if found.kind == SYSTEM and token.subject != token.client_id:
        return Unknown.NOBODY
    return None

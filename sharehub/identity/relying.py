"""Signing people in at an identity provider: OpenID Connect, as the relying party.

Authlib speaks the protocol. What it leaves to its users is done here: `iss` (RFC 9207), when and how somebody
signed in, pushed requests (RFC 9126), and logout tokens.
Source: OpenID Connect Core 1.0, RP-Initiated Logout 1.0, Back-Channel Logout 1.0; FAPI 2.0 for what is taken.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT

from sharehub.identity.keyset import may_be_asked
from sharehub.identity.signed import Rejected, Unsound, Why, read, seconds, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from joserfc.jwk import ECKey

    from sharehub.identity.keyset import KeySource

ALGORITHM = "ES256"
PROVING = "private_key_jwt"
PATIENCE = 5.0
"""Seconds a provider has to answer."""
KEPT = 600.0
"""Seconds for which what the provider says of itself is kept."""
LEEWAY = timedelta(seconds=30)
LONGEST_CODE = 2048
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
ID_TOKEN, LOGOUT_TOKEN = frozenset({"", "jwt"}), frozenset({"", "jwt", "logout+jwt"})


@dataclass(frozen=True, slots=True)
class Registration:
    """As whom this hub's pages are registered with a provider. `origin` is the pages' own scheme and host."""

    issuer: str
    client_id: str
    key: ECKey = field(repr=False)
    origin: str
    step_up_acr: str | None = None

    @property
    def back(self) -> str:
        """Where the provider sends people back to."""
        return f"{self.origin}/signed-in"

    @property
    def out(self) -> str:
        """Where it sends them once they have signed out."""
        return f"{self.origin}/signed-out"


@dataclass(frozen=True, slots=True)
class Begun:
    """What must be remembered of a sign-in under way; `anew`: somebody is asked once more who they are."""

    state: str
    nonce: str
    verifier: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, when and how. `session` is the provider's own name for it."""

    subject: str
    at: datetime
    acr: str | None
    session: str | None
    id_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """Whose sessions end, or which one; `digest_of` tells one logout token from another."""

    subject: str | None
    session: str | None


class Unavailable(Exception):
    """The provider cannot be reached, or does not answer as it should."""


class RelyingParty:
    """This hub's pages at a provider; safe to use from several threads."""

    def __init__(
        self,
        registration: Registration,
        metadata: Callable[[], Mapping[str, Any]],
        keys: KeySource,
        monotonic: Callable[[], float],
    ) -> None:
        """Take the registration, where the provider's metadata and keys come from, and what tells seconds."""
        self.registration = registration
        self._fetch, self._keys, self._monotonic = metadata, keys, monotonic
        self._lock = threading.Lock()
        self._known: tuple[float, Mapping[str, Any]] | None = None

    def begin(self, *, anew: bool = False) -> tuple[str, Begun]:
        """Return where to send somebody to sign in, and what to remember until they are back.

        Raises:
            Unavailable: the provider cannot be reached.
        """
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        begun = Begun(state, nonce, verifier, anew)
        metadata = self._metadata()
        asked = {"nonce": begun.nonce}
        if anew:
            asked |= {"prompt": "login", "max_age": "0"}
            if self.registration.step_up_acr is not None:
                asked |= {"acr_values": self.registration.step_up_acr}
        place = _place(metadata, "authorization_endpoint")
        with self._client() as client:
            url, _ = client.create_authorization_url(
                place, state=begun.state, code_verifier=begun.verifier, **asked
            )
            if "pushed_authorization_request_endpoint" in metadata:
                url = self._pushed(client, metadata, url)
        return str(url), begun

    def finish(self, returned: Mapping[str, str], begun: Begun, now: datetime) -> SignedIn | Rejected:
        """Return who signed in, given what their browser brought back, or why nobody did.

        Raises:
            Unavailable: the provider cannot be reached.
        """
        metadata = self._metadata()
        if not hmac.compare_digest(returned.get("state", "").encode(), begun.state.encode()):
            return Rejected(Why.CLAIMS)
        required = metadata.get("authorization_response_iss_parameter_supported") is True
        if ("iss" in returned or required) and returned.get("iss") != self.registration.issuer:
            return Rejected(Why.ISSUER)
        code = returned.get("code", "")
        if "error" in returned or not 0 < len(code) <= LONGEST_CODE:
            return Rejected(Why.CLAIMS)
        try:
            return self._checked(self._exchanged(metadata, code, begun.verifier), begun, now)
        except Unsound as unsound:
            return Rejected(unsound.why)

    def farewell(self, id_token: str) -> str | None:
        """Return where to send somebody so that the provider ends its session, too; None where it cannot.

        Raises:
            Unavailable: the provider cannot be reached.
        """
        metadata = self._metadata()
        if "end_session_endpoint" not in metadata:
            return None
        said = {
            "id_token_hint": id_token,
            "client_id": self.registration.client_id,
            "post_logout_redirect_uri": self.registration.out,
        }
        return f"{_place(metadata, 'end_session_endpoint')}?{urlencode(said)}"

    def told_to_end(self, token: str, now: datetime) -> LoggedOut | Rejected:
        """Return what a logout token of the provider ends, or why it counts for nothing.

        Source: OpenID Connect Back-Channel Logout 1.0, section 2.6.
        """
        try:
            claims = read(token, LOGOUT_TOKEN, self._keys.key)
            self._of_ours(claims, now)
            text(claims, "jti")
            events = claims.get("events")
            if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict) or "nonce" in claims:
                return Rejected(Why.CLAIMS)
            found = LoggedOut(*(text(claims, name) if name in claims else None for name in ("sub", "sid")))
        except Unsound as unsound:
            return Rejected(unsound.why)
        return found if found.subject or found.session else Rejected(Why.CLAIMS)

    def _checked(self, token: str, begun: Begun, now: datetime) -> SignedIn:
        """Read an ID token; OpenID Connect Core, section 3.1.3.7."""
        claims = read(token, ID_TOKEN, self._keys.key)
        self._of_ours(claims, now)
        if not hmac.compare_digest(text(claims, "nonce").encode(), begun.nonce.encode()):
            raise Unsound(Why.CLAIMS)
        issued = _moment(claims, "iat")
        at = _moment(claims, "auth_time") if "auth_time" in claims else None
        acr = text(claims, "acr") if "acr" in claims else None
        if begun.anew and at is None:
            # Without it nobody can say that they were asked at all.
            raise Unsound(Why.CLAIMS)
        session = text(claims, "sid") if "sid" in claims else None
        return SignedIn(text(claims, "sub"), min(at or issued, issued), acr, session, token)

    def _of_ours(self, claims: Mapping[str, Any], now: datetime) -> None:
        if claims.get("iss") != self.registration.issuer:
            raise Unsound(Why.ISSUER)
        said = claims.get("aud")
        if (said if isinstance(said, list) else [said]) != [self.registration.client_id]:
            raise Unsound(Why.AUDIENCE)
        if now >= _moment(claims, "exp") + LEEWAY:
            raise Unsound(Why.EXPIRED)
        if now < _moment(claims, "iat") - LEEWAY:
            raise Unsound(Why.NOT_YET)

    def _exchanged(self, metadata: Mapping[str, Any], code: str, verifier: str) -> str:
        try:
            with self._client() as client:
                answer = client.fetch_token(
                    _place(metadata, "token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
        except OAuthError:
            raise Unsound(Why.CLAIMS) from None
        except (httpx2.HTTPError, ValueError):
            raise Unavailable from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Unsound(Why.MALFORMED)
        return token

    def _pushed(self, client: OAuth2Client, metadata: Mapping[str, Any], url: str) -> str:
        place, query = str(url).split("?", 1)
        pushed = _place(metadata, "pushed_authorization_request_endpoint")
        try:
            answer = client.post(
                pushed,
                content=query,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                auth=client.client_auth(PROVING),
            )
            reference = answer.json()["request_uri"] if answer.is_success else None
        except (httpx2.HTTPError, ValueError, KeyError):
            raise Unavailable from None
        if not isinstance(reference, str):
            raise Unavailable
        return f"{place}?{urlencode({'client_id': self.registration.client_id, 'request_uri': reference})}"

    def _client(self) -> OAuth2Client:
        ours = self.registration
        made = OAuth2Client(
            ours.client_id,
            client_secret=ours.key,
            token_endpoint_auth_method=PROVING,
            redirect_uri=ours.back,
            scope="openid",
            code_challenge_method="S256",
            timeout=PATIENCE,
            trust_env=False,
        )
        header = {"alg": ALGORITHM, "kid": ours.key.kid}
        made.register_client_auth_method(PrivateKeyJWT(ours.issuer, headers=header, alg=ALGORITHM))
        return made

    def _metadata(self) -> Mapping[str, Any]:
        with self._lock:
            if self._known is None or self._monotonic() - self._known[0] > KEPT:
                try:
                    self._known = (self._monotonic(), self._fetch())
                except OSError:
                    raise Unavailable from None
            return self._known[1]


def _place(metadata: Mapping[str, Any], name: str) -> str:
    found = metadata.get(name)
    if not isinstance(found, str) or not may_be_asked(found):
        raise Unavailable
    return found


def _moment(claims: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromtimestamp(seconds(claims, name), UTC)
    except (ValueError, OverflowError, OSError):
        raise Unsound(Why.CLAIMS) from None

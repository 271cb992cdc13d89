"""The demo's identity provider: on this machine alone, for synthetic staff, without a password.

Authlib's framework-neutral server answers for the protocol: authorization code with PKCE for people, with an
ID token for pages that ask for one; client credentials with private_key_jwt for systems. Access tokens are
bound to a key where the request proves it (DPoP).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sharehub.clock import SystemClock
from sharehub.demo.choosing import choosing
from sharehub.errors import Invalid
from sharehub.identity.access_token import ROLE, UNIT
from sharehub.identity.proof import Shown, verify_proof
from sharehub.identity.signed import ALGORITHMS, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from starlette.requests import Request

    from sharehub.clock import Clock

HOURS = 8
MINUTES = 5
"""How long an ID token may be taken."""
ALGORITHM = "ES256"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or something, for whom tokens are issued: their subject, their unit's code and one role.

    `shown` is what they are called where they choose themselves.
    """

    subject: str
    unit: str
    role: str
    shown: str = ""


@dataclass(slots=True)
class Application(ClientMixin):
    """A client: of people, with where they are sent back to, or a system's own, with whom it acts as.

    `key` is the public key with which it proves who it is; a public client has none. `out`: where people are
    sent once they have signed out.
    """

    client_id: str
    redirect: str | None = None
    out: str | None = None
    key: ECKey | None = None
    acts_as: Person | None = None

    def get_client_id(self) -> str:
        return self.client_id

    def get_allowed_scope(self, _scope: str) -> str:
        return ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.acts_as is None

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == ("none" if self.key is None else JWTBearerClientAssertion.CLIENT_AUTH_METHOD)

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == ("authorization_code" if self.acts_as is None else "client_credentials")


@dataclass(slots=True)
class Code:
    """An authorization code: for whom, by which client, and the challenge that must be met."""

    client_id: str
    redirect_uri: str
    person: Person
    code_challenge: str
    code_challenge_method: str
    nonce: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return ""


class _Asked(OAuth2Request):
    """A request in the form in which Authlib reads it."""

    def __init__(self, method: str, url: str, headers: Mapping[str, str], given: dict[str, str]) -> None:
        super().__init__(method, url, headers=headers)
        self.payload = BasicOAuth2Payload(given)
        self.thumbprint: str | None = None

    @property
    def form(self) -> dict[str, str]:
        return dict(self.payload.data)

    args = form


class _CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("none", JWTBearerClientAssertion.CLIENT_AUTH_METHOD)

    def save_authorization_code(self, code: str, request: _Asked) -> None:
        given = request.payload.data
        if given.get("code_challenge_method") != "S256":
            raise OAuth2Error("only S256", error="invalid_request")
        self.server.codes[code] = Code(
            request.client.client_id,
            given["redirect_uri"],
            request.user,
            given["code_challenge"],
            "S256",
            given.get("nonce"),
        )

    def query_authorization_code(self, code: str, client: Application) -> Code | None:
        # Once: whoever presents it, in vain or not, uses it up.
        found: Code | None = self.server.codes.pop(code, None)
        return found if found is not None and found.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Gone already."""

    def authenticate_user(self, authorization_code: Code) -> Person:
        return authorization_code.person


class _SystemGrant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = (JWTBearerClientAssertion.CLIENT_AUTH_METHOD,)


class _Assertion(JWTBearerClientAssertion):
    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self._provider, self._used = provider, set[str]()

    def get_audiences(self) -> list[str]:
        return [self._provider.issuer, f"{self._provider.issuer}/token"]

    def validate_jti(self, claims: Mapping[str, Any], jti: str) -> bool:
        used, known = f"{claims['sub']} {jti}", len(self._used)
        self._used.add(used)
        return len(self._used) > known

    def resolve_client_public_key(self, client: Application) -> ECKey | None:
        return client.key


class Provider(AuthorizationServer):
    """An identity provider for the demo. Everything it knows is gone when the process ends."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        clock: Clock,
        people: Mapping[str, Person],
        clients: list[Application],
    ) -> None:
        """Take people by the names under which they choose themselves, and the clients.

        Raises:
            Invalid: the issuer is not this machine itself.
        """
        if urlsplit(issuer).hostname != "127.0.0.1":
            raise Invalid("issuer", "the demo's identity provider is for this machine alone")
        super().__init__()
        self.issuer, self.audience, self.clock = issuer, audience, clock
        self.people, self.codes = people, dict[str, Code]()
        self._clients = {client.client_id: client for client in clients}
        self._key = ECKey.generate_key("P-256", {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
        self._proofs: dict[str, datetime] = {}
        self.register_grant(_CodeGrant, [CodeChallenge(required=True)])
        self.register_grant(_SystemGrant)
        self.register_client_auth_method(_Assertion.CLIENT_AUTH_METHOD, _Assertion(self))
        self.register_token_generator("default", lambda **_: {})

    def key_set(self) -> bytes:
        """Return the public keys, as RFC 7517 writes them."""
        return json.dumps({"keys": [self._key.as_dict(private=False)]}).encode()

    def issue(
        self, person: Person, client_id: str, thumbprint: str | None = None, *, signed_in: bool = True
    ) -> str:
        """Return an access token (RFC 9068) for one person in one unit and one role.

        `signed_in`: who they are has just been asked, and not of a system, which nobody signs in as.
        """
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": person.subject,
            "client_id": client_id,
            "jti": generate_token(),
            "iat": now,
            "exp": now + HOURS * 3600,
            UNIT: person.unit,
            ROLE: person.role,
            **({"auth_time": now} if signed_in else {}),
            **({"cnf": {"jkt": thumbprint}} if thumbprint else {}),
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}, claims, self._key)

    def id_token(self, code: Code) -> str:
        """Return what tells a client's pages who has just signed in; OpenID Connect Core, section 2."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": code.client_id,
            "sub": code.person.subject,
            "iat": now,
            "exp": now + MINUTES * 60,
            "auth_time": now,
            "nonce": code.nonce,
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": self._key.kid}, claims, self._key)

    def query_client(self, client_id: str) -> Application | None:
        return self._clients.get(client_id)

    def create_oauth2_request(self, request: _Asked) -> _Asked:
        return request

    def handle_response(self, status: int, body: object, headers: Iterable[tuple[str, str]]) -> Response:
        content = body if isinstance(body, str) else json.dumps(body)
        return Response(content, status, dict(headers))

    def send_signal(self, name: str, *given: object, **named: object) -> None:
        """Nobody listens."""

    def save_token(self, token: dict[str, Any], request: _Asked) -> None:
        # Made here, since Authlib's generators see neither the request nor the proof that came with it.
        person = request.user or request.client.acts_as
        token["access_token"] = self.issue(
            person, request.client.client_id, request.thumbprint, signed_in=request.user is not None
        )
        token["token_type"] = "DPoP" if request.thumbprint else "Bearer"
        token["expires_in"] = HOURS * 3600
        code: Code | None = getattr(request, "authorization_code", None)
        if code is not None and code.nonce is not None:
            token["id_token"] = self.id_token(code)

    def token(self, request: Request, form: dict[str, str]) -> Response:
        """Answer at the token endpoint; a proof that comes along binds the token to its key."""
        url = f"{self.issuer}/token"
        asked = _Asked(request.method, url, request.headers, form)
        proofs = request.headers.getlist("dpop")
        if proofs:
            made_by = verify_proof(proofs, Shown(request.method, url), SystemClock().now(), self._seen)
            if isinstance(made_by, Rejected):
                return JSONResponse({"error": "invalid_dpop_proof"}, 400)
            asked.thumbprint = made_by
        return cast("Response", self.create_token_response(asked))

    def authorize(self, request: Request, chosen: str | None = None) -> Response:
        """Answer at the authorization endpoint: who are you? And then: here is your code."""
        url = f"{self.issuer}/authorize"
        asked = _Asked(request.method, url, request.headers, dict(request.query_params))
        try:
            grant = self.get_consent_grant(asked)
        except OAuth2Error as error:
            return cast("Response", self.handle_error_response(asked, error))
        person = self.people.get(chosen or "")
        if person is None:
            return HTMLResponse(choosing(self.people))
        answer = cast("Response", self.create_authorization_response(asked, person, grant))
        # RFC 9207: whoever is sent back can tell which provider sent them.
        place = answer.headers["location"]
        answer.headers["location"] = f"{place}{'&' if '?' in place else '?'}iss={quote(self.issuer, safe='')}"
        return answer

    def end(self, request: Request) -> Response:
        """Send somebody who has signed out back to their client; nothing is kept here that could end."""
        client = self.query_client(request.query_params.get("client_id", ""))
        back = request.query_params.get("post_logout_redirect_uri")
        if client is None or client.out is None or client.out != back:
            return Response(status_code=400)
        return RedirectResponse(client.out, 303)

    def metadata(self) -> dict[str, Any]:
        """Return what there is and where, as RFC 8414 writes it."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            "authorization_response_iss_parameter_supported": True,
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "scopes_supported": ["openid"],
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
            "code_challenge_methods_supported": ["S256"],
            "dpop_signing_alg_values_supported": list(ALGORITHMS),
        }

    def _seen(self, digest: str, until: datetime) -> bool:
        now = SystemClock().now()
        self._proofs = {kept: late for kept, late in self._proofs.items() if late > now}
        return self._proofs.setdefault(digest, until) is not until

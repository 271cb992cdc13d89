"""What the pages take from a provider and what not: ID tokens, answers and logout tokens, bent one by one."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from joserfc import jwt

from sharehub.identity.keyset import KeySet
from sharehub.identity.relying import (
    KEPT,
    LOGOUT,
    LoggedOut,
    Registration,
    RelyingParty,
    SignedIn,
    Unavailable,
)
from sharehub.identity.signed import Rejected, Why
from tests.sharehub.identity.signing import a_key, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from joserfc.jwk import ECKey

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
CLIENT, SUBJECT, ORIGIN = "pages", "a.visitor", "https://hub.example"


@dataclass
class Provider:
    """A provider of the tests' own, that answers whatever it is told to."""

    issuer: str
    key: ECKey = field(default_factory=a_key)
    pages_key: ECKey = field(default_factory=a_key)
    answer: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "end_session_endpoint": f"{self.issuer}/end",
        } | self.more

    def relying(self, acr: str | None = None) -> RelyingParty:
        registration = Registration(self.issuer, CLIENT, self.pages_key, ORIGIN, acr)
        keys = KeySet(lambda: json.dumps({"keys": [self.key.as_dict(private=False)]}).encode(), monotonic)
        return RelyingParty(registration, self.metadata, keys, monotonic)

    def claims(self, own: str, **changes: Any) -> dict[str, Any]:
        now = int(NOW.timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": SUBJECT, "iat": now, "exp": now + 300}
        claims |= {"nonce": own, "auth_time": now - 60, "sid": "s1", "acr": "phr"}
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def signed(self, claims: dict[str, Any], key: ECKey | None = None, **header: Any) -> str:
        made_with = key or self.key
        return sign(made_with, {"alg": "ES256", "kid": self.key.kid, "typ": "JWT"} | header, claims)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with _answering() as found:
        yield found


@contextmanager
def _answering() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            ours.asked.append((self.path, {name: values[0] for name, values in parse_qs(body).items()}))
            content = json.dumps(ours.answer).encode()
            self.send_response(ours.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    ours = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ours
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def comes_back(
    provider: Provider,
    *,
    anew: bool = False,
    header: dict[str, Any] | None = None,
    key: ECKey | None = None,
    **changes: Any,
) -> SignedIn | Rejected:
    """Set out and come back with an ID token that is right but for the changes."""
    relying = provider.relying()
    _, begun = relying.begin(anew=anew)
    token = provider.signed(provider.claims(begun.nonce, **changes), key, **(header or {}))
    provider.answer = {"access_token": "unused", "token_type": "Bearer", "id_token": token}
    return relying.finish({"code": "a code", "state": begun.state, "iss": provider.issuer}, begun, NOW)


def test_the_way_out_names_what_must_come_back_and_no_secret(provider: Provider) -> None:
    url, begun = provider.relying().begin()

    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{provider.issuer}/authorize?")
    assert asked["response_type"] == "code"
    assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, f"{ORIGIN}/signed-in")
    assert (asked["state"], asked["nonce"]) == (begun.state, begun.nonce)
    assert asked["code_challenge_method"] == "S256"
    assert begun.verifier not in url
    assert len({begun.state, begun.nonce, begun.verifier}) == 3
    assert "prompt" not in asked


def test_whoever_proves_anew_is_asked_whatever_the_provider_remembers(provider: Provider) -> None:
    url, _ = provider.relying("phr").begin(anew=True)

    asked = parse_qs(urlsplit(url).query)
    assert (asked["prompt"], asked["max_age"], asked["acr_values"]) == (["login"], ["0"], ["phr"])


def test_where_requests_are_pushed_the_browser_carries_a_reference_alone(provider: Provider) -> None:
    provider.more = {"pushed_authorization_request_endpoint": f"{provider.issuer}/par"}
    provider.answer = {"request_uri": "urn:ref:1", "expires_in": 60}

    url, begun = provider.relying().begin()

    assert parse_qs(urlsplit(url).query) == {"client_id": [CLIENT], "request_uri": ["urn:ref:1"]}
    ((path, pushed),) = provider.asked
    assert path == "/par"
    assert (pushed["state"], pushed["nonce"]) == (begun.state, begun.nonce)
    assert _proven(provider, pushed)


@pytest.mark.parametrize("answer", [{}, {"request_uri": 7}])
def test_a_provider_that_takes_no_pushed_request_sends_nobody_anywhere(
    provider: Provider, answer: dict[str, Any]
) -> None:
    provider.more = {"pushed_authorization_request_endpoint": f"{provider.issuer}/par"}
    provider.answer = answer

    with pytest.raises(Unavailable):
        provider.relying().begin()


def test_whoever_comes_back_is_who_the_token_says(provider: Provider) -> None:
    found = comes_back(provider)

    assert isinstance(found, SignedIn)
    assert (found.subject, found.acr, found.session) == (SUBJECT, "phr", "s1")
    assert found.at == NOW - timedelta(seconds=60)
    ((path, said),) = provider.asked
    assert path == "/token"
    assert (said["grant_type"], said["code"]) == ("authorization_code", "a code")
    assert said["redirect_uri"] == f"{ORIGIN}/signed-in"
    assert len(said["code_verifier"]) >= 43
    assert _proven(provider, said)


def _proven(provider: Provider, said: dict[str, str]) -> bool:
    """Say whether a request proves that it is the pages', to this provider alone and for a short while."""
    assert said["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    proof = jwt.decode(said["client_assertion"], provider.pages_key, algorithms=["ES256"])
    assert proof.header["kid"] == provider.pages_key.kid
    claims = proof.claims
    return (
        claims["iss"] == claims["sub"] == CLIENT
        and claims["aud"] == provider.issuer
        and bool(claims["jti"])
        and 0 < claims["exp"] - claims["iat"] <= 3600
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://elsewhere.example"}, Why.ISSUER),
        ({"aud": "another"}, Why.AUDIENCE),
        ({"aud": [CLIENT, "another"]}, Why.AUDIENCE),
        ({"aud": None}, Why.AUDIENCE),
        ({"nonce": "of another"}, Why.CLAIMS),
        ({"nonce": None}, Why.CLAIMS),
        ({"sub": None}, Why.CLAIMS),
        ({"sub": ""}, Why.CLAIMS),
        ({"iat": None}, Why.CLAIMS),
        ({"iat": int(NOW.timestamp()) + 120}, Why.NOT_YET),
        ({"exp": int(NOW.timestamp()) - 60}, Why.EXPIRED),
        ({"exp": None}, Why.CLAIMS),
        ({"auth_time": "yesterday"}, Why.CLAIMS),
        ({"sid": 7}, Why.CLAIMS),
    ],
)
def test_a_token_with_one_thing_wrong_signs_nobody_in(
    provider: Provider, changes: dict[str, Any], why: Why
) -> None:
    assert comes_back(provider, **changes) == Rejected(why)


@pytest.mark.parametrize(
    ("header", "why"),
    [({"alg": "none"}, Why.ALGORITHM), ({"typ": "at+jwt"}, Why.TYPE), ({"typ": "logout+jwt"}, Why.TYPE)],
)
def test_a_token_of_another_kind_signs_nobody_in(
    provider: Provider, header: dict[str, Any], why: Why
) -> None:
    found = comes_back(provider)
    assert isinstance(found, SignedIn)
    relying = provider.relying()
    _, begun = relying.begin()
    good = provider.signed(provider.claims(begun.nonce))
    claims, signature = good.split(".")[1:]
    from joserfc.util import urlsafe_b64encode  # noqa: PLC0415

    bent = urlsafe_b64encode(json.dumps({"alg": "ES256", "kid": provider.key.kid} | header).encode()).decode()
    provider.answer = {
        "access_token": "unused",
        "token_type": "Bearer",
        "id_token": f"{bent}.{claims}.{signature}",
    }

    assert relying.finish(
        {"code": "c", "state": begun.state, "iss": provider.issuer}, begun, NOW
    ) == Rejected(why)


def test_a_token_that_another_signed_signs_nobody_in(provider: Provider) -> None:
    assert comes_back(provider, key=a_key()) == Rejected(Why.SIGNATURE)


def test_a_token_without_a_type_is_taken_as_many_providers_write_it(provider: Provider) -> None:
    relying = provider.relying()
    _, begun = relying.begin()
    token = sign(provider.key, {"alg": "ES256", "kid": provider.key.kid}, provider.claims(begun.nonce))
    provider.answer = {"access_token": "unused", "token_type": "Bearer", "id_token": token}

    found = relying.finish({"code": "c", "state": begun.state}, begun, NOW)

    assert isinstance(found, SignedIn)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "of another"},
        {"state": ""},
        {"code": ""},
        {"code": "x" * 3000},
        {"error": "access_denied"},
        {"iss": "https://elsewhere.example"},
    ],
)
def test_an_answer_that_is_not_the_one_waited_for_signs_nobody_in_and_asks_for_no_token(
    provider: Provider, changes: dict[str, str]
) -> None:
    relying = provider.relying()
    _, begun = relying.begin()
    returned = {"code": "c", "state": begun.state, "iss": provider.issuer} | changes

    assert isinstance(relying.finish(returned, begun, NOW), Rejected)
    assert provider.asked == []


def test_a_provider_that_names_itself_in_answers_must(provider: Provider) -> None:
    provider.more = {"authorization_response_iss_parameter_supported": True}
    relying = provider.relying()
    _, begun = relying.begin()

    assert relying.finish({"code": "c", "state": begun.state}, begun, NOW) == Rejected(Why.ISSUER)


@pytest.mark.parametrize(
    ("status", "answer", "raises"),
    [
        (400, {"error": "invalid_grant"}, False),
        (200, {"access_token": "x", "token_type": "Bearer"}, False),
        (500, {}, True),
    ],
)
def test_a_code_that_gets_no_id_token_signs_nobody_in(
    provider: Provider, status: int, answer: dict[str, Any], *, raises: bool
) -> None:
    relying = provider.relying()
    _, begun = relying.begin()
    provider.status, provider.answer = status, answer
    returned = {"code": "c", "state": begun.state, "iss": provider.issuer}

    if raises:
        with pytest.raises(Unavailable):
            relying.finish(returned, begun, NOW)
    else:
        assert isinstance(relying.finish(returned, begun, NOW), Rejected)


def test_proving_anew_needs_the_moment_at_which_somebody_was_asked(provider: Provider) -> None:
    assert comes_back(provider, anew=True, auth_time=None) == Rejected(Why.CLAIMS)
    assert isinstance(comes_back(provider, anew=True), SignedIn)
    # Nobody signed in later than the token was made, whatever it says.
    ahead = comes_back(provider, auth_time=int(NOW.timestamp()) + 3600)
    assert isinstance(ahead, SignedIn)
    assert ahead.at == NOW


def test_signing_out_goes_on_to_the_provider_which_sends_people_back(provider: Provider) -> None:
    url = provider.relying().farewell("an.id.token")

    assert url is not None
    assert url.startswith(f"{provider.issuer}/end?")
    assert parse_qs(urlsplit(url).query) == {
        "id_token_hint": ["an.id.token"],
        "client_id": [CLIENT],
        "post_logout_redirect_uri": [f"{ORIGIN}/signed-out"],
    }
    provider.more = {"end_session_endpoint": "http://elsewhere.example/end"}
    with pytest.raises(Unavailable):
        provider.relying().farewell("an.id.token")


def test_where_the_provider_has_no_way_out_people_stay_here(provider: Provider) -> None:
    del_end = {name: value for name, value in provider.metadata().items() if name != "end_session_endpoint"}
    relying = RelyingParty(
        provider.relying().registration, lambda: del_end, KeySet(lambda: b"{}", monotonic), monotonic
    )

    assert relying.farewell("an.id.token") is None


class TestLogoutTokens:
    """OpenID Connect Back-Channel Logout 1.0, section 2.6."""

    @staticmethod
    def told(provider: Provider, typ: str = "logout+jwt", **changes: Any) -> LoggedOut | Rejected:
        claims = provider.claims("", nonce=None, auth_time=None, acr=None)
        claims |= {"jti": str(uuid4()), "events": {LOGOUT: {}}}
        bent = {name: value for name, value in (claims | changes).items() if value is not None}
        return provider.relying().told_to_end(provider.signed(bent, typ=typ), NOW)

    def test_one_that_is_right_names_whom_and_which_session(self, provider: Provider) -> None:
        assert self.told(provider) == LoggedOut(SUBJECT, "s1")
        assert self.told(provider, sid=None) == LoggedOut(SUBJECT, None)
        assert self.told(provider, typ="JWT", sub=None) == LoggedOut(None, "s1")

    @pytest.mark.parametrize(
        "changes",
        [
            {"events": None},
            {"events": {}},
            {"events": {LOGOUT: "yes"}},
            {"nonce": "any"},
            {"jti": None},
            {"sub": None, "sid": None},
            {"iss": "https://elsewhere.example"},
            {"aud": "another"},
            {"exp": int(NOW.timestamp()) - 60},
            {"iat": int(NOW.timestamp()) + 120},
        ],
    )
    def test_one_with_one_thing_wrong_ends_nothing(self, provider: Provider, changes: dict[str, Any]) -> None:
        assert isinstance(self.told(provider, **changes), Rejected)

    def test_an_id_token_is_none(self, provider: Provider) -> None:
        assert isinstance(
            provider.relying().told_to_end(provider.signed(provider.claims("n")), NOW), Rejected
        )


def test_what_the_provider_says_of_itself_is_kept_for_a_while_and_its_absence_told() -> None:
    moments, asked = [0.0], list[float]()

    def metadata() -> dict[str, Any]:
        asked.append(moments[0])
        if len(asked) > 2:
            raise OSError
        return {"authorization_endpoint": "https://id.example/authorize"}

    registration = Registration("https://id.example", CLIENT, a_key(), ORIGIN)
    relying = RelyingParty(registration, metadata, KeySet(lambda: b"{}", monotonic), lambda: moments[0])
    for moments[0] in (0.0, KEPT - 1, KEPT + 1, KEPT + 2):
        relying.begin()
    assert asked == [0.0, KEPT + 1]
    moments[0] = 3 * KEPT
    with pytest.raises(Unavailable):
        relying.begin()

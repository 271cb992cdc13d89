"""The pages at a certified OpenID provider, none of ours: signing in and out at both ends, proving anew."""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from html import unescape
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest
import uvicorn

from sharehub.acting.entrance import Door
from sharehub.app import Outside, application, with_pages
from sharehub.audit.entry import Action
from sharehub.clock import SystemClock
from sharehub.identity.access_token import Expected
from sharehub.identity.keyset import KeySet, https_get, jwks_uri, metadata
from sharehub.identity.relying import Registration, RelyingParty
from sharehub.protocols.partnership import Identity, identify_user
from tests.sharehub.identity.oidc import VISITOR, running
from tests.sharehub.identity.signing import a_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sharehub.identity.oidc import Provider
    from tests.sharehub.world import World

pytestmark = pytest.mark.node

CLIENT, PATIENCE = "hub-pages", 30
_FORM = re.compile(r'<form[^>]* action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_INPUT = re.compile(r'<input[^>]* name="([^"]+)"(?:[^>]* value="([^"]*)")?')
MOST_STEPS = 12


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("provider") / "oidc") as found:
        yield found


class Place:
    """A hub with pages that is registered with the provider, and a browser that only knows HTTP."""

    def __init__(self, address: str, world: World, browser: httpx2.Client) -> None:
        self.address, self.world, self.browser = address, world, browser

    def until_here(self, answer: httpx2.Response) -> httpx2.Response:
        """Do what a browser and a willing person do, until they are on a page of the hub's."""
        for _ in range(MOST_STEPS):
            if answer.is_redirect:
                answer = self.browser.get(urljoin(str(answer.url), answer.headers["location"]))
            elif str(answer.url).startswith(self.address):
                return answer
            else:
                answer = self._filled_in(answer)
        raise AssertionError("nobody came back")

    def _filled_in(self, answer: httpx2.Response) -> httpx2.Response:
        found = _FORM.search(answer.text)
        assert found, answer.text
        fields = {name: unescape(value or "") for name, value in _INPUT.findall(found[2])}
        fields |= {name: VISITOR for name in ("login",) if name in fields}
        fields |= {"password": "any"} if "password" in fields else {}
        # At signing out the button that says yes bears this.
        fields |= {"logout": "yes"} if "xsrf" in fields else {}
        return self.browser.post(urljoin(str(answer.url), unescape(found[1])), data=fields)

    def signs_in(self) -> httpx2.Response:
        return self.until_here(self.browser.post(f"{self.address}/sign-in", data={"to": "/"}))

    def held(self, path: str = "/") -> dict[str, str]:
        page = self.browser.get(self.address + path).text
        return {
            name: unescape(value) for name, value in re.findall(r'name="(form_\w+)" value="([^"]*)"', page)
        }

    @property
    def is_in(self) -> bool:
        return self.browser.get(f"{self.address}/").status_code == 200


@pytest.fixture
def place(sqlite_world: World, provider: Provider) -> Iterator[Place]:
    hub = replace(sqlite_world.hub, clock=SystemClock())
    visitor = sqlite_world.actor("health_visitor")
    with hub.begin() as work:
        identify_user(work, visitor.user, Identity("hv-1", provider.issuer, VISITOR))
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        key = a_key("pages")
        registration = Registration(provider.issuer, CLIENT, key, address)
        provider.register(_client(registration))
        keys = KeySet(lambda: https_get(jwks_uri(provider.issuer)), monotonic)
        door = Door(hub, Expected(provider.issuer, address), keys, address)
        people = RelyingParty(registration, lambda: metadata(provider.issuer), keys, monotonic)
        with (
            _served(listening, with_pages(application(hub, door, Outside()), people)),
            httpx2.Client(timeout=PATIENCE, trust_env=False) as browser,
        ):
            yield Place(address, sqlite_world, browser)


def _client(registration: Registration) -> dict[str, Any]:
    return {
        "client_id": CLIENT,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "id_token_signed_response_alg": "ES256",
        "jwks": {"keys": [registration.key.as_dict(private=False)]},
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "redirect_uris": [registration.back],
        "post_logout_redirect_uris": [registration.out],
        "backchannel_logout_uri": f"{registration.origin}/signed-out-elsewhere",
        "backchannel_logout_session_required": True,
        "require_pushed_authorization_requests": True,
    }


@contextmanager
def _served(listening: socket.socket, app: Any) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def test_people_sign_in_with_pushed_requests_and_a_proof_of_the_pages_key(place: Place) -> None:
    answer = place.signs_in()

    assert (answer.status_code, urlsplit(str(answer.url)).path) == (200, "/")
    (entry,) = place.world.logged(Action.SESSION_BEGUN)
    assert (entry["actor"], entry["refs"]["client"]) == (
        str(place.world.actor("health_visitor").user),
        CLIENT,
    )


def test_proving_anew_asks_again_though_the_provider_remembers(place: Place) -> None:
    place.signs_in()
    before = place.browser.cookies.get("sharehub")
    # It remembers: another sign-in comes back without a question.
    again = place.browser.post(f"{place.address}/sign-in/anew", data={"to": "/role"})
    time.sleep(1.1)

    back = place.until_here(again)

    assert urlsplit(str(back.url)).path == "/role"
    assert place.browser.cookies.get("sharehub") != before
    assert len(place.world.logged(Action.SESSION_BEGUN)) == 2


def test_signing_out_here_signs_out_there(place: Place) -> None:
    place.signs_in()

    out = place.until_here(place.browser.post(f"{place.address}/sign-out", data=place.held()))

    assert "You are signed out" in out.text
    assert not place.is_in
    # The provider asks who they are again, and so its own session is over.
    asked = place.browser.post(f"{place.address}/sign-in", data={"to": "/"})
    asked = place.browser.get(asked.headers["location"])
    while asked.is_redirect:
        asked = place.browser.get(urljoin(str(asked.url), asked.headers["location"]))
    assert 'name="login"' in asked.text


def test_signing_out_there_signs_out_here(place: Place, provider: Provider) -> None:
    place.signs_in()
    session = place.browser.cookies.get("sharehub")
    assert place.is_in

    answer = place.browser.get(str(provider.metadata["end_session_endpoint"]))
    place._filled_in(answer)

    deadline = monotonic() + PATIENCE
    while not place.world.logged(Action.SESSION_ENDED) and monotonic() < deadline:
        time.sleep(0.1)
    assert [entry["refs"] for entry in place.world.logged(Action.SESSION_ENDED)] == [{"by": "provider"}]
    assert place.browser.cookies.get("sharehub") == session
    assert not place.is_in


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_what_is_no_logout_token_ends_nothing(place: Place, token: str) -> None:
    place.signs_in()

    answer = httpx2.post(f"{place.address}/signed-out-elsewhere", data={"logout_token": token})

    assert answer.status_code == 400
    assert place.is_in

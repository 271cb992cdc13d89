"""Somebody who visits pages without a browser: quick, for what no rendering is needed for."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

import httpx2

if TYPE_CHECKING:
    from tests.sharehub.pages.browsing import Served

PATIENCE = 30
COOKIE = "sharehub"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Visitor:
    """A visitor with cookies, who follows no redirect that a test has not asked for."""

    def __init__(self, served: Served) -> None:
        """Come without any cookie."""
        self.served = served
        self.client = httpx2.Client(base_url=served.address, timeout=PATIENCE, trust_env=False)

    def signs_in(self, name: str, to: str = "/") -> Self:
        """Sign in as somebody, and stand before what they wanted to see."""
        self.comes_back(self.chooses(self.sets_out(to), name))
        return self

    def sets_out(self, to: str = "/") -> str:
        """Press the button to sign in; return where the provider is."""
        answer = self.client.post("/sign-in", data={"to": to})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def chooses(self, provider: str, name: str) -> str:
        """Say at the provider who one is; return where it sends one back to."""
        answer = self.client.post(provider, data={"person": name})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def comes_back(self, address: str) -> httpx2.Response:
        """Come back from the provider."""
        return self.client.get(address)

    def __enter__(self) -> Self:
        """Be there for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """Go."""
        self.client.close()

    @property
    def session(self) -> str | None:
        """Return the session's name, as the cookie holds it."""
        return self.client.cookies.get(COOKIE)

    def sees(self, path: str) -> httpx2.Response:
        """Open a page."""
        return self.client.get(path)

    def held(self, path: str) -> dict[str, str]:
        """Return the hidden fields of a page's first form, and of any other."""
        return {name: unescape(value) for name, value in _HIDDEN.findall(self.sees(path).text)}

    def sends(self, path: str, **fields: str | list[str]) -> httpx2.Response:
        """Send a form as it stands on a page."""
        return self.client.post(path, data=fields)

    def signs_out(self) -> httpx2.Response:
        """Press the button to sign out, and go where that leads."""
        answer = self.sends("/sign-out", **self.held("/"))
        assert answer.status_code == 303, answer.text
        return self.client.get(
            urljoin(self.served.address, answer.headers["location"]), follow_redirects=True
        )

"""A real OpenID provider for tests, and those who get tokens from it; see `tests/oidc`."""

from __future__ import annotations

import hashlib
import json
import re
import select
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urljoin, urlsplit
from uuid import uuid4

import httpx2

from tests.conftest import lacking
from tests.sharehub.identity.signing import Holder, a_key, part, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from joserfc.jwk import ECKey

HUB = "https://hub.example"
"""The audience of tokens for the hub, and where it is reached."""

SOURCE = Path(__file__).parents[2] / "oidc"
PATIENCE = 30
"""Seconds."""
INSTALLING = 180
"""Seconds; a first time fetches some forty packages."""
BACK = "http://127.0.0.1/back"
"""Where the pages are sent back to; a native application's, whose port is open. Nobody listens there."""

MOST_STEPS = 10
_FORM = re.compile(r'<form[^>]* action="([^"]+)"[^>]*>\s*<input type="hidden" name="prompt" value="(\w+)"')


def now() -> int:
    return int(time.time())


@dataclass(frozen=True)
class Place:
    """The unit and role that a token is for."""

    sharehub_unit: str
    sharehub_role: str


@dataclass(frozen=True)
class System:
    """An agency's system, a client that speaks for itself; `bound`: its tokens are bound to a key."""

    name: str
    place: Place
    bound: bool = False
    key: ECKey = field(default_factory=a_key)

    def as_client(self) -> dict[str, Any]:
        """Return what the provider knows of it."""
        return {
            "client_id": self.name,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "id_token_signed_response_alg": "ES256",
            "jwks": {"keys": [self.key.as_dict(private=False)]},
            "grant_types": ["client_credentials"],
            "response_types": [],
            "redirect_uris": [],
            "dpop_bound_access_tokens": self.bound,
        }

    def assertion(self, issuer: str) -> str:
        """Return a proof that it is this client; RFC 7523."""
        claims = {"iss": self.name, "sub": self.name, "aud": issuer, "jti": str(uuid4())}
        times = {"iat": now(), "exp": now() + 60}
        return sign(self.key, {"alg": "ES256", "kid": self.key.kid}, claims | times)


RECORDS = System("police-records", Place("POL-DA", "police"))
REFERRALS = System("school-referrals", Place("SCHOOL", "school"), bound=True)
VISITOR, STRANGER = "a.visitor", "a.stranger"
PAGES = "pages"
"""The pages that people use: an application that can keep no secret."""

_PAGES = {
    "client_id": PAGES,
    "application_type": "native",
    "token_endpoint_auth_method": "none",
    "id_token_signed_response_alg": "ES256",
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "redirect_uris": [BACK],
}
_VISITING = Place("HV", "health_visitor")
_CLAIMS = {
    **{system.name: asdict(system.place) for system in (RECORDS, REFERRALS)},
    **{person: asdict(_VISITING) for person in (VISITOR, STRANGER)},
}


class Provider:
    """A provider that runs; its keys may be changed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._more: list[dict[str, Any]] = []
        self.key = a_key()
        self.issuer = self.publish(self.key)
        found = httpx2.get(f"{self.issuer}/.well-known/openid-configuration", timeout=PATIENCE)
        self.metadata: dict[str, Any] = found.raise_for_status().json()

    def publish(self, *keys: ECKey) -> str:
        """Have it publish these keys alone, and sign with the first of them; return its issuer."""
        said = {
            "keys": [key.as_dict(private=True) for key in keys],
            "clients": [RECORDS.as_client(), REFERRALS.as_client(), _PAGES, *self._more],
            "claims": _CLAIMS,
        }
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(said), file=self._process.stdin, flush=True)
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        issuer = self._process.stdout.readline().strip() if ready else ""
        assert issuer, "the provider did not start"
        self.key = keys[0]
        return issuer

    def register(self, client: dict[str, Any]) -> None:
        """Let it know one more client, beside those that it knows anyway."""
        self._more = [client]
        self.publish(self.key)

    def token_of(self, system: System, resource: str | None = HUB, holder: Holder | None = None) -> str:
        """Return an access token of a system, bound to the holder's key if there is one."""
        said = {
            "grant_type": "client_credentials",
            "scope": "act",
            "client_id": system.name,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": system.assertion(self.issuer),
        }
        return str(self._tokens(said, resource, holder)["access_token"])

    def tokens_of(self, person: str, holder: Holder | None = None) -> dict[str, Any]:
        """Sign a person in through the pages, and return what the pages get: an access and an ID token."""
        verifier = uuid4().hex + uuid4().hex
        asked = {
            "client_id": PAGES,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": "openid act",
            "resource": HUB,
            "state": uuid4().hex,
            "code_challenge": part(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        back = self._signed_in(person, asked)
        assert back["state"] == [asked["state"]]
        assert back["iss"] == [self.issuer]
        said = {
            "grant_type": "authorization_code",
            "client_id": PAGES,
            "redirect_uri": BACK,
            "code": back["code"][0],
            "code_verifier": verifier,
        }
        return self._tokens(said, HUB, holder)

    def _tokens(self, said: dict[str, str], resource: str | None, holder: Holder | None) -> dict[str, Any]:
        endpoint = self.metadata["token_endpoint"]
        named = {} if resource is None else {"resource": resource}
        proof = {} if holder is None else {"DPoP": holder.proof("POST", endpoint)}
        answer = httpx2.post(endpoint, data=said | named, headers=proof, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        assert found["token_type"] == ("Bearer" if holder is None else "DPoP")
        return found

    def _signed_in(self, person: str, asked: dict[str, str]) -> dict[str, list[str]]:
        """Do what a person's browser does, and return what it brings back to the pages."""
        with httpx2.Client(timeout=PATIENCE) as browser:
            answer = browser.get(self.metadata["authorization_endpoint"], params=asked)
            for _ in range(MOST_STEPS):
                if "location" in answer.headers:
                    address = urljoin(str(answer.url), answer.headers["location"])
                    if address.startswith(BACK):
                        return parse_qs(urlsplit(address).query)
                    answer = browser.get(address)
                else:
                    address, filled_in = _form(answer.text, person)
                    answer = browser.post(address, data=filled_in)
        raise AssertionError("the person was never sent back")


def _form(page: str, person: str) -> tuple[str, dict[str, str]]:
    """Return where a page's form goes, and what a person who agrees to everything fills in."""
    found = _FORM.search(page)
    assert found, page
    address, prompt = found.groups()
    return unescape(address), {"prompt": prompt, "login": person, "password": "any"}


@contextmanager
def running(folder: Path) -> Iterator[Provider]:
    """Install the provider into a new folder, and run it for a while."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        lacking("node", "node and npm are not both on the path")
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules"))
    install = (str(npm), "ci", "--no-audit", "--no-fund", "--silent")
    if subprocess.run(install, cwd=folder, timeout=INSTALLING, check=False).returncode:
        lacking("node", "npm cannot install what tests/oidc asks for")
    command = (str(node), "provider.mjs")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Provider(process)
        finally:
            process.kill()

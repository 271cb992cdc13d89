"""An issuer's keys: fetched when needed, followed when they change, never asked for too often."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from sharehub.identity.keyset import FRESH, MOST_BYTES, OLDEST, PAUSE, KeySet, https_get, jwks_uri, keys_of
from sharehub.identity.signed import Unsound
from tests.sharehub.identity.signing import a_key, weak_rsa

if TYPE_CHECKING:
    from collections.abc import Iterator


class Published:
    """A provider's key set that can change or fall silent, and a clock."""

    def __init__(self, *names: str) -> None:
        self.names, self.time, self.fetched, self.silent = list(names), 0.0, 0, False
        self.set = KeySet(self.fetch, lambda: self.time)

    def fetch(self) -> bytes:
        self.fetched += 1
        if self.silent:
            raise OSError("away")
        return json.dumps({"keys": [a_key(name).as_dict(private=False) for name in self.names]}).encode()

    def has(self, name: str | None) -> bool:
        try:
            key = self.set.key({} if name is None else {"kid": name})
        except Unsound:
            return False
        return name is None or key.kid == name


def test_keys_are_fetched_once_and_kept() -> None:
    published = Published("one")

    assert [published.has("one") for _ in range(5)] == [True] * 5
    assert published.fetched == 1


def test_a_new_key_is_found_and_an_old_one_gone_when_the_issuer_changes_them() -> None:
    published = Published("one")
    assert published.has("one")
    published.names = ["two"]
    published.time = PAUSE

    assert published.has("two")
    assert not published.has("one")


def test_made_up_names_do_not_make_us_hammer_the_provider() -> None:
    published = Published("one")
    assert published.has("one")

    for number in range(100):
        published.time = number * PAUSE / 100
        assert not published.has(f"made up {number}")

    assert published.fetched == 1


def test_keys_are_fetched_again_after_a_while_and_kept_when_that_fails() -> None:
    published = Published("one")
    assert published.has("one")
    published.silent = True
    published.time = FRESH + 1
    assert published.has("one")
    assert published.fetched == 2

    published.time = OLDEST
    assert published.has("one")
    published.time = OLDEST + 1
    assert not published.has("one")


def test_a_token_without_a_key_name_is_for_an_issuer_of_one_key() -> None:
    assert Published("one").has(None)
    assert not Published("one", "two").has(None)
    assert not Published("one", "one").has("one")


def test_many_threads_fetch_once() -> None:
    published = Published("one")
    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(published.has("one"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [True] * 16
    assert published.fetched == 1


def test_only_public_keys_for_our_signatures_are_taken() -> None:
    good: list[Any] = [
        ECKey.generate_key("P-256").as_dict(private=False),
        OKPKey.generate_key("Ed25519").as_dict(private=False),
        RSAKey.generate_key(2048).as_dict(private=False),
    ]
    others: list[Any] = [
        ECKey.generate_key("P-256").as_dict(private=True),
        ECKey.generate_key("P-384").as_dict(private=False),
        OKPKey.generate_key("X25519").as_dict(private=False),
        weak_rsa(),
        OctKey.generate_key(256).as_dict(private=True),
        ECKey.generate_key("P-256").as_dict(private=False) | {"use": "enc"},
        ECKey.generate_key("P-256").as_dict(private=False) | {"key_ops": ["sign"]},
        {"kty": "EC", "crv": "P-256"},
        {"kty": ["EC"]},
        "key",
        None,
    ]

    assert len(keys_of(json.dumps({"keys": good + others}).encode())) == 3


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b"{}", b'{"keys": {}}', b"x", b" " * (MOST_BYTES + 1), b'{"keys": [1' + b",1" * 50 + b"]}"],
)
def test_what_is_no_key_set_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError, match=r"key set|Expecting"):
        keys_of(document)


class Provider(BaseHTTPRequestHandler):
    """Answers what the test says."""

    answers: dict[str, tuple[int, bytes]] = {}  # noqa: RUF012 - a test's own

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[str]:
    """Serve on this machine, and return where."""
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_metadata_leads_to_the_keys(provider: str) -> None:
    said = json.dumps({"issuer": f"{provider}/realm", "jwks_uri": f"{provider}/keys"}).encode()
    Provider.answers = {
        "/realm/.well-known/openid-configuration": (200, said),
        "/keys": (200, b'{"keys": []}'),
    }

    assert jwks_uri(f"{provider}/realm") == f"{provider}/keys"
    assert https_get(f"{provider}/keys") == b'{"keys": []}'

    Provider.answers = {"/.well-known/oauth-authorization-server/realm": (200, said)}
    assert jwks_uri(f"{provider}/realm") == f"{provider}/keys"


@pytest.mark.parametrize(
    "said", [b"{}", b"[]", b"x", b'{"issuer": "https://other.example", "jwks_uri": "https://x"}']
)
def test_metadata_of_another_is_none(provider: str, said: bytes) -> None:
    Provider.answers = {"/.well-known/openid-configuration": (200, said)}

    with pytest.raises(OSError, match="metadata"):
        jwks_uri(provider)


def test_only_a_plain_answer_over_tls_or_from_this_machine_is_taken(provider: str) -> None:
    Provider.answers = {"/moved": (302, b""), "/long": (200, b"x" * (MOST_BYTES + 1)), "/broken": (500, b"")}

    for url in (f"{provider}/moved", f"{provider}/long", f"{provider}/broken", "http://127.0.0.1:1/keys"):
        with pytest.raises(OSError, match=r"provider|too long"):
            https_get(url)
    for url in ("http://id.example/keys", "file:///etc/passwd", "ftp://127.0.0.1/keys"):
        with pytest.raises(OSError, match="https alone"):
            https_get(url)

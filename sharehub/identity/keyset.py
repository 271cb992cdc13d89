"""The keys of an issuer: fetched, kept for a while, fetched anew when a token names one that is not there.

Source: RFC 7517; RFC 8414 and OpenID Connect Discovery for where they are.
"""

from __future__ import annotations

import json
import threading
import warnings
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from sharehub.identity.signed import Unsound, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from joserfc.jwk import Key

MOST_BYTES = 64 * 1024
MOST_KEYS = 50
SHORTEST_RSA = 2048
FRESH = 600.0
"""Seconds after which keys are fetched again: a provider may have taken one back."""
OLDEST = 24 * 3600.0
"""Seconds for which keys still count while the provider cannot be reached; then nobody comes in."""
PAUSE = 30.0
"""Seconds between two fetches, so that made-up key names do not make us hammer the provider."""
PATIENCE = 5.0
"""Seconds a provider has to answer."""

NO_METADATA = "the provider's metadata cannot be had, or is another issuer's"

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class KeySource(Protocol):
    """Where the issuer's keys come from."""

    def key(self, header: Mapping[str, Any]) -> Key:
        """Return the key that a token's header names; Unsound when there is none."""


class KeySet:
    """An issuer's keys, fetched when they are needed; safe to use from several threads."""

    def __init__(self, fetch: Callable[[], bytes], monotonic: Callable[[], float]) -> None:
        """Take a function that fetches the set, or raises OSError, and one that tells seconds."""
        self._fetch = fetch
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._keys: list[Key] = []
        self._fetched: float | None = None
        self._tried: float | None = None

    def key(self, header: Mapping[str, Any]) -> Key:
        """Return the key that a token's header names; a token that names none is for an issuer of one key.

        Raises:
            Unsound: there is no such key, or the keys are too old and cannot be fetched.
        """
        found = self._found(header)
        if found is None or self._age() > FRESH:
            self._refresh()
            found = self._found(header)
        if found is None:
            raise Unsound(Why.KEY)
        return found

    def _found(self, header: Mapping[str, Any]) -> Key | None:
        if self._age() > OLDEST:
            return None
        if "kid" not in header:
            return self._keys[0] if len(self._keys) == 1 else None
        named = [key for key in self._keys if key.kid == header["kid"]]
        # Two keys of one name: which is meant cannot be known.
        return named[0] if len(named) == 1 else None

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._monotonic() - self._fetched

    def _refresh(self) -> None:
        """Fetch the keys, unless somebody is at it or just was; what is there stays when it fails."""
        # Where there are keys, nobody waits for another's fetch: theirs is probably among them.
        if not self._lock.acquire(blocking=self._fetched is None):
            return
        try:
            if self._tried is not None and self._monotonic() - self._tried < PAUSE:
                return
            self._tried = self._monotonic()
            self._keys = keys_of(self._fetch())
            self._fetched = self._monotonic()
        except (OSError, ValueError):
            return
        finally:
            self._lock.release()


def keys_of(document: bytes) -> list[Key]:
    """Return the usable keys of a key set; what is no public key for signatures is passed over.

    Raises:
        ValueError: it is no key set.
    """
    if len(document) > MOST_BYTES:
        raise ValueError("a key set is at most 64 KiB")
    found = json.loads(document)
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise ValueError("no key set")
    keys: list[Key] = []
    for one in listed:
        try:
            key = usable(one)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if key is not None:
            keys.append(key)
    return keys


def usable(given: object) -> Key | None:
    """Return a public key that may check signatures here, or None when it is of another kind.

    Raises:
        JoseError, ValueError, TypeError, KeyError: it is malformed.
    """
    if not isinstance(given, dict) or given.keys() & _PRIVATE or not _for_signatures(given):
        return None
    with warnings.catch_warnings():
        # Weak keys are told by a warning there; here they are refused below.
        warnings.simplefilter("ignore")
        return _imported(given)


def _imported(given: dict[str, Any]) -> Key | None:
    match given.get("kty"), given.get("crv"):
        case "EC", "P-256":
            return ECKey.import_key(given)
        case "OKP", "Ed25519":
            return OKPKey.import_key(given)
        case "RSA", None:
            key = RSAKey.import_key(given)
            return key if key.public_key.key_size >= SHORTEST_RSA else None
        case _:
            return None


def _for_signatures(given: Mapping[str, Any]) -> bool:
    operations = given.get("key_ops", ["verify"])
    return given.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations


def https_get(url: str) -> bytes:
    """Return what an address answers: over TLS or from this machine, at once, from there and nowhere else.

    Raises:
        OSError: it cannot be reached, or does not answer as it should.
    """
    if not may_be_asked(url):
        raise OSError("keys are fetched over https alone")
    try:
        with httpx2.stream("GET", url, timeout=PATIENCE, follow_redirects=False) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise OSError("the answer is too long")
            if answer.status_code != 200:  # noqa: PLR2004 - HTTP's own
                raise OSError("the provider did not answer")
            return body
    except httpx2.HTTPError:
        raise OSError("the provider cannot be reached") from None


def jwks_uri(issuer: str, get: Callable[[str], bytes] = https_get) -> str:
    """Return where an issuer's keys are, as its metadata says.

    Raises:
        OSError: the metadata cannot be had, or it is another issuer's.
    """
    found = metadata(issuer, get).get("jwks_uri")
    if not isinstance(found, str):
        raise OSError(NO_METADATA)
    return found


def metadata(issuer: str, get: Callable[[str], bytes] = https_get) -> Mapping[str, Any]:
    """Return what an issuer says of itself.

    Raises:
        OSError: it cannot be had, or it is another issuer's.
    """
    for place in _metadata_places(issuer):
        try:
            found = json.loads(get(place))
        except (OSError, ValueError):
            continue
        if isinstance(found, dict) and found.get("issuer") == issuer:
            return found
    raise OSError(NO_METADATA)


def _metadata_places(issuer: str) -> tuple[str, str]:
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    origin = f"{parts.scheme}://{parts.netloc}"
    return (
        f"{origin}/.well-known/oauth-authorization-server{path}",  # RFC 8414, section 3.1
        f"{origin}{path}/.well-known/openid-configuration",
    )


def may_be_asked(url: str) -> bool:
    """Say whether secrets may go to an address: over TLS, or on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    )

"""Proofs of possession: that whoever brings a token holds the key it is bound to, for this request, now.

Source: RFC 9449 (DPoP), section 4.3.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64encode

from sharehub.identity.keyset import usable
from sharehub.identity.signed import Rejected, Unsound, Why, read, seconds, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from joserfc.jwk import Key

TYPES = frozenset({"dpop+jwt"})
WINDOW = timedelta(seconds=60)
"""Either way: how old a proof may be, and how far the clocks may differ."""

SHORTEST_ID = 8
LONGEST_URL = 2048

_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Shown:
    """The request that a proof must be for; at a token endpoint there is no token and no thumbprint yet.

    `url` is without query; `thumbprint` is of the key that the access token is bound to.
    """

    method: str
    url: str
    access_token: str | None = None
    thumbprint: str | None = None


def verify_proof(
    proofs: Sequence[str], shown: Shown, now: datetime, seen: Callable[[str, datetime], bool]
) -> str | Rejected:
    """Return the thumbprint of the key that made the proof, or why it counts for nothing.

    Args:
        proofs: the values of the request's DPoP header; exactly one is one.
        shown: the request.
        now: the moment, UTC.
        seen: puts a digest away until a moment and says whether it was there; asked last, so that only what
            is sound is ever kept.
    """
    try:
        keys: list[Key] = []
        claims = read(_only(proofs), TYPES, lambda header: _own_key(header, keys))
        made_by = keys[0].thumbprint()
        _check_request(claims, made_by, shown)
        _check_fresh(claims, made_by, now, seen)
    except Unsound as unsound:
        return Rejected(unsound.why)
    return made_by


def _only(proofs: Sequence[str]) -> str:
    if len(proofs) != 1:
        raise Unsound(Why.PROOF_COUNT)
    return proofs[0]


def _check_request(claims: Mapping[str, Any], made_by: str, shown: Shown) -> None:
    if shown.thumbprint is not None and not hmac.compare_digest(made_by, shown.thumbprint):
        raise Unsound(Why.PROOF_KEY)
    if claims.get("htm") != shown.method:
        raise Unsound(Why.PROOF_METHOD)
    if _normal(text(claims, "htu", LONGEST_URL)) != _normal(shown.url):
        raise Unsound(Why.PROOF_ADDRESS)
    if shown.access_token is not None and claims.get("ath") != _hash_of(shown.access_token):
        raise Unsound(Why.PROOF_TOKEN)


def _check_fresh(
    claims: Mapping[str, Any], made_by: str, now: datetime, seen: Callable[[str, datetime], bool]
) -> None:
    made_at = seconds(claims, "iat")
    if abs(now.timestamp() - made_at) > WINDOW.total_seconds():
        raise Unsound(Why.PROOF_TIME)
    identity = text(claims, "jti")
    if len(identity) < SHORTEST_ID:
        raise Unsound(Why.CLAIMS)
    digest = hashlib.sha256(f"{made_by}.{identity}".encode()).hexdigest()
    if seen(digest, datetime.fromtimestamp(made_at, UTC) + 2 * WINDOW):
        raise Unsound(Why.PROOF_REPLAYED)


def _own_key(header: Mapping[str, Any], keys: list[Key]) -> Key:
    """Return the key that a proof brings along; one that would give a private key away is refused."""
    try:
        key = usable(header.get("jwk"))
    except (JoseError, ValueError, TypeError, KeyError):
        key = None
    if key is None:
        raise Unsound(Why.PROOF_KEY)
    keys.append(key)
    return key


def _hash_of(token: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode()


def _normal(url: str) -> tuple[str, str, int | None, str]:
    """Return a URL in a form in which two that mean the same are equal; RFC 3986, section 6.2."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise Unsound(Why.PROOF_ADDRESS) from None
    if parts.username is not None or parts.password is not None:
        raise Unsound(Why.PROOF_ADDRESS)
    return scheme, host, port or _PORTS.get(scheme), _path(parts.path or "/")


def _path(path: str) -> str:
    """Undo the escapes of letters that need none, and write the others in capitals."""
    first, *rest = path.split("%")
    found = [first]
    for part in rest:
        code = part[:2]
        try:
            letter = chr(int(code, 16)) if len(code) == 2 else ""  # noqa: PLR2004 - two digits
        except ValueError:
            raise Unsound(Why.PROOF_ADDRESS) from None
        found.append((letter if letter in _UNRESERVED else f"%{code.upper()}") + part[2:])
    return "".join(found)

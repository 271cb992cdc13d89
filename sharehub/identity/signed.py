"""Reading a signed compact token strictly: one way to read it, one key to check it, or nothing.

Source: RFC 7515, RFC 8725 (best practices).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from joserfc.jwk import Key

ALGORITHMS = ("ES256", "PS256", "EdDSA", "Ed25519")
"""Those of FAPI 2.0, section 5.4.1, and the name that RFC 9864 gives to EdDSA on its curve."""

MOST_CHARACTERS = 8192
MOST_HEADER = 2048
LARGEST_INTEGER = 2**53 - 1

_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_ABOUT_KEYS = frozenset({"jku", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "zip"})
"""What would have a key fetched, the rules changed, or the token read differently."""


class Why(StrEnum):
    """Why a token or proof is rejected: for the operator's figures, never for the one who brought it."""

    MALFORMED = "malformed"
    TYPE = "type"
    ALGORITHM = "algorithm"
    KEY = "key"
    SIGNATURE = "signature"
    CLAIMS = "claims"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    TOO_LONG = "too_long"
    PROOF_COUNT = "proof_count"
    PROOF_KEY = "proof_key"
    PROOF_METHOD = "proof_method"
    PROOF_ADDRESS = "proof_address"
    PROOF_TIME = "proof_time"
    PROOF_TOKEN = "proof_token"  # noqa: S105 - a reason, not a secret
    PROOF_REPLAYED = "proof_replayed"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A token or proof that counts for nothing, and why."""

    why: Why


class Unsound(Exception):
    """Something in a token is not as it must be."""

    def __init__(self, why: Why) -> None:
        """Say why; nothing of the token is repeated."""
        super().__init__(why.value)
        self.why = why


def read(token: str, types: frozenset[str], key_of: Callable[[Mapping[str, Any]], Key]) -> dict[str, Any]:
    """Return the claims of a token whose signature holds.

    Args:
        token: a compact serialization.
        types: the values of `typ` that are taken, in small letters, empty for none; RFC 8725, section 3.11.
        key_of: returns the key to check with, given the header; it raises Unsound when there is none.

    Raises:
        Unsound: it is malformed, of another type or algorithm than ours, or not signed by that key.
    """
    segments = token.split(".") if len(token) <= MOST_CHARACTERS else []
    if len(segments) != 3 or not all(_SEGMENT.fullmatch(segment) for segment in segments):  # noqa: PLR2004 - RFC 7515
        raise Unsound(Why.MALFORMED)
    header, claims = (_object(segment) for segment in segments[:2])
    _canonical(segments[2])
    kind = header.get("typ", "")
    if not isinstance(kind, str) or kind.lower() not in types:
        raise Unsound(Why.TYPE)
    if header.get("alg") not in ALGORITHMS:
        raise Unsound(Why.ALGORITHM)
    if header.keys() & _ABOUT_KEYS:
        raise Unsound(Why.MALFORMED)
    key = key_of(header)
    registry = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    registry.max_header_length = MOST_HEADER
    try:
        jws.deserialize_compact(token, key, registry=registry)
    except (JoseError, ValueError, TypeError, KeyError):
        raise Unsound(Why.SIGNATURE) from None
    return claims


def text(claims: Mapping[str, Any], name: str, longest: int = 255) -> str:
    """Return a claim that must be text, neither empty nor long.

    Raises:
        Unsound: it is missing or something else.
    """
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise Unsound(Why.CLAIMS)
    return value


def seconds(claims: Mapping[str, Any], name: str) -> int:
    """Return a claim that must be a whole number of seconds since 1970.

    Raises:
        Unsound: it is missing or something else; a truth value is no number.
    """
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_INTEGER:
        raise Unsound(Why.CLAIMS)
    return value


def _object(segment: str) -> dict[str, Any]:
    try:
        found = json.loads(_canonical(segment), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unsound(Why.MALFORMED) from None
    if not isinstance(found, dict):
        raise Unsound(Why.MALFORMED)
    return found


def _canonical(segment: str) -> bytes:
    """Return what a segment holds; one that could have been written otherwise would be two tokens in one."""
    try:
        decoded: bytes = urlsafe_b64decode(segment.encode())
    except ValueError:
        raise Unsound(Why.MALFORMED) from None
    if urlsafe_b64encode(decoded) != segment.encode():
        raise Unsound(Why.MALFORMED)
    return decoded


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not a number of JSON")

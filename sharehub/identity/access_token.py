"""Access tokens: for whom one was issued, in which one unit and one role.

Source: RFC 9068. `sharehub_unit` and `sharehub_role` are claims of our own, one text each: a person with two
roles has two tokens, never the union.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sharehub.identity.signed import Rejected, Unsound, Why, read, seconds, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.identity.keyset import KeySource

__all__ = ["AccessToken", "Expected", "Rejected", "verify"]

TYPES = frozenset({"at+jwt", "application/at+jwt"})
UNIT = "sharehub_unit"
ROLE = "sharehub_role"
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_MOST_AUDIENCES = 20


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: by whom it was issued, for whom, and how long it may live.

    `leeway` allows for clocks that differ; neither it nor `longest` is to be generous.
    """

    issuer: str
    audience: str
    leeway: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A sound token. `key_thumbprint` is of the key it is bound to; None: whoever bears it may use it."""

    issuer: str
    subject: str
    client_id: str
    jti: str
    issued_at: datetime
    expires_at: datetime
    unit: str
    role: str
    key_thumbprint: str | None = None
    auth_time: datetime | None = None
    acr: str | None = None


def verify(token: str, expected: Expected, keys: KeySource, now: datetime) -> AccessToken | Rejected:
    """Return what a token says, or why it counts for nothing; RFC 9068, section 4.

    Args:
        token: as it came in the Authorization header.
        expected: what it must say.
        keys: the issuer's keys.
        now: the moment, UTC.
    """
    try:
        claims = read(token, TYPES, keys.key)
        return _checked(claims, expected, now)
    except Unsound as unsound:
        return Rejected(unsound.why)


def _checked(claims: Mapping[str, Any], expected: Expected, now: datetime) -> AccessToken:
    if claims.get("iss") != expected.issuer:
        raise Unsound(Why.ISSUER)
    if expected.audience not in _audiences(claims):
        raise Unsound(Why.AUDIENCE)
    issued, expires = _moment(claims, "iat"), _moment(claims, "exp")
    if now >= expires + expected.leeway:
        raise Unsound(Why.EXPIRED)
    starts = max(issued, _moment(claims, "nbf")) if "nbf" in claims else issued
    if now < starts - expected.leeway:
        raise Unsound(Why.NOT_YET)
    if expires - issued > expected.longest:
        raise Unsound(Why.TOO_LONG)
    return AccessToken(
        issuer=expected.issuer,
        subject=text(claims, "sub"),
        client_id=text(claims, "client_id"),
        jti=text(claims, "jti"),
        issued_at=issued,
        expires_at=expires,
        unit=text(claims, UNIT, 64),
        role=text(claims, ROLE, 64),
        key_thumbprint=_thumbprint(claims),
        auth_time=_moment(claims, "auth_time") if "auth_time" in claims else None,
        acr=text(claims, "acr") if "acr" in claims else None,
    )


def _audiences(claims: Mapping[str, Any]) -> list[str]:
    said = claims.get("aud")
    found = [said] if isinstance(said, str) else said
    if not isinstance(found, list) or len(found) > _MOST_AUDIENCES:
        raise Unsound(Why.AUDIENCE)
    return found


def _thumbprint(claims: Mapping[str, Any]) -> str | None:
    """Return the thumbprint of the key a token is bound to; a binding that we cannot check is no token."""
    if "cnf" not in claims:
        return None
    bound = claims["cnf"]
    if not isinstance(bound, dict) or bound.keys() != {"jkt"}:
        raise Unsound(Why.CLAIMS)
    thumbprint = bound["jkt"]
    if not isinstance(thumbprint, str) or not _THUMBPRINT.fullmatch(thumbprint):
        raise Unsound(Why.CLAIMS)
    return thumbprint


def _moment(claims: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromtimestamp(seconds(claims, name), UTC)
    except (ValueError, OverflowError, OSError):
        raise Unsound(Why.CLAIMS) from None

"""Signatures of webhooks (Standard Webhooks, symmetric): by a secret that each endpoint has of its own."""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIX = "whsec_"


def shown(secret: bytes) -> str:
    """Return a secret as the other end is given it."""
    return PREFIX + b64encode(secret).decode()


def headers(message: str, at: int, body: bytes, secrets: Iterable[bytes]) -> dict[str, str]:
    """Return the headers that go with a body.

    Args:
        message: the id that the other end knows the message by, however often it comes.
        at: when it is sent, in seconds since 1970.
        body: exactly what is sent.
        secrets: those that are good now: while one takes the place of another, both.
    """
    signed = f"{message}.{at}.".encode() + body
    signatures = [b64encode(hmac.digest(secret, signed, "sha256")).decode() for secret in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }

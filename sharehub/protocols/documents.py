"""The documents of protocols as they were registered, read once per process and held against their digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.parse import PolicyError, parse_protocol
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from policies.protocol import Protocol

_verified: dict[str, tuple[str, Protocol]] = {}
"""By digest: the text that was found to have it, and what it says. A hub holds a handful of them."""


def verified(digest: str, text: str) -> Protocol:
    """Return what a stored text says; comparing it with the one that was read before costs next to nothing.

    Raises:
        Tampered: the text is not the one that has this digest.
    """
    known = _verified.get(digest)
    if known is None or known[0] != text:
        known = _verified[digest] = (text, _read(digest, text))
    return known[1]


def _read(digest: str, text: str) -> Protocol:
    try:
        protocol = parse_protocol(text)
    except PolicyError:
        raise Tampered("a stored protocol cannot be read") from None
    if protocol.digest != digest:
        raise Tampered("a stored protocol is not the one its digest names")
    return protocol

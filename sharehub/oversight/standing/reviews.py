"""The day on which a protocol is due for review, read from its text once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.parse import PolicyError, parse_protocol
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from datetime import date

_due: dict[str, date] = {}
"""By the digest of the protocol. Its text never changes, so an entry never goes stale."""


def review_due(digest: str, text: str) -> date:
    """Return the day on which the parties are to look at their protocol again.

    Raises:
        Tampered: the stored text is no longer the one that has this digest.
    """
    if digest not in _due:
        try:
            protocol = parse_protocol(text)
        except PolicyError:
            raise Tampered("a stored protocol cannot be read") from None
        if protocol.digest != digest:
            raise Tampered("a stored protocol is not the one its digest names")
        _due[digest] = protocol.review_due
    return _due[digest]

"""Bearer tokens of the demo's synthetic staff: random, kept as digests, good for one run of one process."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sharehub.identity.actor import Actor

TOKEN_BYTES = 32


class Tokens:
    """Tokens by the digest of each; a look-up takes no longer for a token that is nearly right."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        """Keep the actors by token; the tokens themselves are forgotten."""
        self._actors = {_digest(token): actor for token, actor in actors.items()}

    def actor(self, token: str) -> Actor | None:
        """Return whose token it is, or None."""
        return self._actors.get(_digest(token))


def new_token(random: Callable[[int], bytes]) -> str:
    """Return a token of 256 random bits, in 43 letters, so that it stays on one line of a terminal."""
    return urlsafe_b64encode(random(TOKEN_BYTES)).decode().rstrip("=")


def _digest(token: str) -> bytes:
    # A header may hold any byte, which Starlette reads as Latin-1; none of it can fail to be encoded again.
    return hashlib.sha256(token.encode()).digest()

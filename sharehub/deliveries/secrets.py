"""The secrets of webhooks: nowhere stored. They follow from the root key, the endpoint and a generation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.sending.signature import shown

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sharehub.crypto.keys import KeyProvider
    from sharehub.deliveries.queries import Endpoint

KEY = "hub/webhooks"
FIRST_GENERATION = 1


def secret(provider: KeyProvider, endpoint: UUID, generation: int) -> bytes:
    """Return the secret of a generation; whoever holds a copy of the database alone cannot."""
    return provider.mac(endpoint.bytes + generation.to_bytes(4), KEY)


def shown_once(provider: KeyProvider, endpoint: UUID, generation: int) -> str:
    """Return a secret as it is given to whoever made it, who gives it to the other end."""
    return shown(secret(provider, endpoint, generation))


def good_now(provider: KeyProvider, endpoint: Endpoint, now: datetime) -> list[bytes]:
    """Return the secrets to sign with: the newest, and while it takes its place, the one before."""
    generations = [endpoint.generation]
    if endpoint.overlap_until is not None and now < endpoint.overlap_until:
        generations.append(endpoint.generation - 1)
    return [secret(provider, endpoint.id, generation) for generation in generations]

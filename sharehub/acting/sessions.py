"""That a token came in for the first time: the provider signs people in, the log says that they came."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, TypeAlias

from sharehub.acting import queries
from sharehub.audit.entry import Act, Action
from sharehub.crypto.cache import ShortLived

if TYPE_CHECKING:
    from datetime import datetime

    from sharehub.hub import Hub
    from sharehub.identity.access_token import AccessToken
    from sharehub.identity.actor import Actor

REMEMBERED_SECONDS = 3600
MOST_REMEMBERED = 10_000

Remembered: TypeAlias = "ShortLived[str, bool]"
"""Tokens that this process knows to be no news: all requests but the first ask it, and no database."""


def none_remembered() -> Remembered:
    """Return a memory without any token in it."""
    return ShortLived(time.monotonic, REMEMBERED_SECONDS, MOST_REMEMBERED)


def begin_session(
    hub: Hub, token: AccessToken, actor: Actor, until: datetime, remembered: Remembered
) -> None:
    """Put on record that a token came in, the first time that this hub sees it; it commits by itself.

    Args:
        hub: the hub.
        token: a sound token of somebody who may come in.
        actor: as whom.
        until: when the token counts no more, by the hub's clock; it is kept, as a digest, until then.
        remembered: what this process knows to be on record.
    """
    # None of these holds a line's end: two tokens have two names.
    name = f"{token.issuer}\n{token.client_id}\n{token.subject}\n{token.jti}"
    if remembered.get(name):
        return
    digest = hashlib.sha256(name.encode()).hexdigest()
    with hub.begin(actor.unit) as work:
        if queries.see_token(work.tx, digest, until):
            work.record(
                Act(
                    Action.SESSION_BEGUN,
                    actor=actor.user,
                    unit=actor.unit,
                    role=actor.role,
                    references={"client": token.client_id, "bound": token.key_thumbprint is not None},
                )
            )
    # Not before the commit: what is not on record yet is recorded by whoever brings the token next.
    remembered.put(name, True, remembered.stamp())

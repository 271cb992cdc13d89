"""Ending sessions: no token from before counts any more, whoever holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.administration import queries
from sharehub.audit.entry import Action
from sharehub.errors import NotFound
from sharehub.identity.actor import ADMINISTRATOR
from sharehub.protocols.governing import act_of, permit_governing

if TYPE_CHECKING:
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def end_sessions(work: Work, actor: Actor | None, code: str | None) -> int:
    """End the sessions of one user, or of everybody.

    Args:
        work: the unit of work.
        actor: who does it; None is the hub's own command line.
        code: the user's code; None: of everybody.

    Returns:
        How many users were concerned.

    Raises:
        Forbidden: the actor does not administer the hub.
        NotFound: there is no such user.
    """
    permit_governing(actor, ADMINISTRATOR)
    ended = queries.end_sessions(work.tx, code, work.tx.now)
    if not ended and code is not None:
        raise NotFound("no such user")
    work.record(act_of(actor, Action.SESSIONS_ENDED, users="all" if code is None else "one"))
    return ended

"""Hearing what one's unit was told: which notices are for whom, and who saw one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.errors import Conflict, NotFound
from sharehub.notices import queries
from sharehub.notices.queries import Hears
from sharehub.notices.tell import HIS_SIDE_HEARS, OF_COPIES
from sharehub.protocols.sides import side_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def heard(work: Work, actor: Actor, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what somebody hears, the newest first.

    A unit's officers hear all that it is told. Others of it hear of the cases that they work on, unless their
    role counts as working with him: these hear of steps of referrals, and that he himself let his treatment
    speak with their unit, and of nothing else. Of a copy that is out of date hears whose it is, and who works
    on the case in the same role, on whichever side. Nobody hears of a case from which a conflict keeps them.
    """
    return queries.heard(work.tx, actor, _hears(work, actor), after, most)


def see(work: Work, actor: Actor, notice: UUID) -> None:
    """Write down that the actor saw a notice, as the first of their unit.

    Raises:
        NotFound: there is no such notice, or it is not for the actor to hear; which of them is never told.
        Conflict: somebody of the unit was first.
    """
    held = queries.held(work.tx, actor, _hears(work, actor), notice)
    if held is None:
        raise NotFound("no such notice")
    if held.seen_at is not None:
        raise Conflict("somebody of your unit has seen it")
    queries.see(work.tx, notice, actor.user)
    work.record(
        Act(
            Action.NOTICE_SEEN,
            actor=actor.user,
            unit=actor.unit,
            role=actor.role,
            references={"notice": str(notice)},
        )
    )


def _hears(work: Work, actor: Actor) -> Hears:
    """Return what decides of which notices somebody hears; officers work with nobody."""
    return Hears(None if actor.role == IG_OFFICER else side_of(work.tx, actor), HIS_SIDE_HEARS, OF_COPIES)

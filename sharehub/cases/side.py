"""Whether somebody counts as working with him in a case, whatever they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import UNDETERMINED
from sharehub.cases import queries
from sharehub.protocols.in_play import InPlay
from sharehub.protocols.sides import side_in

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def is_his(work: Work, actor: Actor, case: UUID, in_play: InPlay | None = None) -> bool:
    """Say so; while it is open whose pattern of control it is, also of who may turn out to.

    `in_play` is what is in play for the actor's unit, where it was read already.
    """
    still_open = any(part in UNDETERMINED for part in queries.parts(work.tx, case).values())
    side = side_in(in_play or InPlay.of(work.tx, actor.unit), actor.role)
    return side.is_his(undetermined=still_open)

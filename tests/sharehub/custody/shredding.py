"""Ending a case as an officer does: closed first, and then its key is destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.custody.shred import close, destroy
from sharehub.retention import queries

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.custody.shred import Certificate
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World


def approve_shredding(hub: Hub, actor: Actor, case: UUID) -> Certificate:
    """Approve, and destroy."""
    with hub.acting(actor, Action.CASE_SHREDDED) as work:
        close(work, actor, case)
    return destroy(hub, case)


def a_proposal(world: World) -> UUID:
    """Let the end of the world's case be proposed, whenever its years are over, and return the proposal."""
    with world.hub.begin() as work:
        proposal = work.new_id()
        queries.add(
            work.tx,
            id=proposal,
            case_id=world.case,
            years=7,
            last_on=work.tx.today.replace(year=work.tx.today.year - 7),
            proposed_at=work.tx.now,
        )
    return proposal

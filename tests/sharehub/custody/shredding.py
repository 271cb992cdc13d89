"""Ending a case as an officer does: closed first, and then its key is destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.custody.shred import close, destroy

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.custody.shred import Certificate
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor


def approve_shredding(hub: Hub, actor: Actor, case: UUID) -> Certificate:
    """Approve, and destroy."""
    with hub.acting(actor, Action.CASE_SHREDDED) as work:
        close(work, actor, case)
    return destroy(hub, case)

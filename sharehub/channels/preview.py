"""Who would receive what of a fact, before it is published: for its author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.channels.queries import at_work
from sharehub.disclosure.foresee import foresee

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.disclosure.disclose import Refused
    from sharehub.disclosure.foresee import Foreseen
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor


def preview(hub: Hub, actor: Actor, case: UUID, fact: UUID, purpose: str) -> Foreseen | Refused:
    """Show what each unit and role at work with the family would get of a fact of the actor's own unit.

    Raises:
        Forbidden, NotFound, Invalid, KeysUnavailable, KeyDestroyed, Tampered: as `foresee`.
    """
    return foresee(hub, actor, case, fact, purpose, at_work)

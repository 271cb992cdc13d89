"""Officers who keep something back from their units' channels, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.routes import IG_OFFICER
from sharehub.channels.narrow import narrow, widen
from sharehub.identity.actor import Actor
from sharehub.protocols.partnership import register_user

if TYPE_CHECKING:
    from uuid import UUID

    from policies.vocabulary import Category
    from tests.sharehub.world import World

PURPOSE = "child_protection"


def officer_of(world: World, unit: str) -> Actor:
    """Register an officer of a unit."""
    with world.hub.begin() as work:
        user = register_user(work, world.units[unit], "officer", [IG_OFFICER])
    return Actor(user, world.units[unit], IG_OFFICER)


def narrowed(
    world: World,
    *categories: Category,
    by: Actor | None = None,
    to: str = "HV",
    purpose: str = PURPOSE,
    **days: Any,
) -> tuple[Actor, UUID]:
    """Keep these categories back from a channel of the police, or pause it; return by whom, and which."""
    officer = by or officer_of(world, "POL-DA")
    start = days.pop("start", None) or world.today()
    with world.hub.begin(officer.unit) as work:
        kept = narrow(work, officer, world.units[to], purpose, categories or None, start, **days)
    return officer, kept


def lifted(world: World, officer: Actor, narrowing: UUID) -> None:
    """Lift what is kept back."""
    with world.hub.begin(officer.unit) as work:
        widen(work, officer, narrowing)

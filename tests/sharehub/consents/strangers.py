"""Somebody who takes no part in the case, and what the glass gets them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from sharehub.consents.break_glass import break_glass
from sharehub.disclosure.disclose import Refused, disclose
from sharehub.identity.actor import Actor
from sharehub.protocols.partnership import register_unit, register_user
from tests.sharehub.audit.deeds import EMERGENCY, PURPOSE, signed_in

if TYPE_CHECKING:
    from sharehub.clock import SteppedClock
    from sharehub.disclosure.told import Refusal
    from tests.sharehub.world import World

ASKED = "child_protection"
FAR = "FAR"
"""A unit that is party to nothing."""
NO_SUCH = UUID("00000000-0000-4000-8000-000000000000")
"""What is no case."""


def with_stranger(world: World, role: str = "police", unit: str = "MARAC-CO") -> World:
    """Return the world with somebody more on the staff, of a unit that takes no part in the case.

    Everybody of it has just signed in.
    """
    units = dict(world.units)
    with world.hub.begin() as work:
        if unit not in units:
            units[unit] = register_unit(work, unit, "A unit without agreements", discreet=False)
        user = register_user(work, units[unit], "stranger", [role])
    stranger = Actor(user, units[unit], role)
    return signed_in(replace(world, units=units, staff={**world.staff, "stranger": stranger}))


def a_world_to_look_at(world: World, role: str = "police", unit: str = "MARAC-CO") -> World:
    """Return a world with a stranger in it, and something to read for whoever breaks the glass."""
    world.publish(world.behaviour())
    return with_stranger(world, role, unit)


def broken(world: World, by: str = "stranger", purposes: frozenset[str] = PURPOSE) -> UUID:
    """Break the glass as somebody who has just signed in; return its id."""
    identity: UUID = world.act(break_glass, by, purposes, EMERGENCY).id
    return identity


def got(world: World, by: str | Actor = "stranger", purpose: str = ASKED) -> list[str] | Refusal:
    """Return the texts that somebody gets, sorted, or why there is no answer."""
    actor = world.actor(by) if isinstance(by, str) else by
    outcome = disclose(world.hub, actor, world.case, purpose)
    if isinstance(outcome, Refused):
        return outcome.refusal
    return sorted(line["text"] for line in outcome.lines)


def later(world: World, **span: float) -> None:
    """Let some time pass."""
    clock = cast("SteppedClock", world.hub.clock)
    clock.put(clock.now() + timedelta(**span))

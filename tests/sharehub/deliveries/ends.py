"""Units' endpoints in a world, with real other ends to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from policies.routes import IG_OFFICER
from sharehub.deliveries.endpoints import register
from sharehub.deliveries.ends import EndpointKind
from sharehub.identity.actor import Actor
from sharehub.notices.tell import Occasion, tell
from sharehub.protocols.partnership import register_user
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.clock import SteppedClock
    from sharehub.worker.runner import Came
    from tests.sharehub.world import World

MAILBOX = "duty@agency.example"


def an_officer(world: World, unit: str) -> Actor:
    """Register an officer of a unit."""
    with world.hub.begin() as work:
        user = register_user(work, world.units[unit], "officer", [IG_OFFICER])
    return Actor(user, world.units[unit], IG_OFFICER)


def does(world: World, verb: Any, by: Actor, *what: Any, **more: Any) -> Any:
    """Do something to a unit's endpoints, in its name."""
    with world.hub.begin(by.unit) as work:
        return verb(work, by, *what, **more)


def an_endpoint(world: World, officer: Actor, address: str) -> UUID:
    """Register a webhook, or a mailbox where there is an @."""
    kind = EndpointKind.MAILBOX if "@" in address else EndpointKind.WEBHOOK
    found: UUID = does(world, register, officer, kind, address)
    return found


def told(world: World, unit: str, *, case: UUID | None = None) -> UUID:
    """Tell a unit of something in the case, and return what of."""
    about = uuid4()
    with world.hub.begin() as work:
        tell(work, Occasion.REQUEST_MADE, about, case or world.case, [world.units[unit]])
    return about


def after(world: World, pause: timedelta = timedelta(hours=1)) -> list[Came]:
    """Do what waits when a while has passed."""
    clock = cast("SteppedClock", world.hub.clock)
    clock.put(clock.now() + pause)
    return work_off(world)

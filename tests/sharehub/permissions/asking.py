"""A treatment service that asks and is answered; what the answer opens is a fact about his treatment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Category, SourceExposure, SourceType
from sharehub.cases.members import allocate
from sharehub.database.order import FIRST
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import Kind
from sharehub.patterns.new_fact import NewFact
from sharehub.permissions.lists import permissions
from sharehub.permissions.permission import Answered, Asked, Reply, answer, ask
from sharehub.permissions.standing import Direction
from sharehub.protocols.partnership import register_user

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

TO_THEM, FROM_THEM = Direction.TREATMENT_TO_PROGRAMME, Direction.PROGRAMME_TO_TREATMENT
BOTH = frozenset(Direction)
ENDS = date(2024, 9, 1)
HIS_WORKER = "his_substance_worker"
THERAPIST = "therapist"


def wanted(world: World, **changes: Any) -> Asked:
    """Return what his substance worker asks him: to speak with the men's programme, both ways."""
    asked = Asked(
        person=world.people["him"],
        with_unit=world.units["RESP-M"],
        directions=BOTH,
        purposes=frozenset({"programme_delivery", "treatment_coordination"}),
        categories=frozenset({Category.PERPETRATOR_HEALTH, Category.PROGRESS}),
        ends=ENDS,
    )
    return replace(asked, **changes)


def her_worker(world: World) -> Actor:
    """Register somebody of the alcohol service that treats her, and let them work on the case."""
    with world.hub.begin() as work:
        user = register_user(work, world.units["ALC-S"], "her worker", ["substance_survivor"])
    worker = Actor(user, world.units["ALC-S"], "substance_survivor")
    world.act(allocate, "social_worker", worker.user, worker.role, world.today())
    return worker


def asked_of_him(world: World, by: str | Actor = HIS_WORKER, **changes: Any) -> UUID:
    """Let a treatment service ask; return the permission's id."""
    permission: UUID = world.act(ask, by, wanted(world, **changes))
    return permission


def says(
    world: World,
    permission: UUID,
    said: Reply,
    direction: Direction = TO_THEM,
    by: str | Actor = HIS_WORKER,
    **more: Any,
) -> None:
    """Record what was said of one direction."""
    world.act(answer, by, permission, Answered(direction, said, **({"asked_alone": True} | more)))


def listed(world: World, by: str | Actor) -> list[dict[str, Any]]:
    """Return the permissions that somebody is listed."""
    found: list[dict[str, Any]] = world.act(permissions, by, FIRST, 50)
    return found


def his_health(world: World, statement: str, kind: Kind = Kind.NOTE, **changes: Any) -> NewFact:
    """Return a fact about his treatment, in the words given."""
    new = NewFact(
        kind=kind,
        statement=statement,
        source_type=SourceType.AGENCY_OBSERVATION,
        categories=frozenset({Category.PERPETRATOR_HEALTH}),
        section=4,
        subject_person=world.people["him"],
        source_exposure=SourceExposure.NONE,
    )
    return replace(new, **changes)

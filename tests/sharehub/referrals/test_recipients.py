"""Who of a programme may be named as the one who receives a referral."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from sharehub.cases.conflicts import exclude
from sharehub.database.order import FIRST
from sharehub.errors import Forbidden, NotFound
from sharehub.referrals.recipients import recipients
from tests.sharehub.referrals.referring import a_programme

if TYPE_CHECKING:
    from tests.sharehub.world import World

NOBODY = UUID(int=7)


def listed(world: World, by: str, programme: UUID) -> list[tuple[UUID, str]]:
    with world.hub.begin() as work:
        found = recipients(work, world.actor(by), world.case, programme, FIRST, 50)
    return [(row["user"], row["role"]) for row in found]


def test_whoever_of_the_programme_works_on_the_case_can_be_named(world: World) -> None:
    man = world.actor("mens_worker")

    assert listed(world, "social_worker", a_programme(world)) == [(man.user, man.role)]
    assert listed(world, "social_worker", a_programme(world, unit="CF-SW", code="OWN")) == []


def test_whoever_is_kept_from_the_case_is_as_if_never_allocated(world: World) -> None:
    programme = a_programme(world)
    world.act(exclude, "police", world.actor("mens_worker").user, "A cousin of his.", world.today())

    assert listed(world, "social_worker", programme) == []


def test_it_is_for_those_who_refer(world: World) -> None:
    programme = a_programme(world)

    with pytest.raises(Forbidden):
        listed(world, "mens_worker", programme)
    with pytest.raises(NotFound):
        listed(world, "social_worker", NOBODY)

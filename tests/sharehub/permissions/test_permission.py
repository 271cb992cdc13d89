"""Permission to communicate: each way by itself, to one unit, until its end, and for nobody else to know."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sharehub.database.schema import ConsentEvent
from sharehub.permissions.permission import Answer
from tests.sharehub.permissions.asking import (
    ENDS,
    FROM_THEM,
    HIS_WORKER,
    TO_THEM,
    asked_of_him,
    his_health,
    listed,
    says,
)

if TYPE_CHECKING:
    from tests.sharehub.world import World

TREATED, ATTENDS = "He takes his medicine at the clinic.", "He told the group how he sleeps."


@pytest.fixture
def spoken(world: World) -> World:
    """Return a world in which each of the two units holds a fact about his health."""
    world.open("programme_start", "RESP-M")
    world.publish(his_health(world, TREATED), by=HIS_WORKER)
    world.publish(his_health(world, ATTENDS), by="mens_worker")
    return world


def heard(world: World) -> tuple[bool, bool]:
    """Say whether the programme is told of his treatment, and his treatment of what the programme holds."""
    programme = TREATED in world.texts("mens_worker", "programme_delivery")
    treatment = ATTENDS in world.texts(HIS_WORKER, "treatment_coordination")
    return programme, treatment


@pytest.mark.parametrize(
    ("direction", "opened"), [(TO_THEM, (True, False)), (FROM_THEM, (False, True))]
)
def test_a_yes_opens_its_own_direction_until_its_end_and_nothing_the_other_way(
    spoken: World, direction: object, opened: tuple[bool, bool]
) -> None:
    permission = asked_of_him(spoken)
    assert heard(spoken) == (False, False)

    says(spoken, permission, Answer.GIVEN, direction)  # type: ignore[arg-type]

    assert heard(spoken) == opened
    spoken.go_to(ENDS)
    assert heard(spoken) == opened
    spoken.go_to(ENDS + timedelta(days=1))
    assert heard(spoken) == (False, False)

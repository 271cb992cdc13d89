"""An old row put back, whole and sound in itself, is caught by what the log last said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from policies.vocabulary import PerpAware
from sharehub.database.schema import Fact, FactVersion
from sharehub.patterns.publish import confirm_awareness, retract
from sharehub.patterns.record import correct
from tests.sharehub.disclosure.caught import OTHER, assert_caught, set_up
from tests.sharehub.disclosure.stored import (
    change,
    change_fact,
    standing_of,
    version_of,
)

if TYPE_CHECKING:
    from uuid import UUID

    import pytest

    from tests.sharehub.world import World


def put_back(world: World, fact: UUID, rows: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Put an earlier standing and version back, every column as it was."""
    standing, version = rows
    change(
        world,
        update(Fact).where(Fact.id == fact).values(**standing),
        update(FactVersion)
        .where(FactVersion.fact_id == fact, FactVersion.version == version["version"])
        .values(**version),
    )


def test_an_old_row_put_back_after_a_correction_is_caught(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    fact, _ = set_up(world)
    before = standing_of(world, fact), version_of(world, fact)
    world.act(correct, "police", fact, world.behaviour(statement="It was the bedroom door."))
    put_back(world, fact, before)

    assert_caught(world, fact, alarms)


def test_an_old_row_put_back_after_a_retraction_is_caught(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    fact, _ = set_up(world)
    before = standing_of(world, fact), version_of(world, fact)
    world.act(retract, "police", fact)
    assert world.texts("health_visitor", "child_protection") == [OTHER]
    put_back(world, fact, before)

    assert_caught(world, fact, alarms)


def test_an_old_row_put_back_after_an_awareness_was_confirmed_is_caught(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    fact = world.publish(world.behaviour(perp_aware=PerpAware.YES))
    world.publish(world.behaviour(statement=OTHER), by="social_worker")
    world.open("cp_concern", "HV")
    before = standing_of(world, fact), version_of(world, fact)
    world.act(confirm_awareness, "police_two", fact)
    put_back(world, fact, before)

    assert_caught(world, fact, alarms)


def test_the_old_version_alone_put_back_is_caught(world: World, alarms: pytest.LogCaptureFixture) -> None:
    fact, _ = set_up(world)
    world.act(correct, "police", fact, world.behaviour(statement="It was the bedroom door."))
    change_fact(world, fact, version=1)

    assert_caught(world, fact, alarms)

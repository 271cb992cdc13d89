"""A scene for those who change the database behind the hub's back, and what it means to be caught."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from tests.sharehub.disclosure.stored import (
    last_of,
)

if TYPE_CHECKING:
    from uuid import UUID

    import pytest

    from tests.sharehub.world import World

SEAL = ("wrapped_key", "commitment", "manifest")
CONTEXT = "What travels with it."
OTHER = "Another unit's record."


def set_up(world: World) -> tuple[UUID, UUID]:
    """Publish a fact, one that travels with it, and another unit's; return the first and the last."""
    fact = world.publish(world.behaviour(pathway_note="They lie awake.", first_known="2024-01-02"))
    world.publish(world.behaviour(statement=CONTEXT, travels_with=frozenset({fact})))
    other = world.publish(world.behaviour(statement=OTHER), by="social_worker")
    world.open("cp_concern", "HV", "POL-DA", "CF-SW")
    assert world.texts("health_visitor", "child_protection") == sorted(
        [world.behaviour().statement, CONTEXT, OTHER]
    )
    return fact, other


def assert_caught(
    world: World, fact: UUID, alarms: pytest.LogCaptureFixture, left: list[str] | None = None
) -> None:
    """Read: the fact is withheld with what travels with it, on record and alarmed, and the rest is there."""
    assert world.texts("health_visitor", "child_protection") == ([OTHER] if left is None else left)
    asked, faulted = last_of(world, Action.PATTERN_ASKED), last_of(world, Action.RELEASE_FAULTED)
    assert asked.answer(fact)[0] == "full"
    assert (faulted.outcome, faulted.body["case"]) == ("fault", asked.body["case"])
    assert faulted.body["refs"] == {"decision": asked.body["id"], "broken": 1}
    assert faulted.record == {"v": 1, "broken": [str(fact)]}
    assert sum(one.name == "sharehub.alarm" for one in alarms.records) == 1

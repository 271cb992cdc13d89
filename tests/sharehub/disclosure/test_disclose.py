"""Asking for a pattern: each reader gets what the rules allow, and nothing tells of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sharehub.world import World


def test_a_protective_reader_gets_what_another_unit_published(world: World) -> None:
    new = world.behaviour()
    world.publish(new)
    world.open("cp_concern", "HV")

    assert world.texts("health_visitor", "child_protection") == [new.statement]


def test_her_account_reaches_the_mens_worker_only_when_she_agrees(world: World) -> None:
    new = world.told_by_her()
    world.publish(new)
    world.open("programme_referral", "RESP-M")

    assert world.texts("mens_worker", "programme_referral") == []
    world.consents()
    assert world.texts("mens_worker", "programme_referral") == [new.statement]

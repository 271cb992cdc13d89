"""While the keys cannot be had, asks are decided and on record, and nothing is released."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text

from sharehub.audit.entry import Action
from sharehub.crypto.keys import KeyFile
from sharehub.disclosure.disclose import Refused, disclose
from sharehub.disclosure.identify import identify
from sharehub.disclosure.show_wall import show_wall
from sharehub.disclosure.told import Refusal
from sharehub.disclosure.wall_costs import wall_costs
from sharehub.errors import KeyDestroyed, KeysUnavailable
from tests.sharehub.disclosure.stored import count_of, last_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sharehub.world import World

READINGS: dict[Action, Callable[[World], object]] = {
    Action.PATTERN_ASKED: lambda world: disclose(
        world.hub, world.actor("teacher"), world.case, "wellbeing_support"
    ),
    Action.WALL_ASKED: lambda world: show_wall(world.hub, world.actor("facilitator"), world.case, []),
    Action.WALL_COST_ASKED: lambda world: wall_costs(world.hub, world.actor("facilitator"), world.case, []),
    Action.NAMES_ASKED: lambda world: identify(world.hub, world.actor("police"), world.case),
}


def forget(world: World) -> None:
    """Let the process have no key in memory, as when it has only now started."""
    keys = world.hub.keys
    keys._cases._kept.clear()
    keys._wrapping._kept.clear()
    keys._writing._kept.clear()


TABLES = ("case_keys", "wrapping_keys")


def lose_the_key_store(world: World, tables: tuple[str, ...] = TABLES) -> None:
    """Take the key store's tables away, and what is remembered of them."""
    with world.hub.keys.engine.begin() as connection:
        for table in tables:
            connection.execute(text(f"alter table {table} rename to {table}_elsewhere"))
    forget(world)


def find_it_again(world: World, tables: tuple[str, ...] = TABLES) -> None:
    """Put the key store's tables back."""
    with world.hub.keys.engine.begin() as connection:
        for table in tables:
            connection.execute(text(f"alter table {table}_elsewhere rename to {table}"))


@pytest.mark.parametrize("action", READINGS)
@pytest.mark.parametrize("facts", [0, 1])
def test_nothing_is_released_the_decision_stays_on_record_and_the_number_of_facts_is_not_told(
    world: World, opened: list[str], action: Action, facts: int
) -> None:
    for _ in range(facts):
        world.publish(world.behaviour())
    world.open("mapping_meeting", "CAL-C")
    lose_the_key_store(world)
    try:
        with pytest.raises(KeysUnavailable):
            READINGS[action](world)
    finally:
        find_it_again(world)

    entry = last_of(world, action)
    assert (count_of(world, action), entry.outcome, "case" in entry.body) == (1, "done", False)
    assert opened == []


def test_a_wrapping_key_that_cannot_be_had_is_no_fault_of_the_facts(world: World, opened: list[str]) -> None:
    world.publish(world.behaviour())
    lose_the_key_store(world, ("wrapping_keys",))
    try:
        with pytest.raises(KeysUnavailable):
            READINGS[Action.PATTERN_ASKED](world)
    finally:
        find_it_again(world, ("wrapping_keys",))

    assert (opened, count_of(world, Action.RELEASE_FAULTED)) == ([], 0)


def test_a_case_shredded_between_decision_and_opening_lets_nothing_out(
    world: World, opened: list[str]
) -> None:
    world.publish(world.behaviour())

    def shred(_connection: object) -> None:
        world.hub.keys.destroy_case(str(world.case), world.hub.clock.now())

    event.listen(world.hub.engine, "commit", shred)
    try:
        with pytest.raises(KeyDestroyed):
            READINGS[Action.PATTERN_ASKED](world)
    finally:
        event.remove(world.hub.engine, "commit", shred)

    assert (opened, count_of(world, Action.PATTERN_ASKED)) == ([], 1)


def test_once_the_keys_are_back_the_same_ask_is_answered(world: World) -> None:
    world.publish(world.behaviour())
    lose_the_key_store(world)
    with pytest.raises(KeysUnavailable):
        READINGS[Action.PATTERN_ASKED](world)
    find_it_again(world)

    assert world.texts("teacher", "wellbeing_support") == [world.behaviour().gist]


def test_a_stranger_hears_the_same_with_and_without_the_keys(world: World) -> None:
    other = world.another_case({})
    lose_the_key_store(world)

    outcome = disclose(world.hub, world.actor("teacher"), other.case, "wellbeing_support")
    find_it_again(world)

    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_YOURS


def test_a_missing_key_file_is_keys_that_cannot_be_had(
    sqlite_world: World, tmp_path: Path, opened: list[str]
) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    root = tmp_path / "hub" / "keys" / "root.json"
    root.unlink()

    with pytest.raises(KeysUnavailable):
        KeyFile(root, world.hub.random)
    with pytest.raises(KeysUnavailable):
        world.hub.keys.provider.health()
    assert opened == []

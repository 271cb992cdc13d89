"""The order of lines: sections, then ranks made anew; it tells nothing of what is not there."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Category
from sharehub.database.schema import FactVersion

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World


def ranked(world: World, statement: str, rank: int | None, **more: Any) -> NewFact:
    """Return something he did, at a place in its author's order."""
    return world.behaviour(statement=statement, gist=f"Short form of {statement}", concern_rank=rank, **more)


def read_in_order(world: World, purpose: str = "child_protection") -> list[str]:
    """Return the texts that the health visitor gets, in order."""
    return [line["text"] for line in world.read("health_visitor", purpose).lines]


def test_lines_stand_by_section_and_then_by_their_authors_rank(world: World) -> None:
    world.open("cp_concern", "HV")
    for new in (
        ranked(world, "ranked third.", 3),
        ranked(world, "of section two.", 1, section=2),
        ranked(world, "not ranked.", None),
        ranked(world, "ranked first.", 1),
    ):
        world.publish(new)

    assert read_in_order(world) == ["ranked first.", "ranked third.", "not ranked.", "of section two."]


def test_the_order_does_not_depend_on_the_order_of_recording(
    another_world: Callable[[], World],
) -> None:
    orders = []
    for ranks in permutations((1, 2, 3)):
        world = another_world()
        world.open("cp_concern", "HV")
        for rank in ranks:
            world.publish(ranked(world, f"ranked {rank}.", rank))
        orders.append(read_in_order(world))
        world.hub.close()

    assert orders == [["ranked 1.", "ranked 2.", "ranked 3."]] * 6


def test_no_line_tells_a_rank_so_that_a_gap_tells_nothing(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("cp_concern", "HV")
    world.publish(ranked(world, "ranked first.", 1))
    world.publish(ranked(world, "withheld.", 2, categories=frozenset({Category.SAFETY})))
    world.publish(ranked(world, "ranked last.", 9))

    lines = world.read("health_visitor", "child_protection").lines

    assert [line["text"] for line in lines] == ["ranked first.", "ranked last."]
    assert not any("rank" in key or "position" in key for line in lines for key in line)


def test_gists_have_no_rank(sqlite_world: World) -> None:
    """By chance gists may stand in any order: over many facts it is not that of their ranks."""
    world = sqlite_world
    for rank in range(1, 9):
        world.publish(ranked(world, f"{rank}.", rank))

    texts = read_in_order(world, "wellbeing_support")
    facts = {line.removeprefix("Short form of ") for line in texts}
    by_id = sorted((str(row["fact_id"]), row["concern_rank"]) for row in world.rows(FactVersion))

    assert facts == {f"{rank}." for rank in range(1, 9)}
    assert texts == [f"Short form of {rank}." for _, rank in by_id]

"""Two worlds that differ only in what is withheld from a reader are the same world to that reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.record import Status
from policies.vocabulary import Category, SourceType
from sharehub.database.schema import FactVersion
from sharehub.disclosure.show_wall import show_wall
from tests.sharehub.disclosure.stored import last_of
from tests.sharehub.disclosure.test_show_wall import seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

RANDOM = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
READERS = {
    "mens_worker": "programme_referral",
    "his_substance_worker": "treatment_coordination",
    "teacher": "wellbeing_support",
    "court": "court_report",
}
FEW = settings(
    max_examples=6,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Facts by their ranks, none twice, so that their order is settled: in both worlds, and in one alone."""

    shared: tuple[int, ...]
    hidden: tuple[int, ...]
    refusals: int


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw what two worlds have in common, and what only one of them has."""
    ranks = draw(st.permutations(range(1, 8)))
    cut = draw(st.integers(0, 4))
    hidden = draw(st.integers(1, 3))
    return Plan(tuple(ranks[:cut]), tuple(ranks[cut : cut + hidden]), draw(st.integers(0, 2)))


def shown(world: World, rank: int) -> NewFact:
    """Return something that he was convicted of: every reader here gets it, in full or in short form."""
    return world.behaviour(
        statement=f"Convicted of the {rank}.",
        gist=f"A conviction ({rank}).",
        categories=frozenset({Category.BEHAVIOUR}),
        concern_rank=rank,
    )


def hidden(world: World, rank: int) -> NewFact:
    """Return something that none of the readers here gets: it is of safety, or of her account."""
    if rank % 2:
        return world.behaviour(
            statement=f"Where she is, {rank}.", categories=frozenset({Category.SAFETY}), concern_rank=rank
        )
    return world.told_by_her(statement=f"What she said, {rank}.", gist=None, concern_rank=rank)


def build(world: World, plan: Plan, *, with_hidden: bool) -> World:
    """Fill a world, in the order of the ranks or against it."""
    order = [(rank, shown) for rank in plan.shared]
    if with_hidden:
        order = sorted([*order, *((rank, hidden) for rank in plan.hidden)], key=lambda item: -item[0])
    for rank, new in order:
        world.publish(new(world, rank), by="police" if rank % 3 else "womens_worker")
    if with_hidden:
        for _ in range(plan.refusals):
            world.consents(status=Status.REFUSED)
    for gate, units in (
        ("programme_referral", ("RESP-M",)),
        ("court_request", ("SHERIFF",)),
        ("mapping_meeting", ("CAL-C", "RESP-M")),
    ):
        world.open(gate, *units)
    return world


def answer(world: World, name: str) -> bytes:
    """Return what a reader gets as it would be sent, random ids and the moment's entry masked.

    Gists of one section stand in a random order, which is masked too; what is ranked is left as it is.
    """
    given_ = world.read(name, READERS[name])
    lines = list(given_.lines)
    if all(line.keys() == {"id", "section", "text", "caveats"} for line in lines):
        lines.sort(key=lambda line: str(line["text"]))
    return masked({"purpose": given_.purpose, "day": given_.day, "lines": lines, "told": given_.told})


def masked(value: Any) -> bytes:
    """Return something as JSON without its ids, which are random and of one length."""
    return RANDOM.sub(b"*" * 36, orjson.dumps(value))


@FEW
@given(plan=plans())
@pytest.mark.parametrize("name", READERS)
def test_what_is_withheld_leaves_no_trace_in_bytes_order_keys_or_size(
    another_world: Callable[[], World], name: str, plan: Plan
) -> None:
    without = build(another_world(), plan, with_hidden=False)
    with_them = build(another_world(), plan, with_hidden=True)
    try:
        assert answer(with_them, name) == answer(without, name)
        assert _released(with_them) == _released(without)
        assert len(with_them.rows(FactVersion)) == len(without.rows(FactVersion)) + len(plan.hidden)
    finally:
        without.hub.close()
        with_them.hub.close()


def _released(world: World) -> int:
    record = last_of(world, "pattern.asked").record
    assert record is not None
    return sum(given_["outcome"] != "withheld" for given_ in record["answers"].values())


@FEW
@given(plan=plans())
def test_a_wall_with_his_side_in_the_room_shows_no_trace_either(
    another_world: Callable[[], World], plan: Plan
) -> None:
    walls = []
    for with_hidden in (False, True):
        world = build(another_world(), plan, with_hidden=with_hidden)
        room = [seat(world, "mens_worker")]
        wall: Any = show_wall(world.hub, world.actor("facilitator"), world.case, room)
        walls.append(masked({"lines": wall.lines, "told": wall.told}))
        world.hub.close()

    assert walls[0] == walls[1]


def test_the_twins_do_differ_to_somebody_who_may_have_it(another_world: Callable[[], World]) -> None:
    plan = Plan((1, 3), (2, 5), 1)
    worlds = [build(another_world(), plan, with_hidden=with_hidden) for with_hidden in (False, True)]
    told = [{line["text"] for line in world.read("facilitator", "case_mapping").lines} for world in worlds]
    for world in worlds:
        world.hub.close()

    assert told[1] - told[0] == {"What she said, 2."}
    assert SourceType.SURVIVOR.value not in str(told[0])

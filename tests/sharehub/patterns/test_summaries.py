"""Summaries: a dated selection that begins with his pattern, grants nothing, supersedes the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from consent.people import Part
from sharehub.database.schema import Summary, SummaryFact
from sharehub.errors import Forbidden, Invalid
from sharehub.patterns.summaries import publish_summary
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import recorded, undetermined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from tests.sharehub.world import World


def standing(world: World) -> list[tuple[int, str]]:
    return sorted((row["number"], row["status"]) for row in world.rows(Summary))


def test_a_summary_keeps_the_order_of_its_author(world: World) -> None:
    first, second, third = (recorded(world) for _ in range(3))
    summary = world.act(publish_summary, "police", {1: [second, first], 2: [], 4: [third]})

    places = {row["fact_id"]: (row["section"], row["position"]) for row in world.rows(SummaryFact)}
    assert places == {second: (1, 0), first: (1, 1), third: (4, 0)}
    (row,) = world.rows(Summary)
    assert (row["id"], row["number"], row["unit_id"]) == (summary, 1, world.units["POL-DA"])


def test_a_units_later_summary_supersedes_its_own_earlier_one(world: World) -> None:
    facts = {"police": recorded(world), "teacher": recorded(world, by="teacher")}
    for by, fact in (("police", "police"), ("teacher", "teacher"), ("police_two", "police")):
        world.act(publish_summary, by, {1: [facts[fact]]})

    assert standing(world) == [(1, "superseded"), (2, "published"), (3, "published")]


def test_each_case_numbers_its_own(sqlite_world: World) -> None:
    sqlite_world.act(publish_summary, "police", {1: [recorded(sqlite_world)]})
    there = sqlite_world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR}, ["police"])
    there.act(publish_summary, "police", {1: [recorded(there)]})

    assert standing(sqlite_world) == [(1, "published"), (1, "published")]


def test_a_summary_grants_nothing(world: World) -> None:
    new = world.told_by_her()
    fact = world.publish(new, by="womens_worker")
    world.open("programme_referral", "RESP-M")
    summary = world.act(publish_summary, "womens_worker", {1: [fact]})

    assert world.read("mens_worker", "programme_referral", summary=summary).lines == ()


def one(fact: UUID) -> Mapping[int, Sequence[UUID]]:
    return {1: [fact]}


@pytest.mark.parametrize(
    ("where", "arranged"),
    [
        ("sections.1", lambda _fact: {}),
        ("sections.1", lambda _fact: {1: []}),
        ("sections.1", lambda fact: {2: [fact]}),
        ("sections", lambda fact: {0: [fact], 1: [fact]}),
        ("sections", lambda fact: {1: [fact], 5: []}),
        ("sections", lambda fact: {1: [fact, fact]}),
        ("sections", lambda fact: {1: [fact], 2: [fact]}),
        ("sections", lambda fact: {1: [fact, NOBODY]}),
    ],
)
def test_a_summary_begins_with_his_pattern_and_holds_each_fact_of_the_case_once(
    sqlite_world: World, where: str, arranged: Any
) -> None:
    fact = recorded(sqlite_world)
    sqlite_world.act(publish_summary, "police", one(fact))

    with pytest.raises(Invalid) as refused:
        sqlite_world.act(publish_summary, "police", arranged(fact))
    assert refused.value.where == where
    assert standing(sqlite_world) == [(1, "published")]


def test_a_fact_of_another_case_is_not_in_it(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)

    with pytest.raises(Invalid, match="sections: no such fact in this case"):
        undetermined(sqlite_world).act(publish_summary, "police", one(fact))


def test_those_who_publish_no_summary_are_forbidden_to(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        sqlite_world.act(publish_summary, "court", one(recorded(sqlite_world)))

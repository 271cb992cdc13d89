"""Gaps: closed by a fact, for those who get that fact; to everybody else as they were."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from consent.people import Part
from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.database.order import FIRST
from sharehub.database.schema import GapClosing, Notice
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.language.vocabulary import Kind
from sharehub.patterns.gaps import close, open_gaps
from sharehub.patterns.publish import publish, retract
from sharehub.patterns.record import record
from tests.sharehub.permissions.asking import HIS_WORKER

if TYPE_CHECKING:
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

DUE = date(2024, 6, 21)
SAFETY = frozenset({Category.SAFETY})


def a_gap(world: World, unit: str = "CF-SW", **changes: Any) -> NewFact:
    """Return that nobody knows of what he did before the move."""
    return world.behaviour(
        kind=Kind.GAP, statement="What he did before they moved here is not known.", gist=None, section=1,
        tactics=frozenset(), action_unit=world.units[unit], due=DUE, **changes,
    )  # fmt: skip


@pytest.fixture
def asked(world: World) -> World:
    """Return a world in which police, social work and school look into the children's protection."""
    world.open("cp_concern", "CF-SW", "POL-DA", "SCHOOL", "HV")
    return world


def listed(world: World, by: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.act(open_gaps, by, FIRST, 50)
    return found


def test_the_unit_that_recorded_a_gap_and_the_one_that_is_to_close_it_see_it_open(asked: World) -> None:
    gap = asked.publish(a_gap(asked))

    expected = {
        "id": gap,
        "owner": asked.units["POL-DA"],
        "action_unit": asked.units["CF-SW"],
        "due": DUE,
    }
    assert listed(asked, "police") == listed(asked, "social_worker") == [expected]
    for by in ("teacher", "health_visitor", "mens_worker"):
        assert listed(asked, by) == []


def test_a_gap_that_is_withheld_from_the_unit_that_is_to_close_it_is_not_listed_there(asked: World) -> None:
    asked.publish(a_gap(asked, "SCHOOL", categories=SAFETY))

    assert listed(asked, "teacher") == []
    assert len(listed(asked, "police")) == 1


def test_a_unit_that_is_not_to_be_named_is_not_told_as_a_gaps_owner(asked: World) -> None:
    gap = asked.publish(a_gap(asked), by="womens_worker")

    (item,) = listed(asked, "social_worker")

    assert (item["id"], item["owner"]) == (gap, None)
    assert listed(asked, "womens_worker")[0]["owner"] == asked.units["CAL-W"]


def test_those_who_work_with_him_are_not_told_who_is_to_close_a_gap_and_by_when(world: World) -> None:
    world.open("programme_start", "RESP-M")
    gap = world.publish(a_gap(world, "RESP-M"))
    fact = world.publish(world.behaviour(), by="mens_worker")
    assert len(world.texts("mens_worker", "programme_delivery")) == 2

    assert listed(world, "mens_worker") == []
    with pytest.raises(NotFound):
        world.act(close, "mens_worker", gap, fact)


@pytest.mark.parametrize("by", ["police", "social_worker"])
def test_its_owner_or_the_unit_that_is_to_close_it_closes_a_gap(asked: World, by: str) -> None:
    gap = asked.publish(a_gap(asked))
    fact = asked.publish(asked.behaviour(statement="A court kept him from his first family."), by=by)

    asked.act(close, by, gap, fact)

    assert listed(asked, "police") == listed(asked, "social_worker") == []
    (entry,) = asked.logged(Action.GAP_CLOSED)
    assert entry["refs"] == {"gap": str(gap), "closed_by": str(fact)}


def test_who_does_not_get_the_fact_that_closes_a_gap_sees_the_gap_as_it_was(asked: World) -> None:
    gap = asked.publish(a_gap(asked))
    kept = asked.publish(asked.behaviour(categories=SAFETY, gist=None))
    before = asked.read("social_worker", "child_protection").lines, listed(asked, "social_worker")

    asked.act(close, "police", gap, kept)

    assert listed(asked, "police") == []
    assert (asked.read("social_worker", "child_protection").lines, listed(asked, "social_worker")) == before
    assert asked.rows(Notice) == []


def test_who_gets_the_closing_fact_in_short_form_sees_the_gap_as_it_was(asked: World) -> None:
    gap = asked.publish(a_gap(asked, unit="HV"))
    fact = asked.publish(
        asked.behaviour(categories=frozenset({Category.OFFENCE}), gist="There is something on record.")
    )
    before = listed(asked, "health_visitor")
    asked.act(close, "police", gap, fact)

    assert "There is something on record." in asked.texts("health_visitor", "child_protection")
    assert [one["id"] for one in before] == [gap]
    assert listed(asked, "health_visitor") == before


def test_to_his_side_the_two_lines_stand_apart(world: World) -> None:
    world.open("programme_start", "RESP-M")
    gap = world.publish(a_gap(world))
    fact = world.publish(world.behaviour())
    world.act(close, "police", gap, fact)

    assert len(world.texts("mens_worker", "programme_delivery")) == 2


def test_a_gap_is_open_again_when_the_fact_that_closed_it_is_taken_back(asked: World) -> None:
    gap = asked.publish(a_gap(asked))
    fact = asked.publish(asked.behaviour())
    asked.act(close, "police", gap, fact)

    asked.act(retract, "police", fact)

    assert [one["id"] for one in listed(asked, "police")] == [gap]
    with pytest.raises(Invalid):
        asked.act(close, "police", gap, fact)


def test_of_several_facts_one_that_is_theirs_closes_it_for_a_reader(asked: World) -> None:
    gap = asked.publish(a_gap(asked))
    kept = asked.publish(asked.behaviour(categories=SAFETY, gist=None))
    asked.act(close, "police", gap, kept)
    assert [one["id"] for one in listed(asked, "social_worker")] == [gap]

    asked.act(close, "police", gap, asked.publish(asked.behaviour()))

    assert listed(asked, "social_worker") == []


def test_a_gap_of_others_and_a_fact_that_is_not_known_are_as_if_not_there(asked: World) -> None:
    gap = asked.publish(a_gap(asked))
    kept = asked.publish(asked.behaviour(categories=SAFETY, gist=None))
    secret = asked.publish(a_gap(asked, categories=SAFETY))
    fact = asked.publish(asked.behaviour(), by="social_worker")

    refusals = set()
    for named in (secret, asked.case, fact):
        with pytest.raises(NotFound) as no_gap:
            asked.act(close, "social_worker", named, fact)
        refusals.add(str(no_gap.value))
    for named in (kept, asked.case, gap):
        with pytest.raises(Invalid) as no_fact:
            asked.act(close, "social_worker", gap, named)
        refusals.add(str(no_fact.value))
    assert len(refusals) == 2
    with pytest.raises(NotFound):
        asked.act(close, "teacher", gap, asked.publish(asked.behaviour(), by="teacher"))
    with pytest.raises(Forbidden):
        asked.act(close, asked.importer("POL-DA"), gap, fact)
    assert asked.rows(GapClosing) == []


def test_a_fact_closes_a_gap_once(asked: World) -> None:
    gap, fact = asked.publish(a_gap(asked)), asked.publish(asked.behaviour())
    asked.act(close, "police", gap, fact)

    with pytest.raises(Conflict):
        asked.act(close, "social_worker", gap, fact)
    assert len(asked.rows(GapClosing)) == 1


def test_the_other_unit_hears_that_its_gap_is_closed_when_all_who_would_hear_get_both(asked: World) -> None:
    gap = asked.publish(a_gap(asked))
    fact = asked.publish(asked.behaviour(), by="social_worker")

    asked.act(close, "social_worker", gap, fact)

    (notice,) = asked.rows(Notice)
    assert (notice["unit_id"], notice["kind"], notice["about_id"]) == (
        asked.units["POL-DA"],
        "gap_closed",
        gap,
    )


def test_a_unit_where_only_his_people_work_hears_of_no_gap(asked: World) -> None:
    gap = asked.publish(a_gap(asked), by=HIS_WORKER)
    fact = asked.publish(asked.behaviour(), by="social_worker")

    asked.act(close, "social_worker", gap, fact)

    assert asked.rows(Notice) == []


def test_while_it_is_open_whose_pattern_it_is_gaps_of_others_are_not_listed_to_who_may_be_his(
    world: World,
) -> None:
    there = world.another_case({"him": Part.ADULT_A, "her": Part.ADULT_B}, ["police", "teacher"])
    there.open("cp_concern", "CF-SW", "SCHOOL")
    for unit in ("CF-SW", "SCHOOL"):
        wellbeing = frozenset({Category.CHILD_WELLBEING})
        fact = there.act(record, "police", a_gap(there, unit, categories=wellbeing))
        there.act(publish, "police", fact)

    assert (len(listed(there, "social_worker")), len(listed(there, "teacher"))) == (0, 1)

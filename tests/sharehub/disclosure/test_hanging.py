"""Where a line in full may hang on a wall; of a gist that is told to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from consent.people import Part
from policies.vocabulary import Category
from sharehub.cases.people import decide_mapping
from sharehub.language.vocabulary import Kind
from tests.sharehub.disclosure.test_rendering import GIST
from tests.sharehub.disclosure.test_show_wall import MEETING, hang, lines_of

if TYPE_CHECKING:
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

ROOMS = (("facilitator", "police"), ("facilitator", "mens_worker"))
"""One in which it is said how things are known, and one in which it is not."""


@pytest.fixture
def meeting(sqlite_world: World) -> World:
    """Return a meeting about two adults of whom nothing is decided."""
    parts = {"him": Part.ADULT_A, "her": Part.ADULT_B, "child": Part.CHILD, "neighbour": Part.THIRD_PARTY}
    staff = ["facilitator", "police", "police_two", "mens_worker", "his_substance_worker", "health_visitor"]
    there = sqlite_world.another_case(parts, staff)
    there.open("mapping_meeting", *MEETING)
    return there


def held(world: World) -> NewFact:
    """Return an act of the one's."""
    return world.behaviour(statement="Konrad held the door shut.", context_asked=True)


def pushed(world: World, **changes: Any) -> NewFact:
    """Return an act of the other's, with the context that it never goes without."""
    return world.behaviour(
        **{"statement": "Ludmila pushed Konrad.", "subject_person": world.people["her"], **changes}
    )


@pytest.mark.parametrize("room", ROOMS)
def test_an_act_says_whose_it_is_and_what_it_never_goes_without(
    meeting: World, room: tuple[str, ...]
) -> None:
    context = meeting.publish(held(meeting))
    meeting.publish(pushed(meeting, travels_with=frozenset({context})))

    lines = lines_of(meeting, *room)

    first, act = lines["Konrad held the door shut."], lines["Ludmila pushed Konrad."]
    assert first["place"] == {"kind": "behaviour", "by": str(meeting.people["him"]), "travels_with": []}
    assert act["place"] == {
        "kind": "behaviour",
        "by": str(meeting.people["her"]),
        "travels_with": [first["id"]],
    }


def test_it_is_told_of_both_adults_before_and_after_it_is_decided_whose_pattern_it_is(meeting: World) -> None:
    effort = meeting.behaviour(
        kind=Kind.PROTECTIVE_EFFORT,
        statement="Konrad takes Agnes to school.",
        categories=frozenset({Category.PROTECTIVE_EFFORT}),
        covert=False,
    )
    meeting.publish(effort)
    before = lines_of(meeting, "facilitator", "police")[effort.statement]["place"]
    meeting.act(decide_mapping, "facilitator", meeting.people["her"])

    after = lines_of(meeting, "facilitator", "police")[effort.statement]["place"]

    whose = {"kind": "protective_effort", "by": str(meeting.people["him"]), "travels_with": []}
    assert before == after == whose


def test_nobody_is_told_of_an_act_of_anybody_else_or_of_what_is_no_act(meeting: World) -> None:
    by_a_child = pushed(meeting, statement="Agnes hid.", subject_person=meeting.people["child"])
    her_state = meeting.behaviour(
        kind=Kind.IMPACT, statement="Ludmila sleeps badly.", subject_person=meeting.people["her"]
    )
    meeting.publish(by_a_child)
    meeting.publish(her_state)

    lines = lines_of(meeting, "facilitator", "police")

    assert [lines[one.statement]["place"]["by"] for one in (by_a_child, her_state)] == [None, None]


def test_a_gist_has_no_place_and_is_nobodys_context(meeting: World) -> None:
    """Else what stands beside a gist would say what the gist leaves out."""
    of_a_child = frozenset({Category.BEHAVIOUR, Category.CHILD_WELLBEING})
    context = meeting.publish(
        meeting.behaviour(
            statement="Konrad locked Agnes in.",
            gist="A door is kept shut.",
            categories=of_a_child,
            context_asked=True,
        )
    )
    alone, bound = pushed(meeting, context_asked=True), pushed(meeting, travels_with=frozenset({context}))
    meeting.publish(alone)
    meeting.publish(bound)

    lines = hang(meeting, "facilitator", "mens_worker").lines

    gist = next(line for line in lines if line["text"] == "A door is kept shut.")
    assert gist.keys() == GIST
    acts = [line for line in lines if line is not gist]
    # The act whose context is there in short form alone looks like one that has none.
    assert len(acts) == 2
    assert acts[0] | {"id": ""} == acts[1] | {"id": ""}


def test_a_look_at_the_pattern_tells_no_place(meeting: World) -> None:
    meeting.publish(held(meeting))

    assert all("place" not in line for line in meeting.read("facilitator", "case_mapping").lines)

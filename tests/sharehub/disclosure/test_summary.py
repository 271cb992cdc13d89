"""A summary reaches a reader as a rendering: its order, what they may have, and no trace of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import update

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.database.schema import Summary
from sharehub.patterns.summaries import publish_summary
from tests.sharehub.disclosure.stored import change, last_of

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.disclosure.rendering import Line
    from tests.sharehub.world import World


def said(world: World, statement: str, **more: Any) -> UUID:
    """Publish something under words of its own, and return its id."""
    return world.publish(world.behaviour(statement=statement, gist=f"In short: {statement}", **more))


def summarise(world: World, sections: dict[int, list[UUID]]) -> UUID:
    """Publish a summary of these facts."""
    summary: UUID = world.act(publish_summary, "police", sections)
    return summary


def rendered(world: World, name: str, purpose: str, summary: UUID) -> list[tuple[int, str]]:
    """Return sections and texts of what a reader gets of a summary."""
    lines: tuple[Line, ...] = world.read(name, purpose, summary=summary).lines
    return [(line["section"], line["text"]) for line in lines]


def test_a_rendering_keeps_the_summarys_order_and_sections(world: World) -> None:
    first, second, third = (
        said(world, text, concern_rank=rank) for text, rank in (("a", 3), ("b", 2), ("c", 1))
    )
    said(world, "not chosen")
    world.open("cp_concern", "HV")
    summary = summarise(world, {1: [second], 4: [third, first]})

    assert rendered(world, "health_visitor", "child_protection", summary) == [(1, "b"), (4, "c"), (4, "a")]
    assert rendered(world, "teacher", "wellbeing_support", summary) == [
        (1, "In short: b"),
        (4, "In short: c"),
        (4, "In short: a"),
    ]


def test_a_rendering_grants_nothing_and_shows_no_gap(world: World) -> None:
    first, hidden, last = (
        said(world, "first"),
        said(world, "hidden", categories=frozenset({Category.SAFETY})),
        said(world, "last"),
    )
    world.open("cp_concern", "HV")
    summary = summarise(world, {1: [first, hidden, last]})

    assert rendered(world, "health_visitor", "child_protection", summary) == [(1, "first"), (1, "last")]
    lines = world.read("health_visitor", "child_protection", summary=summary).lines
    assert not any("position" in key or "placed" in key for line in lines for key in line)


def test_what_a_summary_cuts_off_from_its_context_is_not_rendered(world: World) -> None:
    context = said(world, "what he did before")
    act = said(world, "she took the car", travels_with=frozenset({context}))
    world.open("cp_concern", "HV")

    alone = summarise(world, {1: [act]})
    whole = summarise(world, {1: [context], 2: [act]})

    assert rendered(world, "health_visitor", "child_protection", alone) == []
    assert rendered(world, "health_visitor", "child_protection", whole) == [
        (1, "what he did before"),
        (2, "she took the car"),
    ]


def test_a_summary_that_is_not_there_or_is_withdrawn_or_of_another_case_is_empty(world: World) -> None:
    fact = said(world, "said")
    world.open("cp_concern", "HV")
    summary = summarise(world, {1: [fact]})
    other = world.another_case({}, members=["health_visitor"])
    change(world, update(Summary).where(Summary.id == summary).values(status="withdrawn"))

    assert rendered(world, "health_visitor", "child_protection", summary) == []
    assert rendered(world, "health_visitor", "child_protection", uuid4()) == []
    change(world, update(Summary).where(Summary.id == summary).values(status="published"))
    assert rendered(other, "health_visitor", "wellbeing_support", summary) == []
    assert rendered(world, "health_visitor", "child_protection", summary) == [(1, "said")]


def test_the_entry_names_the_summary_and_holds_its_facts_alone(world: World) -> None:
    chosen, left = said(world, "chosen"), said(world, "left out")
    world.open("cp_concern", "HV")
    summary = summarise(world, {1: [chosen]})
    world.read("health_visitor", "child_protection", summary=summary)

    entry = last_of(world, Action.PATTERN_ASKED)

    assert entry.body["refs"]["summary"] == str(summary)
    assert entry.answer(chosen) == ("full", "ROLE_AND_PURPOSE")
    assert str(left) not in str(entry.record)

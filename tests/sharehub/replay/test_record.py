"""A stored record is read back as it was, written again in the same bytes, and decided again alike."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.recorded import Asked, Recorded
from policies.recorded_text import read_record
from policies.wall import PURPOSE as OF_A_WALL
from policies.wall import wall
from sharehub.disclosure.costing import costing
from sharehub.disclosure.recording import ASKED, decision_record
from sharehub.replay.again import decide_again, own_answers
from tests.policies.recording import A_DECISION, as_recorded, cited_apart, in_force, written
from tests.policies.worlds import OTHER, PURPOSE, READERS, WORLDS
from tests.sharehub.replay.looks import LOOKS

if TYPE_CHECKING:
    from policies.question import Reader
    from policies.table import Table
    from tests.policies.worlds import World

PINNED = json.loads((Path(__file__).parents[2] / "vectors" / "decision_records.json").read_text())["records"]
SOME = settings(max_examples=60, deadline=None)


def again(recorded: Recorded, tables: dict[str, Table]) -> Recorded:
    """Store a record, read it back, and decide it again: what comes out must be the record."""
    stored = decision_record(recorded)
    back = read_record(orjson.loads(stored), recorded.asked)
    assert back == recorded
    assert decision_record(back) == stored
    found = decide_again(back, tables.__getitem__)
    return replace(back, answers=found.answers, falls=found.falls)


def about_a_wall(value: Any) -> Any:
    """Return anything of a world, with the purpose that most of it is about being a wall's."""
    if value in (PURPOSE, OTHER):
        return OTHER if value == PURPOSE else PURPOSE
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: about_a_wall(getattr(value, field.name)) for field in fields(value)}
        return type(value)(**parts)
    if isinstance(value, dict):
        return {about_a_wall(key): about_a_wall(part) for key, part in value.items()}
    if isinstance(value, tuple | frozenset | list):
        return type(value)(map(about_a_wall, value))
    return value


WALLS = WORLDS.map(about_a_wall)


def test_two_hands_write_a_record_alike() -> None:
    assert orjson.loads(decision_record(A_DECISION)) == written(A_DECISION)


@SOME
@given(WORLDS)
def test_what_one_reader_got_comes_out_again(drawn: World) -> None:
    world, tables = cited_apart(drawn)
    recorded = as_recorded(world)

    assert again(recorded, tables) == recorded


@SOME
@given(WALLS, st.lists(READERS, max_size=3))
def test_what_stood_on_a_wall_comes_out_again(drawn: World, others: list[Reader]) -> None:
    world, tables = cited_apart(drawn)
    assert world.ask.purpose in {OF_A_WALL, "unheard_of"}
    recorded = replace(as_recorded(world), asked=Asked.WALL, readers=(world.reader, *others))
    facts = wall(recorded.readers, world.ask.day, world.case, world.protocols, world.base).facts
    recorded = replace(recorded, answers=facts)

    assert again(recorded, tables) == recorded


@SOME
@given(WALLS, st.lists(READERS, max_size=3))
def test_what_inviting_would_have_cost_comes_out_again(drawn: World, others: list[Reader]) -> None:
    world, tables = cited_apart(drawn)
    readers = (world.reader, *(replace(one, id=f"guest-{place}") for place, one in enumerate(others)))
    found = costing(readers, world.ask, world.case, world.protocols, world.base)
    recorded = replace(
        as_recorded(world),
        asked=Asked.COST,
        answers=found.answers,
        invited=found.invited,
        falls=found.falls,
    )

    assert again(recorded, tables) == recorded
    assert found.answers.items() <= own_answers(recorded, tables.__getitem__).items()


@SOME
@given(WORLDS)
def test_of_a_cost_whose_guests_are_not_on_record_the_answers_come_out_again(drawn: World) -> None:
    world, tables = cited_apart(drawn)
    whole = as_recorded(world)
    some = {fact: answer for fact, answer in whole.answers.items() if fact != "f0"}
    recorded = replace(whole, asked=Asked.COST, answers=some, invited=None)

    assert decide_again(recorded, tables.__getitem__).answers == some
    assert in_force(recorded, tables) == world.protocols


def test_each_way_in_which_answers_are_found_is_pinned() -> None:
    assert {ASKED[action] for action in LOOKS} == set(ASKED.values()) == set(Asked)


@pytest.mark.parametrize("action", LOOKS)
@pytest.mark.parametrize("version", PINNED)
def test_what_was_stored_by_any_version_is_read_for_good(version: str, action: str) -> None:
    stored = PINNED[version][action]

    recorded = read_record(orjson.loads(stored), ASKED[action])

    assert recorded.asked is ASKED[action]
    assert len(recorded.case.facts) == 2
    assert {answer.outcome for answer in recorded.answers.values()} == {"full"}
    if version == "3":
        assert decision_record(recorded) == stored.encode()


def test_whom_somebody_thought_of_inviting_is_on_record_from_the_second_version_on() -> None:
    first, second = (
        read_record(orjson.loads(PINNED[version]["wall.cost_asked"]), Asked.COST) for version in ("1", "2")
    )

    assert first.invited is None
    assert [guest.role for guest in second.invited or ()] == ["caledonian_men", "substance_perpetrator"]
    assert [len(falls) for falls in second.falls] == [0, 1]


def test_what_units_keep_back_is_on_record_from_the_third_version_on() -> None:
    kept = {
        version: [
            len(read_record(orjson.loads(PINNED[version][action]), ASKED[action]).case.narrowings)
            for action in LOOKS
        ]
        for version in PINNED
    }

    assert kept == {"1": [0, 0, 0], "2": [0, 0, 0], "3": [1, 2, 2]}

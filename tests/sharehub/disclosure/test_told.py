"""The standing text: the same for a role and purpose whatever the case holds, and one line for his side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from consent.record import Status
from sharehub.disclosure.told import ALWAYS

if TYPE_CHECKING:
    from tests.sharehub.world import World

HER_YES = "What she told is hers to share: ask her worker whether she agrees."
HIS_YES = "His health and treatment need his permission to communicate."
GATE = "This purpose is open while the event that opens it is on record: cp concern."


def test_protective_readers_are_told_what_would_open_what_their_role_and_purpose_close(world: World) -> None:
    words = world.read("social_worker", "child_protection").told

    assert words[0] == ALWAYS
    assert GATE in words
    assert HIS_YES in words
    assert words[-2:] == (
        "Between two units a protocol for this purpose must be in force.",
        "If there is serious risk, ask for a serious-risk decision; it is reviewed after, not before.",
    )


def test_a_purpose_without_a_gate_is_not_said_to_have_one(sqlite_world: World) -> None:
    words = sqlite_world.read("teacher", "wellbeing_support").told

    assert HER_YES in words
    assert not any("event that opens it" in line for line in words)


@pytest.mark.parametrize(
    ("name", "purpose"), [("teacher", "wellbeing_support"), ("mens_worker", "programme_referral")]
)
def test_the_standing_text_is_the_same_whatever_the_case_holds(world: World, name: str, purpose: str) -> None:
    empty = world.read(name, purpose).told

    world.open("programme_referral", "RESP-M")
    world.publish(world.told_by_her())
    world.publish(world.behaviour())
    world.consents(status=Status.REFUSED)

    assert world.read(name, purpose).told == empty


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("mens_worker", "programme_referral"),
        ("his_substance_worker", "treatment_coordination"),
        ("court", "court_report"),
    ],
)
def test_his_side_gets_the_one_line_that_everybody_gets(sqlite_world: World, name: str, purpose: str) -> None:
    sqlite_world.publish(sqlite_world.told_by_her())

    assert sqlite_world.read(name, purpose).told == (ALWAYS,)


def test_while_it_is_open_whose_pattern_it_is_whoever_may_turn_out_to_work_with_him_gets_the_one_line(
    sqlite_world: World,
) -> None:
    world = sqlite_world.another_case({"one": Part.ADULT_A, "other": Part.ADULT_B}, members=["facilitator"])

    assert world.read("social_worker", "wellbeing_support").told == (ALWAYS,)
    assert len(world.read("facilitator", "case_mapping").told) > 1

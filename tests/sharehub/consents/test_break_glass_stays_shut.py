"""All that stays shut however the glass is broken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from policies.shipped import rulebook_text
from policies.vocabulary import Category, Caveat, SourceType
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Result, Trigger, decide_check, exclude, raise_check
from sharehub.cases.members import allocate
from sharehub.consents.break_glass import break_glass
from sharehub.database.schema import BreakGlass, Notice
from sharehub.disclosure.identify import identify
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.disclosure.told import Refusal
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.patterns.publish import retract
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deeds import EMERGENCY, PURPOSE, recorded, signed_in
from tests.sharehub.consents.strangers import (
    FAR,
    NO_SUCH,
    a_world_to_look_at,
    broken,
    got,
    with_stranger,
)
from tests.sharehub.disclosure.stored import last_of
from tests.sharehub.protocols.agreements import registered

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.world import World


def exclusion(world: World) -> None:
    world.act(exclude, "officer", world.actor("stranger").user, "His cousin.", world.today())


def pending_check(world: World) -> None:
    user = world.actor("stranger").user
    world.act(raise_check, "police", user, Trigger.DECLARED, "His cousin.", world.today())


def check_that_excluded(world: World) -> None:
    user = world.actor("stranger").user
    check = world.act(raise_check, "police", user, Trigger.DECLARED, None, world.today())
    world.act(decide_check, "officer", check, Result.EXCLUDED, world.today())


KEPT_OUT = pytest.mark.parametrize("keep_out", [exclusion, pending_check, check_that_excluded])


@KEPT_OUT
@pytest.mark.parametrize("first", [True, False], ids=["kept out first", "kept out after"])
def test_no_exclusion_and_no_conflict_check_is_lifted(
    world: World, keep_out: Callable[[World], None], *, first: bool
) -> None:
    world = a_world_to_look_at(world)

    if first:
        keep_out(world)
    broken(world)
    if not first:
        assert got(world) == [world.behaviour().statement]
        keep_out(world)

    # The answer of a case in which there is nothing, so that they are not told that they are kept out.
    assert got(world) == []


@KEPT_OUT
def test_an_attempt_of_somebody_who_is_kept_out_is_on_record_as_refused_and_others_hear(
    world: World, keep_out: Callable[[World], None]
) -> None:
    world = a_world_to_look_at(world)
    keep_out(world)

    glass = broken(world)

    entry = world.logged(Action.GLASS_BROKEN)[-1]
    assert (entry["outcome"], entry["case"]) == ("refused", world.alias())
    assert [row["opened"] for row in world.rows(BreakGlass)] == [False]
    told = {row["unit_id"] for row in world.rows(Notice) if row["about_id"] == glass}
    assert told == {world.units["POL-DA"], world.units["IG"]}


def test_somebody_of_the_case_who_is_kept_out_is_not_let_in_by_it(world: World) -> None:
    world = a_world_to_look_at(world)
    stranger = world.actor("stranger")
    world.act(allocate, "social_worker", stranger.user, stranger.role, world.today())
    exclusion(world)
    assert got(world) is Refusal.NOT_YOURS

    broken(world)

    assert got(world) == []


def test_a_cell_that_says_never_stays_shut(world: World) -> None:
    police = rulebook_text().index("\n  police:")
    text = rulebook_text()
    never = text[:police] + text[police:].replace("{behaviour: F, ", "{behaviour: X, ", 1)
    registered(world, never.replace("id: edinburgh-default", "id: never"), base=True)
    world = a_world_to_look_at(world, unit=FAR)

    broken(world)

    assert got(world) == []
    (answer,) = (last_of(world, Action.PATTERN_ASKED).record or {})["answers"].values()
    assert answer["reason"] == "NEVER_FOR_THIS_ROLE"


LISTED = {Category.BEHAVIOUR, Category.SURVIVOR_ACCOUNT, Category.CHILD_WELLBEING, Category.OFFENCE}
FOLLOWS = {
    Category.CHILD_ACCOUNT: SourceType.CHILD,
    Category.THIRD_PARTY: SourceType.THIRD_PARTY,
    Category.INTELLIGENCE: SourceType.POLICE_INTELLIGENCE,
}
"""Categories that nobody claims: they follow from where something is known."""


@pytest.mark.parametrize("category", [one for one in Category if one not in LISTED])
def test_a_category_that_is_not_listed_stays_shut(sqlite_world: World, category: Category) -> None:
    source = FOLLOWS.get(category, SourceType.AGENCY_OBSERVATION)
    claimed = frozenset({Category.BEHAVIOUR if category in FOLLOWS else category})
    fact = sqlite_world.publish(sqlite_world.behaviour(categories=claimed, source_type=source))
    world = with_stranger(sqlite_world)

    broken(world)

    assert got(world) == []
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("withheld", "NOT_ALLOCATED")


def test_what_its_unit_approves_each_time_stays_shut(sqlite_world: World) -> None:
    controlled = frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD})
    sqlite_world.publish(sqlite_world.behaviour(caveats=controlled))
    world = with_stranger(sqlite_world)

    broken(world)

    assert got(world) == []


def test_what_is_a_draft_or_was_taken_back_stays_shut(world: World) -> None:
    recorded(world)
    world.act(retract, "police", world.publish(world.behaviour(statement="He broke a chair.")))
    world = with_stranger(world)

    broken(world)

    assert got(world) == []


@pytest.mark.parametrize("by", ["mens_worker", "his_substance_worker", "teacher", "officer", "facilitator"])
def test_roles_that_work_with_him_and_others_that_are_not_listed_may_not_break_it(
    world: World, by: str
) -> None:
    world = signed_in(world)

    for case in (world.case, NO_SUCH):
        with pytest.raises(Forbidden, match="may not break"):
            replace(world, case=case).act(break_glass, by, PURPOSE, EMERGENCY)


def test_no_system_breaks_it_and_no_history_tells_of_it(sqlite_world: World) -> None:
    police = signed_in(sqlite_world).actor("police")

    for odd in (replace(police, system=True), replace(police, importing=True)):
        with pytest.raises(Forbidden):
            sqlite_world.act(break_glass, odd, PURPOSE, EMERGENCY)


@pytest.mark.parametrize(
    "purposes",
    [{"court_report"}, {"child_protection", "hearing_report"}, {"gossip"}, {"wellbeing_support"}, set()],
)
def test_it_is_broken_for_purposes_of_the_role_and_for_none_that_he_reads(
    sqlite_world: World, purposes: set[str]
) -> None:
    world = signed_in(sqlite_world)

    for case in (world.case, NO_SUCH):
        with pytest.raises(Invalid, match="purposes: "):
            replace(world, case=case).act(break_glass, "police", frozenset(purposes), EMERGENCY)


def test_while_it_is_open_whose_pattern_it_is_it_serves_nobody_who_may_turn_out_to_be_his(
    world: World,
) -> None:
    parts = {"him": Part.ADULT_A, "her": Part.ADULT_B, "child": Part.CHILD}
    there = world.another_case(parts, ["police", "social_worker"])
    there.publish(there.behaviour(context_asked=True), by="police")
    family = with_stranger(there, "children_families_sw")
    of_the_case = with_stranger(there, "police", FAR)

    broken(family)
    broken(of_the_case)

    assert got(family) == []
    assert got(of_the_case) == [there.behaviour().statement]


def test_it_serves_whoever_broke_it_for_what_they_broke_it_and_in_the_role_in_which_they_did(
    world: World,
) -> None:
    world = a_world_to_look_at(world)
    broken(world)
    with world.hub.begin() as work:
        colleague = register_user(work, world.units["MARAC-CO"], "colleague", ["police"])
    stranger = world.actor("stranger")

    assert got(world) == [world.behaviour().statement]
    assert got(world, purpose="marac_safety") is Refusal.NOT_YOURS
    for other in (
        replace(stranger, user=colleague),
        replace(stranger, role="children_families_sw"),
        replace(stranger, unit=world.units["HV"]),
    ):
        assert got(world, other) is Refusal.NOT_YOURS


def test_another_case_stays_shut(world: World) -> None:
    world = a_world_to_look_at(world)
    other = world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR})
    broken(world)

    assert got(replace(world, case=other.case)) is Refusal.NOT_YOURS


def test_names_and_walls_and_acts_stay_shut(world: World) -> None:
    world = a_world_to_look_at(world)
    stranger = world.actor("stranger")
    broken(world, purposes=frozenset({"child_protection", "case_mapping"}))

    named = identify(world.hub, stranger, world.case)
    hung = show_wall(world.hub, stranger, world.case, [])
    assert (named.refusal, hung.refusal) == (Refusal.NOT_YOURS, Refusal.NOT_YOURS)  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        world.act(raise_check, "stranger", stranger.user, Trigger.DECLARED, None, world.today())


def test_nobody_brings_what_a_glass_opens_to_a_wall(world: World) -> None:
    world.publish(world.behaviour(), by="social_worker")
    world = signed_in(world)
    broken(world, "police", frozenset({"case_mapping"}))
    world.open("mapping_meeting", "CAL-C")
    police, facilitator = world.actor("police"), world.actor("facilitator")
    assert got(world, "police", "case_mapping") == [world.behaviour().statement]

    hung = show_wall(world.hub, facilitator, world.case, [Seat(police.user, police.unit, police.role)])

    assert hung.lines == ()  # type: ignore[union-attr]

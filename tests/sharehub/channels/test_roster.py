"""Who works with the family, for those who do not work with him, and as far as they may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.cases.members import end
from sharehub.channels.roster import Roster, roster
from sharehub.database.schema import Membership
from sharehub.disclosure.told import ALWAYS
from sharehub.errors import NotFound
from tests.sharehub.channels.narrowing import narrowed
from tests.sharehub.consents.strangers import later

if TYPE_CHECKING:
    from tests.sharehub.world import World


def asked(world: World, by: str) -> Roster:
    actor = world.actor(by)
    with world.hub.begin(actor.unit) as work:
        return roster(work, actor, world.case)


def holding(world: World, by: str) -> dict[str, bool]:
    """Return who holds some of his pattern, by the units' codes, as somebody is told."""
    codes = {unit: code for code, unit in world.units.items()}
    return {codes[one.unit]: one.holds_pattern for one in asked(world, by).services}


def test_a_protective_reader_sees_who_works_with_the_family_and_who_holds_nothing(world: World) -> None:
    world.open("cp_concern", "HV", "CF-SW", "POL-DA")
    before = holding(world, "police")
    assert set(before.values()) == {False}
    world.publish(world.behaviour())

    after = holding(world, "police")

    assert after.keys() == before.keys() >= {"POL-DA", "CF-SW", "HV", "SCHOOL", "CAL-C", "RESP-M"}
    assert {unit for unit, holds in after.items() if holds} >= {"POL-DA", "CF-SW", "HV"}
    assert after["RESP-M"] is False
    names = [one.name for one in asked(world, "police").services]
    assert names == sorted(names)
    assert world.logged(Action.LIST_ASKED)[-1]["refs"] == {"list": "roster"}
    officer, _ = narrowed(world)
    narrowed(world, by=officer, purpose="wellbeing_support")
    assert holding(world, "police") == after | {"HV": False}


def test_whoever_invites_is_told_who_of_a_unit_works_with_the_family(sqlite_world: World) -> None:
    services = {one.role: one for one in asked(sqlite_world, "facilitator").services}

    officer = sqlite_world.actor("police")
    assert officer.user in [user for user, _ in services["police"].people]
    assert all(name for one in services.values() for _, name in one.people)


def test_units_whose_involvement_tells_something_are_not_there_but_to_themselves(sqlite_world: World) -> None:
    found = holding(sqlite_world, "police")
    assert found.keys().isdisjoint({"SUB-P", "ALC-S", "IG"})
    # A child's therapist is of a role that tells of health: so is the unit.
    assert "ART" not in found
    assert "ART" in holding(sqlite_world, "therapist")


@pytest.mark.parametrize("name", ["mens_worker", "his_substance_worker"])
def test_his_side_is_told_the_standing_line_and_nothing_whatever_there_is(
    sqlite_world: World, name: str
) -> None:
    assert asked(sqlite_world, name) == Roster(())
    assert asked(sqlite_world, name).told == (ALWAYS,)


def test_of_lines_that_the_asker_does_not_get_nothing_is_said(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("cp_concern", "CF-SW", "POL-DA")
    world.publish(world.behaviour(categories=frozenset({Category.SAFETY, Category.BEHAVIOUR})))

    assert holding(world, "police")["POL-DA"] is True
    # To the health visitor, who does not get it, there is no line of which she could hear who has it.
    assert set(holding(world, "health_visitor").values()) == {False}


def test_who_no_longer_works_with_the_family_is_on_it_no_more(sqlite_world: World) -> None:
    world = sqlite_world
    teacher = world.actor("teacher").user
    membership = next(row["id"] for row in world.rows(Membership) if row["user_id"] == teacher)
    world.act(end, "social_worker", membership, world.today())
    assert "SCHOOL" in holding(world, "police")
    later(world, days=1)
    assert "SCHOOL" not in holding(world, "police")
    with pytest.raises(NotFound):
        asked(world, "teacher")

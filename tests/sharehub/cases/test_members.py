"""Memberships: who works with the family, in which role, from when to when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from sharehub.cases.members import allocate, end
from sharehub.cases.open import open_case
from sharehub.database.schema import Case, Membership
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.patterns.record import record
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import a_membership

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

MONDAY = date(2024, 6, 3)


def membership(world: World, identity: UUID) -> dict[str, object]:
    (row,) = [row for row in world.rows(Membership) if row["id"] == identity]
    return row


def test_who_opens_a_case_works_on_it_from_that_day(world: World) -> None:
    actor = world.actor("police")
    with world.hub.begin() as work:
        case = open_case(work, actor)

    (row,) = [row for row in world.rows(Membership) if row["case_id"] == case]
    assert (row["user_id"], row["role"], row["start"], row["end"]) == (actor.user, "police", MONDAY, None)
    (opened,) = [row for row in world.rows(Case) if row["id"] == case]
    assert (opened["opened_by_unit"], opened["legal_hold"]) == (actor.unit, False)


def test_who_loads_a_case_does_not_work_on_it(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        case = open_case(work, sqlite_world.importer("POL-DA"))

    assert [row for row in sqlite_world.rows(Membership) if row["case_id"] == case] == []


def test_an_allocated_member_may_act_from_the_first_day_to_the_last(world: World) -> None:
    there = world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR})
    member = there.actor("social_worker_two")
    there.act(
        allocate,
        "social_worker",
        member.user,
        member.role,
        MONDAY + timedelta(1),
        MONDAY + timedelta(2),
    )

    acted = {}
    for day in range(4):
        there.go_to(MONDAY + timedelta(day))
        try:
            there.act(record, member, there.behaviour())
        except NotFound:
            acted[day] = False
        else:
            acted[day] = True
    assert acted == {0: False, 1: True, 2: True, 3: False}


def test_a_membership_counts_in_its_own_role_alone(sqlite_world: World) -> None:
    there = sqlite_world.another_case({})
    police = there.actor("police")

    with pytest.raises(Invalid, match="role: "):
        there.act(allocate, "social_worker", police.user, "children_families_sw", MONDAY)


def test_nobody_is_allocated_who_is_not_there(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="role: "):
        sqlite_world.act(allocate, "social_worker", NOBODY, "police", MONDAY)


def test_a_membership_does_not_end_before_it_starts(sqlite_world: World) -> None:
    member = sqlite_world.actor("social_worker_two")

    with pytest.raises(Invalid, match="end: "):
        sqlite_world.act(allocate, "social_worker", member.user, member.role, MONDAY, MONDAY - timedelta(1))
    with pytest.raises(Invalid, match="end: "):
        sqlite_world.act(end, "social_worker", a_membership(sqlite_world), MONDAY - timedelta(1))


def test_a_membership_may_last_a_single_day(world: World) -> None:
    identity = a_membership(world)
    world.act(end, "social_worker", identity, MONDAY)

    assert membership(world, identity)["end"] == MONDAY


def test_ending_never_prolongs(sqlite_world: World) -> None:
    identity = a_membership(sqlite_world)
    sqlite_world.act(end, "social_worker", identity, MONDAY)

    with pytest.raises(Conflict):
        sqlite_world.act(end, "social_worker", identity, MONDAY + timedelta(1))
    assert membership(sqlite_world, identity)["end"] == MONDAY


def test_the_end_may_be_brought_forward(sqlite_world: World) -> None:
    identity = a_membership(sqlite_world)
    sqlite_world.act(end, "social_worker", identity, MONDAY + timedelta(5))
    sqlite_world.act(end, "social_worker", identity, MONDAY + timedelta(2))

    assert membership(sqlite_world, identity)["end"] == MONDAY + timedelta(2)


def test_a_membership_of_another_case_is_not_there(sqlite_world: World) -> None:
    identity = a_membership(sqlite_world)

    with pytest.raises(NotFound):
        sqlite_world.another_case({}).act(end, "social_worker", identity, MONDAY)


def test_those_who_work_with_him_choose_nobody(sqlite_world: World) -> None:
    member = sqlite_world.actor("social_worker_two")

    with pytest.raises(Forbidden):
        sqlite_world.act(allocate, "mens_worker", member.user, member.role, MONDAY)
    with pytest.raises(Forbidden):
        sqlite_world.act(end, "mens_worker", a_membership(sqlite_world), MONDAY)

"""Notices: a unit hears at once, its officers and those who work on the case; his side never does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from consent.people import Part
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.cases.members import allocate, end
from sharehub.database.order import FIRST
from sharehub.database.schema import Membership, Notice
from sharehub.errors import Conflict, NotFound
from sharehub.identity.actor import Actor
from sharehub.notices.hear import heard, see
from sharehub.notices.tell import Occasion, tell
from sharehub.permissions.permission import Reply
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deeds import a_glass
from tests.sharehub.consents.strangers import later
from tests.sharehub.permissions.asking import HIS_WORKER, asked_of_him, her_worker, says

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

UNITS = ("POL-DA", "CAL-W", "RESP-M", "SUB-P", "SCHOOL", "IG")


def told(world: World, *units: str, about: UUID | None = None) -> UUID:
    """Tell units of something in the case; return what of."""
    identity = about or uuid4()
    with world.hub.begin() as work:
        tell(work, Occasion.GLASS_BROKEN, identity, world.case, [world.units[unit] for unit in units])
    return identity


def hears(world: World, by: str | Actor, after: UUID = FIRST, most: int = 10) -> list[dict[str, Any]]:
    actor = world.actor(by) if isinstance(by, str) else by
    with world.hub.begin() as work:
        return [dict(row) for row in heard(work, actor, after, most)]


def sees(world: World, by: str | Actor, notice: UUID) -> None:
    actor = world.actor(by) if isinstance(by, str) else by
    with world.hub.begin() as work:
        see(work, actor, notice)


def an_officer(world: World, unit: str) -> Actor:
    with world.hub.begin() as work:
        user = register_user(work, world.units[unit], "officer", ["ig_officer"])
    return Actor(user, world.units[unit], "ig_officer")


def test_a_unit_hears_what_it_is_told_by_its_officers_and_those_who_work_on_the_case(world: World) -> None:
    about = told(world, *UNITS)

    for by in ("police", "womens_worker", "teacher", "officer", an_officer(world, "POL-DA")):
        (notice,) = hears(world, by)
        assert (notice["kind"], notice["about"], notice["case"]) == ("glass_broken", about, world.case)
        assert notice.keys() == {"id", "kind", "about", "case", "at", "seen_at", "seen_by"}
    for by in ("health_visitor", "court", an_officer(world, "HV")):
        assert hears(world, by) == []


def test_nobody_who_works_with_him_ever_hears(world: World) -> None:
    told(world, *UNITS)
    (his,) = [row["id"] for row in world.rows(Notice) if row["unit_id"] == world.units["RESP-M"]]

    for by in ("mens_worker", "his_substance_worker"):
        assert hears(world, by) == []
        with pytest.raises(NotFound):
            sees(world, by, his)
    # Their unit's officer does, who works with nobody.
    assert len(hears(world, an_officer(world, "RESP-M"))) == 1


def test_those_who_work_with_him_hear_that_he_let_his_treatment_speak_with_them_and_not_that_she_did(
    world: World,
) -> None:
    his = asked_of_him(world)
    says(world, his, Reply.GIVEN)
    worker = her_worker(world)
    hers = asked_of_him(world, by=worker, person=world.people["her"])
    says(world, hers, Reply.GIVEN, by=worker)

    assert [one["about"] for one in hears(world, "mens_worker")] == [his]
    assert hears(world, HIS_WORKER) == []
    assert {one["about"] for one in hears(world, an_officer(world, "RESP-M"))} == {his, hers}


def test_a_colleague_who_works_with_him_hears_nothing_of_what_the_womens_worker_of_their_unit_hears(
    world: World,
) -> None:
    with world.hub.begin() as work:
        user = register_user(work, world.units["CAL-W"], "colleague", ["caledonian_men"])
    colleague = Actor(user, world.units["CAL-W"], "caledonian_men")
    world.act(allocate, "social_worker", colleague.user, colleague.role, world.today())
    told(world, "CAL-W")

    assert (len(hears(world, "womens_worker")), hears(world, colleague)) == (1, [])


def test_while_it_is_open_whose_pattern_it_is_those_who_may_turn_out_to_be_his_do_not_hear(
    world: World,
) -> None:
    parts = {"him": Part.ADULT_A, "her": Part.ADULT_B}
    there = world.another_case(parts, ["police", "womens_worker", "teacher"])
    told(there, "POL-DA", "CAL-W", "SCHOOL", "CF-SW")

    assert [len(hears(there, by)) for by in ("police", "teacher")] == [1, 1]
    assert [len(hears(there, by)) for by in ("womens_worker", "social_worker")] == [0, 0]


def test_who_is_kept_from_the_case_or_works_there_no_longer_does_not_hear(world: World) -> None:
    officer = an_officer(world, "POL-DA")
    told(world, "POL-DA", "IG")
    world.act(exclude, "social_worker", world.actor("police").user, "His cousin.", world.today())
    world.act(raise_check, "social_worker", officer.user, Trigger.DECLARED, None, world.today())
    two = world.actor("police_two").user
    membership = next(row["id"] for row in world.rows(Membership) if row["user_id"] == two)
    assert len(hears(world, "police_two")) == 1
    world.act(end, "social_worker", membership, world.today())
    later(world, days=1)

    assert [hears(world, by) for by in ("police", "police_two", officer)] == [[], [], []]
    assert len(hears(world, "officer")) == 1


def test_a_role_that_no_rulebook_knows_hears_nothing(sqlite_world: World) -> None:
    told(sqlite_world, "POL-DA")
    odd = replace(sqlite_world.actor("police"), role="administrator")

    assert hears(sqlite_world, odd) == []


def test_the_newest_come_first_and_pages_go_on_where_they_ended(world: World) -> None:
    first, second, third = (told(world, "POL-DA") for _ in range(3))

    page = hears(world, "police", most=2)
    rest = hears(world, "police", after=page[-1]["id"])

    assert [one["about"] for one in (*page, *rest)] == [third, second, first]


def test_the_first_of_a_unit_who_sees_it_is_written_down_and_no_other(world: World) -> None:
    told(world, "POL-DA", "CAL-W")
    (notice,) = hears(world, "police")

    sees(world, "police", notice["id"])

    with pytest.raises(Conflict):
        sees(world, "police_two", notice["id"])
    (after,) = hears(world, "police_two")
    assert after["seen_by"] == world.actor("police").user
    assert after["seen_at"] > after["at"]
    assert [one["seen_at"] for one in hears(world, "womens_worker")] == [None]
    entry = world.logged(Action.NOTICE_SEEN)[-1]
    assert (entry["actor"], entry["refs"]) == (str(world.actor("police").user), {"notice": str(notice["id"])})


def test_nobody_sees_what_they_do_not_hear(world: World) -> None:
    told(world, "POL-DA")
    (row,) = world.rows(Notice)

    for by in ("womens_worker", "mens_worker", "officer"):
        with pytest.raises(NotFound):
            sees(world, by, row["id"])
    with pytest.raises(NotFound):
        sees(world, "police", uuid4())


def test_a_unit_is_told_once_however_often_it_is_named(sqlite_world: World) -> None:
    told(sqlite_world, "POL-DA", "POL-DA")

    assert len(sqlite_world.rows(Notice)) == 1


def test_a_broken_glass_is_heard(world: World) -> None:
    world.publish(world.behaviour(), by="social_worker")
    glass = a_glass(world)

    assert [(one["kind"], one["about"]) for one in hears(world, "social_worker")] == [("glass_broken", glass)]
    assert hears(world, "police") == []

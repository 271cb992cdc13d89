"""Breaking the glass: what it opens, to whom, for how long, and who hears of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.consents.break_glass import Emergency, break_glass, end_glass
from sharehub.consents.serious_risk import ask
from sharehub.database.schema import BreakGlass, BreakGlassGrounds, Notice
from sharehub.disclosure.told import ALWAYS, Refusal, told_by_glass
from sharehub.errors import Conflict, Invalid, NotFound, NotRecent
from sharehub.identity.actor import Actor
from sharehub.patterns.publish import retract
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deeds import EMERGENCY, PURPOSE, a_glass, a_scope, grounds, recorded, signed_in
from tests.sharehub.consents.strangers import (
    FAR,
    NO_SUCH,
    a_world_to_look_at,
    broken,
    got,
    later,
    with_stranger,
)
from tests.sharehub.disclosure.stored import change, last_of

if TYPE_CHECKING:
    from tests.sharehub.world import World


def test_a_stranger_gets_what_is_listed_and_nothing_else_and_the_reason_is_on_record(world: World) -> None:
    fact = world.publish(world.behaviour())
    told = world.publish(world.told_by_her(), by="womens_worker")
    safety = world.publish(
        world.behaviour(categories=frozenset({Category.SAFETY}), statement="Where she is.")
    )
    both = frozenset({Category.BEHAVIOUR, Category.SAFETY})
    mixed = world.publish(world.behaviour(categories=both, statement="Where he waits."))
    world = with_stranger(world)
    assert got(world) is Refusal.NOT_YOURS

    glass = broken(world)

    assert got(world) == sorted([world.behaviour().statement, world.told_by_her().statement])
    entry = last_of(world, Action.PATTERN_ASKED)
    assert (entry.outcome, entry.body["refs"]["glass"], entry.body["case"]) == (
        "done",
        [str(glass)],
        world.alias(),
    )
    assert [entry.answer(one) for one in (fact, told)] == [("full", "BREAK_GLASS")] * 2
    assert [entry.answer(one) for one in (safety, mixed)] == [("withheld", "NOT_ALLOCATED")] * 2
    assert entry.record is not None
    assert entry.record["answers"][str(fact)]["rests_on"] == [str(glass)]
    user = str(world.actor("stranger").user)
    assert entry.record["case"]["break_glass"] == [{"id": str(glass), "reader": user, "purposes": [*PURPOSE]}]


def test_what_is_told_beside_it_is_the_same_in_every_case(world: World) -> None:
    world = a_world_to_look_at(world)
    broken(world)

    assert world.read("stranger", "child_protection").told == told_by_glass()
    assert told_by_glass()[0] == ALWAYS


def test_it_lifts_a_closed_gate_for_somebody_who_works_on_the_case(world: World) -> None:
    world.publish(world.behaviour(), by="social_worker")
    world = signed_in(world)
    assert got(world, "police") == []

    broken(world, "police")

    assert got(world, "police") == [world.behaviour().statement]
    # They work there: what they are told is what their role is always told.
    assert world.read("police", "child_protection").told != told_by_glass()


def test_it_lifts_a_missing_protocol(world: World) -> None:
    world = a_world_to_look_at(world, unit=FAR)
    broken(world)

    assert got(world) == [world.behaviour().statement]


def test_it_ends_by_itself_by_minutes_and_not_by_days(world: World) -> None:
    world = a_world_to_look_at(world)
    broken(world)

    later(world, minutes=59, seconds=59)
    assert got(world) == [world.behaviour().statement]
    later(world, seconds=1)
    assert got(world) is Refusal.NOT_YOURS


def test_it_is_ended_early_by_whoever_broke_it_and_once(world: World) -> None:
    world = a_world_to_look_at(world)
    glass = broken(world)

    world.act(end_glass, "stranger", glass)

    assert got(world) is Refusal.NOT_YOURS
    with pytest.raises(Conflict):
        world.act(end_glass, "stranger", glass)
    assert [entry["refs"] for entry in world.logged(Action.GLASS_ENDED)] == [{"glass": str(glass)}]


def test_what_is_over_is_not_ended(world: World) -> None:
    world = a_world_to_look_at(world)
    glass = broken(world)
    later(world, minutes=60)

    with pytest.raises(Conflict):
        world.act(end_glass, "stranger", glass)


def test_an_officer_who_hears_of_it_may_stop_it_and_nobody_else(world: World) -> None:
    world = a_world_to_look_at(world)
    with world.hub.begin() as work:
        elsewhere = register_user(work, world.units["SCHOOL"], "officer elsewhere", ["ig_officer"])
    not_told = Actor(elsewhere, world.units["SCHOOL"], "ig_officer")
    glass = broken(world)

    for by in ("police", "mens_worker", not_told):
        with pytest.raises(NotFound):
            world.act(end_glass, by, glass)
    with pytest.raises(NotFound):
        replace(world, case=NO_SUCH).act(end_glass, "stranger", glass)
    world.act(end_glass, "officer", glass)

    assert got(world) is Refusal.NOT_YOURS


def test_naming_no_case_looks_the_same_and_opens_nothing(world: World) -> None:
    world = replace(a_world_to_look_at(world), case=NO_SUCH)
    assert got(world) is Refusal.NOT_YOURS

    glass = broken(world)

    assert got(world) == []
    assert world.read("stranger", "child_protection").told == told_by_glass()
    entry = world.logged(Action.GLASS_BROKEN)[-1]
    assert (entry["outcome"], "case" in entry) == ("refused", False)
    assert world.rows(BreakGlassGrounds) == []
    assert [(row["unit_id"], row["case_id"]) for row in world.rows(Notice)] == [(world.units["IG"], NO_SUCH)]
    world.act(end_glass, "stranger", glass)
    assert got(world) is Refusal.NOT_YOURS


def test_a_case_that_was_shredded_is_as_one_that_never_was(world: World) -> None:
    world = a_world_to_look_at(world)
    world.hub.keys.destroy_case(str(world.case), world.hub.clock.now())

    broken(world)

    assert got(world) == []
    assert world.rows(BreakGlassGrounds) == []
    assert world.logged(Action.GLASS_BROKEN)[-1]["outcome"] == "refused"


def test_the_units_whose_facts_it_may_open_hear_at_once_and_the_independent_officers(world: World) -> None:
    world.publish(world.behaviour(), by="police")
    world.publish(world.behaviour(), by="police")
    world.publish(world.told_by_her(), by="womens_worker")
    world.publish(world.behaviour(categories=frozenset({Category.SAFETY})), by="social_worker")
    world.act(retract, "health_visitor", world.publish(world.behaviour(), by="health_visitor"))
    recorded(world, by="teacher")
    world = with_stranger(world)

    glass = broken(world)

    rows = world.rows(Notice)
    assert sorted(row["unit_id"] for row in rows) == sorted(
        world.units[one] for one in ("POL-DA", "CAL-W", "IG")
    )
    assert {(row["kind"], row["about_id"], row["case_id"], row["seen_at"]) for row in rows} == {
        ("glass_broken", glass, world.case, None)
    }


def test_it_is_alarmed_by_the_id_of_its_entry_alone(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "sharehub.alarm")
    world = a_world_to_look_at(world)

    broken(world)

    entry = world.logged(Action.GLASS_BROKEN)[-1]["id"]
    assert [record.getMessage() for record in caplog.records] == [
        f"the glass was broken: see entry {entry} of the log"
    ]


def test_its_grounds_are_sealed_and_its_row_says_who_when_and_by_when_it_is_reviewed(world: World) -> None:
    world = a_world_to_look_at(world)
    stranger = world.actor("stranger")

    made = world.act(break_glass, "stranger", PURPOSE, EMERGENCY)

    (row,) = world.rows(BreakGlass)
    assert (row["id"], row["user_id"], row["unit_id"], row["role"]) == (
        *(made.id, stranger.user, stranger.unit, stranger.role),
    )
    assert (row["ends_at"] - row["starts_at"]).total_seconds() == 3600
    assert (row["review_due"] - row["starts_at"]).total_seconds() == 24 * 3600
    assert (row["ends_at"], row["opened"]) == (made.ends_at, True)
    (grounds,) = world.rows(BreakGlassGrounds)
    for field, word in (("risk", b"tonight"), ("who_is_at_risk", b"children"), ("nobody_reached", b"duty")):
        assert word not in grounds[field]
    assert repr(EMERGENCY) == "Emergency()"


@pytest.mark.parametrize("ground", ["risk", "who_is_at_risk", "why_not_less", "nobody_reached"])
def test_every_ground_is_given(sqlite_world: World, ground: str) -> None:
    blank: Emergency = replace(EMERGENCY, **{ground: " \n"})

    with pytest.raises(Invalid, match=f"{ground}: "):
        signed_in(sqlite_world).act(break_glass, "police", PURPOSE, blank)


def test_whoever_has_not_just_signed_in_does_not_break_it(world: World) -> None:
    world = a_world_to_look_at(world)
    broken(world)
    later(world, minutes=5, seconds=1)
    before = len(world.rows(BreakGlass))

    with pytest.raises(NotRecent):
        broken(world)

    assert len(world.rows(BreakGlass)) == before


def test_the_database_itself_takes_none_that_ends_before_it_starts(world: World) -> None:
    a_glass(world)

    with pytest.raises(IntegrityError, match="ends_after_it_starts"):
        change(world, update(BreakGlass).values(ends_at=BreakGlass.starts_at))


def test_one_that_cannot_be_read_opens_nothing_and_is_alarmed(world: World) -> None:
    world = a_world_to_look_at(world)
    broken(world)
    change(world, update(BreakGlass).values(purposes="*"))

    assert got(world) is Refusal.NOT_YOURS
    assert last_of(world, Action.PATTERN_ASKED).outcome == "fault"


def test_what_is_seen_by_it_may_be_named_in_an_ask_for_a_longer_release(world: World) -> None:
    fact = world.publish(world.behaviour(), by="social_worker")
    world = signed_in(world)
    with pytest.raises(Invalid):
        world.act(ask, "police", a_scope(world, fact), grounds(world))

    broken(world, "police")

    assert world.act(ask, "police", a_scope(world, fact), grounds(world))

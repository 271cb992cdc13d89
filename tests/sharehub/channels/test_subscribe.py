"""A unit leaves out of what it hears what may be left out, for one case; what must be heard is heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.channels.subscribe import MAY_BE_LEFT_OUT, Topic, subscribe, subscriptions, unsubscribe
from sharehub.database.order import FIRST
from sharehub.database.schema import Notice
from sharehub.errors import Conflict, Forbidden, NotFound
from sharehub.notices.tell import Occasion, tell
from tests.sharehub.channels.narrowing import lifted, narrowed

if TYPE_CHECKING:
    from tests.sharehub.world import World


def told(world: World, *occasions: Occasion) -> set[tuple[str, str]]:
    """Tell the police and the school of these; return who was told of what."""
    codes = {unit: code for code, unit in world.units.items()}
    before = {row["id"] for row in world.rows(Notice)}
    with world.hub.begin(world.units["CF-SW"]) as work:
        for occasion in occasions:
            tell(work, occasion, uuid4(), world.case, [world.units["POL-DA"], world.units["SCHOOL"]])
    return {(codes[row["unit_id"]], row["kind"]) for row in world.rows(Notice) if row["id"] not in before}


def everything(*units: str) -> set[tuple[str, str]]:
    return {(unit, occasion.value) for unit in units for occasion in Occasion}


def test_a_unit_hears_what_it_subscribed_to_and_what_must_be_heard_and_others_as_before(world: World) -> None:
    assert told(world, *Occasion) == everything("POL-DA", "SCHOOL")

    world.act(subscribe, "police", {Topic.GAP_CLOSED})

    left_out = {("POL-DA", kind.value) for kind in MAY_BE_LEFT_OUT - {Topic.GAP_CLOSED}}
    assert told(world, *Occasion) == everything("POL-DA", "SCHOOL") - left_out
    another = world.another_case({}, ["police", "teacher"])
    assert told(another, *Occasion) == everything("POL-DA", "SCHOOL")
    world.act(subscribe, "police_two", {Topic.REQUEST_ANSWERED})
    assert ("POL-DA", "gap_closed") not in told(world, Occasion.GAP_CLOSED)
    world.act(unsubscribe, "police")
    assert told(world, *Occasion) == everything("POL-DA", "SCHOOL")


def test_what_may_be_left_out_is_a_word_of_the_notices_and_none_that_cannot_wait() -> None:
    assert set(Occasion) >= {kind.value for kind in Topic}
    assert MAY_BE_LEFT_OUT.isdisjoint(
        {Occasion.GLASS_BROKEN, Occasion.SERIOUS_RISK_APPROVED, Occasion.REFERRAL_RECALLED}
    )


def test_it_is_kept_who_subscribed_to_what_and_until_when(sqlite_world: World) -> None:
    world = sqlite_world
    world.act(subscribe, "police", {Topic.GAP_CLOSED, Topic.REQUEST_ANSWERED})
    world.act(subscribe, "police_two", frozenset())
    actor = world.actor("police")
    with world.hub.begin(actor.unit) as work:
        rows = subscriptions(work, actor, world.case, FIRST, 10)
    assert sorted((len(row["kinds"]), row["until"] is None) for row in rows) == [(0, True), (2, False)]
    said = [entry["refs"]["kinds"] for entry in world.logged(Action.CASE_SUBSCRIBED)]
    assert said == [["gap_closed", "request_answered"], []]
    world.act(unsubscribe, "police")
    with pytest.raises(Conflict):
        world.act(unsubscribe, "police")


def test_it_is_for_those_who_work_on_the_case_and_not_with_him(sqlite_world: World) -> None:
    world = sqlite_world
    for nobody in (world.actor("mens_worker"), world.importer("POL-DA")):
        with pytest.raises(Forbidden):
            world.act(subscribe, nobody, {Topic.GAP_CLOSED})
    stranger = replace(world.actor("police"), user=uuid4())
    with pytest.raises(NotFound):
        world.act(subscribe, stranger, {Topic.GAP_CLOSED})


def test_of_what_comes_in_those_hear_who_subscribed_and_are_given_it(world: World) -> None:
    world.open("cp_concern", "HV", "CF-SW")

    def told_of(*facts: object) -> set[str]:
        codes = {unit: code for code, unit in world.units.items()}
        rows = [row for row in world.rows(Notice) if row["kind"] == Occasion.COMES_IN]
        assert {row["about_id"] for row in rows} <= {world.case}
        assert len(rows) <= len(facts) * 3
        return {codes[row["unit_id"]] for row in rows}

    unheard = world.publish(world.behaviour())
    assert told_of(unheard) == set()
    for by in ("health_visitor", "teacher", "police"):
        world.act(subscribe, by, {Topic.COMES_IN})
    withheld = world.publish(world.behaviour(categories=frozenset({Category.SAFETY})))
    assert told_of(withheld) == set()
    officer, kept = narrowed(world)
    _, kept_too = narrowed(world, by=officer, purpose="wellbeing_support")
    narrowed_to_her = world.publish(world.behaviour())
    assert told_of(withheld, narrowed_to_her) == {"SCHOOL"}
    for one in (kept, kept_too):
        lifted(world, officer, one)
    assert told_of(withheld, narrowed_to_her, world.publish(world.behaviour())) == {"HV", "SCHOOL"}

"""What a unit keeps back from a channel of its own goes that way no more, and nobody there can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.channels import queries
from sharehub.channels.standing import Flow, listed
from sharehub.database.order import FIRST
from sharehub.database.schema import ChannelNarrowing
from sharehub.disclosure.show_wall import show_wall
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.replay.reading import Window
from sharehub.replay.run import replay
from tests.sharehub.channels.narrowing import PURPOSE, lifted, narrowed, officer_of
from tests.sharehub.disclosure.stored import change, last_of
from tests.sharehub.disclosure.test_show_wall import seat
from tests.sharehub.disclosure.test_twins import masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World


def channels(world: World, by: str | Actor) -> list[dict[str, Any]]:
    """Return the channels that somebody is shown."""
    actor = world.actor(by) if isinstance(by, str) else by
    with world.hub.begin(actor.unit) as work:
        return listed(work, actor, FIRST, 1000)


def test_from_the_commit_on_what_is_kept_back_goes_to_that_unit_no_more_until_it_is_lifted(
    world: World,
) -> None:
    seen = world.behaviour()
    offence = world.behaviour(
        statement="Convicted of an assault.",
        gist="A conviction.",
        categories=frozenset({Category.OFFENCE, Category.BEHAVIOUR}),
    )
    world.publish(seen)
    fact = world.publish(offence)
    world.open("cp_concern", "HV", "CF-SW", "POL-DA")
    others = [world.texts(name, PURPOSE) for name in ("social_worker", "police")]
    both = sorted([seen.statement, "A conviction."])
    assert world.texts("health_visitor", PURPOSE) == both

    officer, kept = narrowed(world, Category.OFFENCE)

    assert world.texts("health_visitor", PURPOSE) == [seen.statement]
    entry = last_of(world, Action.PATTERN_ASKED)
    assert entry.answer(fact) == ("withheld", "CHANNEL_NARROWED")
    assert entry.record is not None
    assert entry.record["v"] == 3
    assert [one["categories"] for one in entry.record["case"]["narrowings"]] == [["offence"]]
    assert [world.texts(name, PURPOSE) for name in ("social_worker", "police")] == others
    found = replay(world.hub, Window())
    assert (found.tally.decisions, found.tally.found) == (6, 0)
    lifted(world, officer, kept)
    assert world.texts("health_visitor", PURPOSE) == both
    narrowed(world, by=officer)
    assert world.texts("health_visitor", PURPOSE) == []


def test_it_is_on_record_who_keeps_what_back_from_whom_and_who_lifted_it(sqlite_world: World) -> None:
    world = sqlite_world
    officer, kept = narrowed(world, Category.SAFETY, Category.INTELLIGENCE, end=world.today())
    lifted(world, officer, kept)

    said = [entry["refs"] for entry in world.logged(Action.CHANNEL_NARROWED)]
    assert said == [
        {
            "narrowing": str(kept),
            "to": str(world.units["HV"]),
            "channel": PURPOSE,
            "categories": ["intelligence", "safety"],
            "start": world.today().isoformat(),
            "end": world.today().isoformat(),
        }
    ]
    assert [entry["refs"] for entry in world.logged(Action.CHANNEL_WIDENED)] == [{"narrowing": str(kept)}]
    with world.hub.begin() as work:
        (row,) = queries.narrowings(work.tx, officer.unit, FIRST, 10)
    assert (row["id"], row["narrowed_by"], row["lifted_by"]) == (kept, officer.user, officer.user)


def test_it_begins_and_ends_with_its_days(sqlite_world: World) -> None:
    world, today = sqlite_world, sqlite_world.today()
    new = world.behaviour()
    world.publish(new)
    world.open("cp_concern", "HV")
    first, last = today + timedelta(days=2), today + timedelta(days=3)
    officer, kept = narrowed(world, start=first, end=last)

    for day, texts in ((today, 1), (first, 0), (last, 0), (last + timedelta(days=1), 1)):
        world.go_to(day)
        assert len(world.texts("health_visitor", PURPOSE)) == texts, day
    with pytest.raises(Conflict):
        lifted(world, officer, kept)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"to": "POL-DA"}, "unit"),
        ({"to": None}, "unit"),
        ({"purpose": "unheard_of"}, "unit"),
        ({"start": -1}, "start"),
        ({"end": -1}, "end"),
    ],
)
def test_only_a_channel_that_is_open_is_narrowed_and_never_backwards(
    sqlite_world: World, given: dict[str, Any], where: str
) -> None:
    world = sqlite_world
    given = {
        name: world.today() + timedelta(days=value) if isinstance(value, int) else value
        for name, value in given.items()
    }
    if "to" in given and given["to"] is None:
        world = replace(world, units={**world.units, "NOWHERE": uuid4()})
        given["to"] = "NOWHERE"
    with pytest.raises(Invalid) as refusal:
        narrowed(world, **given)
    assert refusal.value.where == where
    assert world.rows(ChannelNarrowing) == []


def test_only_an_officer_of_the_unit_itself_may(sqlite_world: World) -> None:
    world = sqlite_world
    officer, kept = narrowed(world)
    for nobody in (
        world.actor("police"),
        replace(officer, system=True),
        replace(officer, importing=True),
        world.administrator,
    ):
        with pytest.raises(Forbidden):
            narrowed(world, by=nobody)
        with pytest.raises(Forbidden):
            lifted(world, nobody, kept)
    with pytest.raises(NotFound):
        lifted(world, officer_of(world, "HV"), kept)
    lifted(world, officer, kept)
    with pytest.raises(Conflict):
        lifted(world, officer, kept)


@pytest.mark.parametrize("categories", [["offense"], {"all": True}, "offence"])
def test_one_that_cannot_be_read_keeps_everything_back_and_is_alarmed(
    sqlite_world: World, alarms: pytest.LogCaptureFixture, categories: object
) -> None:
    world = sqlite_world
    fact = world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    narrowed(world, Category.SAFETY)
    change(world, update(ChannelNarrowing).values(categories=categories))

    assert world.texts("health_visitor", PURPOSE) == []

    entry = last_of(world, Action.PATTERN_ASKED)
    assert (entry.outcome, entry.answer(fact)) == ("fault", ("withheld", "CHANNEL_NARROWED"))
    assert "sharehub.alarm" in {record.name for record in alarms.records}


def test_a_unit_sees_its_channels_and_of_what_is_kept_back_only_what_it_keeps_back_itself(
    world: World,
) -> None:
    officer, kept = narrowed(world, Category.SAFETY)
    before = channels(world, "health_visitor")

    (out,) = [one for one in channels(world, officer) if one["narrowings"]]
    assert (out["direction"], out["unit"], out["purpose"]) == (Flow.OUTGOING, world.units["HV"], PURPOSE)
    assert [(one["id"], one["categories"]) for one in out["narrowings"]] == [(kept, ["safety"])]
    assert channels(world, "police") == channels(world, officer)
    lifted(world, officer, kept)
    assert channels(world, "health_visitor") == before
    (incoming,) = [
        one
        for one in before
        if (one["direction"], one["unit"], one["purpose"]) == (Flow.INCOMING, officer.unit, PURPOSE)
    ]
    assert incoming["narrowings"] == []
    assert [one["narrowings"] for one in channels(world, officer) if one["narrowings"]] == []


def test_to_the_other_end_what_is_kept_back_is_as_never_recorded(
    another_world: Callable[[], World],
) -> None:
    worlds = {kept: another_world() for kept in (True, False)}
    for kept, world in worlds.items():
        if kept:
            narrowed(world)
            narrowed(world, Category.BEHAVIOUR, purpose="case_mapping")
            for new in (world.behaviour(concern_rank=1), world.told_by_her(concern_rank=3)):
                world.publish(new)
        else:
            officer_of(world, "POL-DA")
        world.publish(world.behaviour(statement="He broke a chair.", concern_rank=2), by="social_worker")
        world.open("cp_concern", "HV")
        world.open("mapping_meeting", "HV", "CAL-C")

    def seen(world: World) -> bytes:
        read = [world.read("health_visitor", purpose) for purpose in (PURPOSE, "case_mapping")]
        room = [seat(world, "health_visitor"), seat(world, "facilitator")]
        wall: Any = show_wall(world.hub, world.actor("health_visitor"), world.case, room)
        told = [{"lines": one.lines, "told": one.told, "day": one.day} for one in (*read, wall)]
        routes = channels(world, "health_visitor")
        order = sorted(routes, key=lambda one: (one["name"], one["purpose"], one["direction"]))
        return masked({"told": told, "channels": order})

    assert seen(worlds[True]) == seen(worlds[False])
    assert b"He broke a chair." in seen(worlds[True])

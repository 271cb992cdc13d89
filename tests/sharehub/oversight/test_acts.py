"""Lists of acts: newest first, page by page, of whom and of what was asked, from a day to a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from sharehub.audit.entry import Action
from sharehub.custody import shred
from sharehub.disclosure.disclose import disclose
from sharehub.disclosure.identify import identify
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.wall_costs import wall_costs
from sharehub.errors import Invalid, KeyDestroyed
from sharehub.oversight.acts.hours import Hours
from sharehub.oversight.acts.questions import Acts, OutOfHours, Readings
from sharehub.oversight.days import EARLIEST, Days, over, recent
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct
from sharehub.patterns.summaries import publish_summary
from tests.sharehub.conftest import START
from tests.sharehub.oversight.offices import THE_HUBS, Offices, a_wall, open_gates, refused_look

if TYPE_CHECKING:
    from sharehub.clock import SteppedClock
    from sharehub.oversight.looking import Item, Question

LONDON = ZoneInfo("Europe/London")


def go_to(offices: Offices, moment: datetime) -> None:
    """Let it be another moment."""
    cast("SteppedClock", offices.world.hub.clock).put(moment)


def pages(offices: Offices, code: str, question: Question, most: int) -> list[Item]:
    """Return a whole list, page by page."""
    found: list[Item] = []
    while True:
        page = offices.asks(code, question, UUID(str(found[-1]["id"])) if found else None, most)
        found += page
        if len(page) < most:
            return found


@pytest.mark.parametrize("code", [THE_HUBS, "POL-DA", "HV"])
def test_a_list_is_whole_and_newest_first_whatever_the_size_of_a_page(offices: Offices, code: str) -> None:
    world = offices.world
    open_gates(world)
    for number in range(3):
        world.publish(world.behaviour(statement=f"He broke door {number}."))
        world.read("health_visitor", "child_protection")
        refused_look(world, "court", purpose="marac_safety")
    a_wall(world, "health_visitor", "police")
    for question in (
        Acts("case", case=world.case),
        Acts("unit", unit=world.units["HV"]),
        Acts("user", user=world.actor("court").user),
        Acts("refusals", refused=True),
        Acts("action", action=Action.PATTERN_ASKED),
        OutOfHours(hours=Hours(22, 23)),
    ):
        # What is asked is itself on record: a list that grows while it is read is another matter.
        whole = [item for item in offices.asks(code, question) if item["action"] != Action.LOG_ASKED]
        for most in (1, 2, 3):
            found = [
                item for item in pages(offices, code, question, most) if item["action"] != Action.LOG_ASKED
            ]
            assert found == whole, question
        assert [item["at"] for item in whole] == sorted((item["at"] for item in whole), reverse=True)
        assert len({item["id"] for item in whole}) == len(whole)


def test_acts_are_listed_by_person_by_unit_and_by_kind(offices: Offices) -> None:
    world = offices.world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    world.publish(world.behaviour(), by="police_two")
    world.read("health_visitor", "child_protection")
    reader = world.actor("health_visitor")

    def kinds(code: str, question: Question) -> list[str]:
        return [item["action"] for item in offices.asks(code, question)]

    by_one = Acts("user", user=world.actor("police").user)
    by_unit = Acts("unit", unit=world.units["POL-DA"])
    published = Acts("action", action=Action.FACT_PUBLISHED)
    for code in (THE_HUBS, "POL-DA"):
        assert kinds(code, by_one).count("fact.published") == 1
        assert kinds(code, by_unit).count("fact.published") == 2
        assert kinds(code, published) == ["fact.published"] * 2
        assert kinds(code, Acts("user", user=reader.user))[0] == "pattern.asked"
        assert kinds(code, Acts("unit", unit=reader.unit))[:1] == ["pattern.asked"]
        assert kinds(code, Acts("action", action=Action.PATTERN_ASKED)) == ["pattern.asked"]
    assert kinds("POL-DA", Acts("user", user=reader.user)) == ["pattern.asked"]
    assert kinds("HV", by_one) == kinds("HV", published) == []
    assert kinds("POL-DA", Acts("user", user=uuid4())) == kinds(THE_HUBS, Acts("user", user=uuid4())) == []


def test_refusals_are_looks_and_acts_that_were_refused(offices: Offices) -> None:
    world = offices.world
    world.publish(world.behaviour(), by="police")
    refused_look(world, "court", purpose="marac_safety")
    identify(world.hub, world.actor("officer"), world.case)
    teacher = world.actor("teacher")
    with pytest.raises(KeyError), world.hub.acting(teacher, Action.FACT_PUBLISHED):
        raise KeyError
    with pytest.raises(Invalid), world.hub.acting(teacher, Action.FACT_PUBLISHED):
        raise Invalid("here", "wrong")

    def refused(code: str) -> list[tuple[str, str | None]]:
        found = offices.asks(code, Acts("refusals", refused=True))
        return [(item["action"], item["about"].get("code")) for item in reversed(found)]

    everything = [("pattern.asked", None), ("names.asked", None), ("act.refused", "invalid")]
    assert refused(THE_HUBS) == everything
    assert refused("POL-DA") == everything[:1]
    assert refused("HV") == []


def test_a_list_is_of_the_days_that_are_asked_for(offices: Offices) -> None:
    world = offices.world
    first = world.today()
    world.publish(world.behaviour(), by="police")
    for day in (1, 2, 3):
        world.go_to(first + timedelta(days=day))
        world.read("teacher", "wellbeing_support")

    def days(**bounds: date) -> list[int]:
        found = offices.asks("POL-DA", Acts("action", action=Action.PATTERN_ASKED, days=Days(**bounds)))
        return [(item["at"].date() - first).days for item in found]

    assert days() == [3, 2, 1]
    assert days(first=first + timedelta(days=2)) == [3, 2]
    assert days(last=first + timedelta(days=2)) == [2, 1]
    assert days(first=first + timedelta(days=2), last=first + timedelta(days=2)) == [2]
    assert days(first=first + timedelta(days=3), last=first) == []
    assert days(first=date.min, last=date.max) == [3, 2, 1]


def test_a_case_is_asked_about_for_one_person_alone(offices: Offices) -> None:
    world = offices.world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    world.read("health_visitor", "child_protection")
    world.read("teacher", "wellbeing_support")

    for code in (THE_HUBS, "POL-DA"):
        found = offices.of_case(code, user=world.actor("teacher").user)
        assert [(item["user"], item["medium"]) for item in found] == [(offices.user("teacher"), "pattern")]
    assert offices.of_case("HV", user=world.actor("teacher").user) == []


def test_a_day_begins_and_ends_where_the_hub_is(here: Offices) -> None:
    # In June London is an hour ahead of UTC.
    for moment in (datetime(2024, 6, 4, 22, 59, tzinfo=UTC), datetime(2024, 6, 4, 23, 1, tzinfo=UTC)):
        go_to(here, moment)
        here.world.read("teacher", "wellbeing_support")
    question = Acts("user", user=here.world.actor("teacher").user)

    for day in (4, 5):
        asked = replace(question, days=Days(date(2024, 6, day), date(2024, 6, day)))
        assert len(here.asks(THE_HUBS, asked)) == 1


def test_looks_out_of_hours_are_those_by_night_and_on_weekends(offices: Offices) -> None:
    world = offices.world
    world.publish(world.behaviour(), by="police")
    moments = {
        "monday noon": START.replace(hour=12),
        "monday night": START.replace(hour=20),
        "tuesday before eight": datetime(2024, 6, 4, 6, 59, tzinfo=UTC),
        "tuesday at eight": datetime(2024, 6, 4, 7, 1, tzinfo=UTC),
        "friday at six": datetime(2024, 6, 7, 17, 1, tzinfo=UTC),
        "saturday": datetime(2024, 6, 8, 11, tzinfo=UTC),
        "sunday night": datetime(2024, 6, 9, 22, tzinfo=UTC),
    }
    for moment in moments.values():
        go_to(offices, moment)
        world.read("teacher", "wellbeing_support")
    names = {moment.strftime("%d %H:%M"): name for name, moment in moments.items()}

    def found(code: str, question: OutOfHours) -> list[str]:
        return [names[item["at"].strftime("%d %H:%M")] for item in offices.asks(code, question)]

    expected = ["sunday night", "saturday", "friday at six", "tuesday before eight", "monday night"]
    for code in (THE_HUBS, "POL-DA"):
        assert found(code, OutOfHours()) == expected
        assert found(code, OutOfHours(hours=Hours(0, 24))) == expected[:2]
        weekend = Days(date(2024, 6, 8), date(2024, 6, 8))
        assert found(code, OutOfHours(weekend)) == ["saturday"]
    assert found("HV", OutOfHours()) == []
    for question in (OutOfHours(Days(date(2024, 1, 1))), OutOfHours(hours=Hours(9, 9))):
        with pytest.raises(Invalid):
            found(THE_HUBS, question)


def test_hours_that_are_closed_follow_one_another_without_a_gap_but_the_open_ones() -> None:
    first, last = date(2024, 10, 25), date(2024, 10, 28)  # the clocks go back on the 27th
    found = list(Hours().closed(first, last, LONDON))

    def at(day: int, hour: int) -> datetime:
        return datetime(2024, 10, day, hour, tzinfo=LONDON).astimezone(UTC)

    assert found == [
        (at(28, 18), at(29, 0)),
        (at(25, 18), at(28, 8)),
        (at(25, 0), at(25, 8)),
    ]
    assert list(Hours(0, 24).closed(first, first, LONDON)) == []
    assert list(Hours(0, 23).closed(first, first, LONDON)) == [(at(25, 23), at(26, 0))]
    assert list(Hours().closed(last, first, LONDON)) == []


def test_days_that_are_looked_through_are_bounded() -> None:
    today = date(2024, 6, 30)
    assert recent(Days(), today, 7, 31).first == date(2024, 6, 24)
    assert recent(Days(last=date.max), today, 7, 31).last == today
    assert recent(Days(last=date.min), today, 7, 31).last == EARLIEST
    assert recent(Days(date.min, date.min), today, 7, 31).first == EARLIEST
    assert recent(Days(date(2024, 5, 31)), today, 7, 31).first == date(2024, 5, 31)
    with pytest.raises(Invalid):
        recent(Days(date(2024, 5, 30)), today, 7, 31)
    assert over(date.max, LONDON, today) == datetime(2024, 6, 30, 23, tzinfo=UTC)


def test_who_had_read_a_fact_by_a_day_in_which_version_how_and_where(offices: Offices) -> None:
    world = offices.world
    open_gates(world)
    start = world.today()
    fact = world.publish(world.behaviour(), by="police")
    summary = world.act(publish_summary, "police", {1: [fact]})
    world.read("health_visitor", "child_protection", summary=summary)
    world.read("teacher", "wellbeing_support")
    world.go_to(start + timedelta(days=1))
    world.act(correct, "police", fact, world.behaviour(statement="He broke the other door."))
    a_wall(world, "health_visitor", "mens_worker")
    seats = [Seat(*(getattr(world.actor("mens_worker"), name) for name in ("user", "unit", "role")))]
    wall_costs(world.hub, world.actor("facilitator"), world.case, seats)
    world.go_to(start + timedelta(days=2))
    world.act(retract, "police", fact)
    world.read("health_visitor", "child_protection")

    for code in (THE_HUBS, "POL-DA"):
        found = offices.asks(code, Readings(fact))
        assert [
            (
                item["medium"],
                item["user"],
                [(line["fact"], line["outcome"], line["version"]) for line in item["lines"]],
            )
            for item in reversed(found)
        ] == [
            ("summary", offices.user("health_visitor"), [(str(fact), "full", 1)]),
            ("pattern", offices.user("teacher"), [(str(fact), "gist", 1)]),
            ("wall", offices.user("facilitator"), [(str(fact), "full", 2)]),
        ]
        assert {one["user"] for one in found[0]["readers"]} == {
            offices.user(name) for name in ("facilitator", "health_visitor", "mens_worker")
        }
        assert len(offices.asks(code, Readings(fact, start))) == 2
        assert offices.asks(code, Readings(fact, start - timedelta(days=1))) == []
        assert pages(offices, code, Readings(fact), 1) == found


def test_of_a_fact_that_is_not_theirs_to_know_every_officer_hears_the_same_nothing(offices: Offices) -> None:
    world = offices.world
    open_gates(world)
    fact = world.publish(world.behaviour(), by="police")
    gist_only = world.publish(world.behaviour(statement="Another.", caveats=frozenset()), by="social_worker")
    world.read("health_visitor", "child_protection")
    world.read("mens_worker", "programme_referral")
    world.read("teacher", "wellbeing_support")

    assert [item["user"] for item in offices.asks("HV", Readings(fact))] == [offices.user("health_visitor")]
    for code in ("RESP-M", "CAL-W", "MARAC-CO"):
        assert offices.asks(code, Readings(fact)) == offices.asks(code, Readings(uuid4())) == []
    assert offices.asks("POL-DA", Readings(gist_only)) == []


def test_when_a_case_is_shredded_the_log_is_mute_about_it(offices: Offices) -> None:
    world = offices.world
    fact = world.publish(world.behaviour(), by="police")
    world.read("teacher", "wellbeing_support")
    with world.hub.begin() as work:
        shred.ask_to_shred(work, offices.officers["POL-DA"], world.case)
    with world.hub.begin() as work:
        shred.close(work, world.actor("officer"), world.case)
    shred.destroy(world.hub, world.case)

    for code in (THE_HUBS, "POL-DA"):
        with pytest.raises(KeyDestroyed):
            offices.of_case(code)
        assert offices.asks(code, Readings(fact)) == []
        found = offices.asks(code, Acts("user", user=world.actor("teacher").user))
        assert [item["case"] for item in found if item["medium"]] == [None]


def test_a_page_that_begins_after_what_is_not_to_be_seen_is_refused(offices: Offices) -> None:
    world = offices.world
    world.publish(world.behaviour(), by="police")
    theirs = offices.asks("POL-DA", Acts("unit", unit=world.units["POL-DA"]))[0]["id"]

    with pytest.raises(Invalid):
        offices.asks(THE_HUBS, Acts("unit", unit=world.units["POL-DA"]), uuid4())
    if offices.hub is not world.hub:  # under the second lock another unit's entry is not there
        with pytest.raises(Invalid):
            offices.asks("HV", Acts("unit", unit=world.units["HV"]), theirs)


def test_a_look_at_a_case_that_is_not_there_is_on_the_list_of_who_looked(here: Offices) -> None:
    disclose(here.world.hub, here.world.actor("teacher"), uuid4(), "wellbeing_support")

    (seen,) = [
        item
        for item in here.asks(THE_HUBS, Acts("user", user=here.world.actor("teacher").user))
        if item["medium"]
    ]
    assert (seen["outcome"], seen["case"], seen["about"]["refusal"]) == ("refused", None, "not_found")

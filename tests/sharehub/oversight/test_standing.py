"""People excluded since they looked, consents and protocols that end: each as far as it is theirs to know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import update

from consent.record import Kind, Status
from sharehub.cases.conflicts import Result, Trigger, decide_check, exclude, raise_check
from sharehub.custody import shred
from sharehub.database.schema import Protocol
from sharehub.errors import Conflict, Tampered
from sharehub.oversight.acts.questions import Acts
from sharehub.oversight.standing import reviews
from sharehub.oversight.standing.questions import ConsentsEnding, ProtocolsLapsing, SinceExcluded
from sharehub.protocols import partnership, queries
from tests.sharehub.disclosure.stored import change
from tests.sharehub.oversight.offices import THE_HUBS, Offices, a_wall, open_gates, refused_look
from tests.sharehub.oversight.test_acts import pages
from tests.sharehub.protocols.agreements import a_protocol

if TYPE_CHECKING:
    from typing import Any


def excluded(offices: Offices, code: str) -> dict[str, tuple[str, int]]:
    """Return by whom somebody was kept from the case, and how often they had looked, by name."""
    names = {actor.user: name for name, actor in offices.world.staff.items()}
    return {names[item["user"]]: (item["by"], item["looks"]) for item in offices.asks(code, SinceExcluded())}


def test_people_who_were_excluded_since_they_looked_are_told_of_as_far_as_it_is_known_here(
    offices: Offices,
) -> None:
    world = offices.world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    today = world.today()
    for _ in range(2):
        world.read("teacher", "wellbeing_support")
    world.read("mens_worker", "programme_referral")
    a_wall(world, "health_visitor", "teacher")
    # By the police, by the social workers, and in a conflict that the police raised and another decided.
    world.act(exclude, "police", world.actor("teacher").user, "His cousin.", today)
    world.act(exclude, "social_worker", world.actor("mens_worker").user, "She says so.", today)
    check = world.act(
        raise_check, "police", world.actor("health_visitor").user, Trigger.DECLARED, None, today
    )
    world.act(decide_check, "officer", check, Result.EXCLUDED, today)
    cleared = world.act(raise_check, "police", world.actor("court").user, Trigger.DECLARED, None, today)
    world.act(decide_check, "officer", cleared, Result.CLEARED, today)
    refused_look(world, "teacher", purpose="wellbeing_support")

    assert excluded(offices, THE_HUBS) == {
        "teacher": ("exclusion", 3),
        "mens_worker": ("exclusion", 1),
        "health_visitor": ("conflict_check", 1),
    }
    assert excluded(offices, "POL-DA") == {"teacher": ("exclusion", 3)}
    assert excluded(offices, "CF-SW") == {"mens_worker": ("exclusion", 0)}
    for code in ("HV", "RESP-M", "MARAC-CO"):
        assert excluded(offices, code) == {}
    whole = offices.asks(THE_HUBS, SinceExcluded())
    assert pages(offices, THE_HUBS, SinceExcluded(), 1) == whole
    (teachers,) = [item for item in whole if item["user"] == world.actor("teacher").user]
    assert (teachers["case"], teachers["since"], teachers["unit"]) == (
        world.case,
        today,
        world.units["SCHOOL"],
    )
    assert teachers["first"] < teachers["last"]


def test_a_conflict_that_a_unit_raised_and_decided_is_its_own_to_know(offices: Offices) -> None:
    world = offices.world
    today = world.today()
    check = world.act(
        raise_check, offices.officers["POL-DA"], world.actor("teacher").user, Trigger.DECLARED, None, today
    )
    world.act(decide_check, offices.officers["POL-DA"], check, Result.EXCLUDED, today)
    world.act(exclude, "police", world.actor("therapist").user, "Soon.", today + timedelta(days=3))

    assert excluded(offices, "POL-DA") == {"teacher": ("conflict_check", 0)}
    assert excluded(offices, "HV") == {}


def test_who_is_kept_from_a_case_is_not_told_who_else_is(offices: Offices) -> None:
    world = offices.world
    today = world.today()
    world.act(exclude, "police", world.actor("teacher").user, "His cousin.", today)
    world.consents(expires=today + timedelta(days=3))
    for code in (THE_HUBS, "CAL-W"):
        assert len(offices.asks(code, ConsentsEnding())) == 1
        world.act(exclude, "social_worker", offices.officers[code].user, "A neighbour.", today)
        assert offices.asks(code, ConsentsEnding()) == []
    assert excluded(offices, THE_HUBS) == {}


def test_consents_that_end_soon_are_told_to_whose_people_recorded_them(offices: Offices) -> None:
    world = offices.world
    today = world.today()

    def ends(days: int | None, **more: Any) -> None:
        world.consents(expires=None if days is None else today + timedelta(days=days), **more)

    ends(20)
    ends(5, status=Status.LIMITED, purposes=frozenset({"programme_referral"}))
    ends(60)
    ends(None)
    ends(7, status=Status.REFUSED)
    ends(8, kind=Kind.INFORMED_ONLY)

    for code in (THE_HUBS, "CAL-W"):
        found = offices.asks(code, ConsentsEnding(30))
        assert [
            ((item["expires"] - today).days, item["subject_part"], item["status"], item["purposes"])
            for item in found
        ] == [
            (5, "survivor", "limited", ["programme_referral"]),
            (20, "survivor", "active", ["programme_delivery", "programme_referral"]),
        ]
        assert {item["case"] for item in found} == {world.case}
        assert {item["recipients"][0] for item in found} == {str(world.units["RESP-M"])}
        assert pages(offices, code, ConsentsEnding(30), 1) == found
        assert len(offices.asks(code, ConsentsEnding(366))) == len(found) + 1
    for code in ("RESP-M", "POL-DA", "CF-SW"):
        assert offices.asks(code, ConsentsEnding(366)) == []
    world.go_to(today + timedelta(days=10))
    assert [item["status"] for item in offices.asks("CAL-W", ConsentsEnding(30))] == ["active"]


def test_consents_of_a_shredded_case_end_nowhere(here: Offices) -> None:
    world = here.world
    world.consents(expires=world.today() + timedelta(days=3))
    with world.hub.begin() as work:
        shred.ask_to_shred(work, here.officers["POL-DA"], world.case)
    with world.hub.begin() as work:
        shred.close(work, world.actor("officer"), world.case)

    assert here.asks(THE_HUBS, ConsentsEnding()) == []


def test_protocols_are_told_of_before_they_lapse_or_are_due_for_review(offices: Offices) -> None:
    world = offices.world
    (shipped,) = world.rows(Protocol)
    review = reviews.review_due(shipped["digest"], shipped["text"])

    def found(code: str) -> list[tuple[str, date]]:
        return [(item["name"], item["due"]) for item in offices.asks(code, ProtocolsLapsing(30))]

    assert found(THE_HUBS) == found("HV") == []
    world.go_to(review - timedelta(days=10))
    for code in (THE_HUBS, "HV", "RESP-M"):
        assert found(code) == [(shipped["name"], review)]
    change(world, update(Protocol).values(expires=review - timedelta(days=3)))
    assert found("HV") == [(shipped["name"], review - timedelta(days=3))]
    world.go_to(review + timedelta(days=400))
    assert found("HV") == [(shipped["name"], review - timedelta(days=3))]
    change(world, update(Protocol).values(status="superseded"))
    assert found("HV") == []


def test_a_unit_is_told_of_protocols_that_it_is_party_to(offices: Offices) -> None:
    world = offices.world
    with world.hub.begin() as work:
        stranger = partnership.register_unit(work, "FAR", "far", discreet=False)
        user = partnership.register_user(work, stranger, "officer", ["ig_officer"])
    far = type(offices.officers["HV"])(user, stranger, "ig_officer")
    there = Offices(world, offices.hub, {**offices.officers, "FAR": far})
    world.go_to(date(2030, 1, 1))

    assert len(offices.asks("HV", ProtocolsLapsing())) == 1
    assert there.asks("FAR", ProtocolsLapsing()) == []
    (one,) = offices.asks("HV", ProtocolsLapsing())
    assert offices.asks("HV", ProtocolsLapsing(), one["id"]) == []
    assert offices.asks("HV", ProtocolsLapsing(), uuid4()) == [one]


def test_a_protocol_that_is_not_what_was_signed_is_no_answer(here: Offices) -> None:
    (shipped,) = here.world.rows(Protocol)
    for text in ("id: x", a_protocol(1, "P-OTHER")):
        reviews._due.clear()
        with pytest.raises(Tampered):
            reviews.review_due(shipped["digest"], text)


def test_without_a_rulebook_nobody_knows_who_works_with_him_and_nothing_is_answered(here: Offices) -> None:
    with here.world.hub.begin() as work:
        queries.unset_base(work.tx)

    with pytest.raises(Conflict):
        here.asks("POL-DA", Acts("refusals", refused=True))

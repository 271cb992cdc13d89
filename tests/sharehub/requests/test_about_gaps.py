"""Requests about gaps: under a protocol, to those who get the gap, and answered as the gate allows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.database.schema import Notice, Request
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.language.vocabulary import Kind
from sharehub.patterns.gaps import close
from sharehub.patterns.record import record
from sharehub.protocols import partnership
from sharehub.requests.answer import answer, decline, withdraw
from sharehub.requests.ask import NO_PROTOCOL, ask_about_gap
from sharehub.requests.read_answer import read_answer, read_gap
from sharehub.requests.words import Reason
from tests.sharehub.requests.gaps_asked import DUE, STATEMENT, a_gap, asks, listed, texts, told

if TYPE_CHECKING:
    from tests.sharehub.world import World

SAFETY = frozenset({Category.SAFETY})


@pytest.fixture
def concerned(world: World) -> World:
    """Return a world in which police, social work and the health visitor look into what the child needs."""
    world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    return world


@pytest.fixture
def there(sqlite_world: World) -> World:
    """Return the same on SQLite alone."""
    sqlite_world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    return sqlite_world


def test_a_unit_is_asked_for_what_would_close_a_gap_reads_it_and_answers(concerned: World) -> None:
    gap = concerned.publish(a_gap(concerned))
    request = asks(concerned, gap)
    units = concerned.units

    (theirs,) = listed(concerned, "health_visitor")
    assert theirs == {
        "id": request,
        "about": "gap",
        "for_us": True,
        "unit": units["CF-SW"],
        "due": DUE,
        "overdue": False,
        "status": "open",
        "reason": None,
        "gap": gap,
        "purpose": "child_protection",
        "revision": 1,
    }
    assert texts(concerned, read_gap, "health_visitor", request) == [STATEMENT]
    fact = concerned.publish(concerned.behaviour(statement="He broke the lamp there."), by="health_visitor")
    concerned.act(answer, "health_visitor", request, frozenset({fact}), 1)

    (mine,) = listed(concerned, "social_worker")
    assert (mine["status"], mine["gap"], mine["revision"]) == ("answered", gap, None)
    assert texts(concerned, read_answer, "social_worker", request) == ["He broke the lamp there."]
    assert told(concerned) == [("CF-SW", "request_answered"), ("HV", "request_made")]
    (entry,) = concerned.logged(Action.REQUEST_MADE)
    assert entry["refs"].keys() == {"request", "about", "towards", "gap", "purpose", "protocols"}
    assert entry["refs"]["protocols"]


def test_who_gets_nothing_of_a_gap_is_asked_nothing_about_it(there: World) -> None:
    kept = there.publish(a_gap(there, "POL-DA", categories=SAFETY))
    before = listed(there, "health_visitor"), listed(there, "teacher")

    request = asks(there, kept, by="police")

    assert (listed(there, "health_visitor"), listed(there, "teacher")) == before == ([], [])
    assert there.rows(Notice) == []
    with pytest.raises(NotFound):
        there.act(decline, "health_visitor", request, Reason.NOTHING_KNOWN)
    with pytest.raises(NotFound):
        texts(there, read_gap, "health_visitor", request)
    (mine,) = listed(there, "police")
    assert (mine["status"], mine["unit"]) == ("open", there.units["HV"])


def test_who_works_with_him_is_asked_without_the_gaps_id_and_reads_the_line_they_have(there: World) -> None:
    there.open("programme_start", "RESP-M")
    gap = there.publish(a_gap(there))
    request = asks(there, gap, "RESP-M")

    (theirs,) = listed(there, "mens_worker")

    assert (theirs["id"], theirs["gap"], theirs["unit"]) == (request, None, there.units["CF-SW"])
    assert texts(there, read_gap, "mens_worker", request, "programme_delivery") == [STATEMENT]


def test_only_a_unit_that_a_protocol_joins_for_the_purpose_is_asked_be_it_there_or_not(there: World) -> None:
    gap = there.publish(a_gap(there))
    with there.hub.begin() as work:
        outside = partnership.register_unit(work, "OUTSIDE", "Unit without a protocol", discreet=False)

    messages = set()
    for unit in (outside, uuid4()):
        with pytest.raises(Invalid) as refused:
            asks(there, gap, unit)
        messages.add(str(refused.value))

    assert messages == {f"unit: {NO_PROTOCOL}"}
    with pytest.raises(Invalid, match="purpose"):
        asks(there, gap, purpose="no_such_purpose")
    with pytest.raises(Invalid, match="due"):
        asks(there, gap, due=there.today() - timedelta(days=1))
    with pytest.raises(Invalid, match="unit"):
        asks(there, gap, "CF-SW")
    with pytest.raises(Forbidden):
        there.act(ask_about_gap, there.importer("CF-SW"), gap, "child_protection", outside, DUE)
    assert there.rows(Request) == []


def test_a_gap_that_is_not_the_askers_is_as_one_that_is_not_there(there: World) -> None:
    others = there.publish(a_gap(there, "HV"))
    kept = there.publish(a_gap(there, categories=SAFETY), by="womens_worker")
    own = there.publish(a_gap(there, "POL-DA"), by="social_worker")
    there.act(close, "social_worker", own, there.publish(there.behaviour(), by="social_worker"))

    messages = set()
    for gap in (others, kept, own, there.publish(there.behaviour(), by="social_worker"), uuid4()):
        with pytest.raises(Invalid) as refused:
            asks(there, gap)
        messages.add(str(refused.value))

    assert len(messages) == 1


def test_what_answers_a_gap_is_a_units_own_fact_that_stands_and_no_other_gap(there: World) -> None:
    request = asks(there, there.publish(a_gap(there)))
    others = there.publish(there.behaviour())
    another = there.publish(a_gap(there), by="health_visitor")
    draft = there.act(record, "health_visitor", there.behaviour(kind=Kind.NOTE, section=4))

    for facts in ({others}, {another}, {uuid4()}, set()):
        with pytest.raises(Invalid):
            there.act(answer, "health_visitor", request, frozenset(facts))
    there.act(answer, "health_visitor", request, frozenset({draft}))

    # What is not published comes by no gate, and so nothing was heard.
    assert listed(there, "social_worker")[0]["status"] == "open"
    assert told(there) == [("HV", "request_made")]


def test_a_no_has_a_closed_reason_and_is_told_as_one(there: World) -> None:
    request = asks(there, there.publish(a_gap(there)))

    there.act(decline, "health_visitor", request, Reason.NOTHING_KNOWN, 1)

    (mine,) = listed(there, "social_worker")
    assert (mine["status"], mine["reason"]) == ("declined", "nothing_known")
    assert told(there) == [("CF-SW", "request_declined"), ("HV", "request_made")]
    with pytest.raises(Conflict):
        there.act(withdraw, "social_worker", request)


def test_a_request_is_taken_back_alike_whether_or_not_something_was_done_about_it(there: World) -> None:
    gap = there.publish(a_gap(there))
    idle, unheard = asks(there, gap), asks(there, gap)
    draft = there.act(record, "health_visitor", there.behaviour(kind=Kind.NOTE, section=4))
    there.act(answer, "health_visitor", unheard, frozenset({draft}))

    for request in (idle, unheard):
        there.act(withdraw, "social_worker", request)

    seen = {item.pop("id"): item for item in listed(there, "social_worker")}
    assert seen[idle] == seen[unheard]
    assert seen[idle]["status"] == "withdrawn"
    for by in ("health_visitor", "police"):
        with pytest.raises(NotFound):
            there.act(withdraw, by, idle)
    with pytest.raises(Conflict):
        there.act(answer, "health_visitor", idle, frozenset({draft}))


def test_a_request_is_overdue_when_its_day_is_over_and_it_stands_open(there: World) -> None:
    gap = there.publish(a_gap(there))
    asks(there, gap)

    for day, overdue in ((DUE, False), (DUE + timedelta(days=1), True)):
        there.go_to(day)
        for by in ("social_worker", "health_visitor"):
            assert [item["overdue"] for item in listed(there, by)] == [overdue]

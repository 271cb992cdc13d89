"""Requests to services: asked alike whoever is there, answered by facts, and heard of as the gate allows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.cases.members import allocate
from sharehub.database.order import FIRST
from sharehub.database.schema import Notice, Request
from sharehub.disclosure.compose import Composed
from sharehub.disclosure.disclose import Refused
from sharehub.errors import ChangedSince, Conflict, Forbidden, Invalid, NotFound
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import Kind
from sharehub.patterns.publish import retract
from sharehub.patterns.record import record
from sharehub.permissions.permission import Reply
from sharehub.protocols.partnership import register_user
from sharehub.requests.answer import answer, decline
from sharehub.requests.ask import ask
from sharehub.requests.lists import requests
from sharehub.requests.read_answer import read_answer
from sharehub.requests.words import About, Reason
from tests.sharehub.permissions.asking import FROM_THEM, HIS_WORKER, asked_of_him, his_health, says

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

GOAL = "He is to notice what he does before he drinks, and to say so."
DUE = date(2024, 6, 17)


def asks(world: World, unit: UUID, by: str | Actor = "social_worker") -> UUID:
    """Ask a unit for the goals of its intervention."""
    request: UUID = world.act(ask, by, About.INTERVENTION_GOALS, unit, DUE)
    return request


def listed(world: World, by: str | Actor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.act(requests, by, FIRST, 50)
    return found


def read(world: World, by: str, request: UUID, purpose: str = "child_protection") -> list[str]:
    outcome = read_answer(world.hub, world.actor(by), world.case, request, purpose)
    assert isinstance(outcome, Composed), outcome
    return [line["text"] for line in outcome.lines.values()]


def answered(world: World, request: UUID, by: str = HIS_WORKER, **changes: Any) -> UUID:
    """Let a unit answer with a goal that it publishes; return the fact."""
    fact = world.publish(his_health(world, GOAL, Kind.GOAL, **changes), by=by)
    world.act(answer, by, request, frozenset({fact}))
    return fact


def permitted(world: World, unit: str = "CF-SW", *purposes: str) -> UUID:
    """Let him say that his treatment may tell a unit; return the permission."""
    permission = asked_of_him(
        world, with_unit=world.units[unit], purposes=frozenset(purposes or {"child_protection"})
    )
    says(world, permission, Reply.GIVEN)
    return permission


@pytest.fixture
def concerned(world: World) -> World:
    """Return a world in which the family's social worker looks into the children's protection."""
    world.open("cp_concern", "CF-SW", "SCHOOL")
    return world


def test_a_social_worker_gets_the_goals_of_his_treatment_once_he_permits_it(concerned: World) -> None:
    request = asks(concerned, concerned.units["SUB-P"])
    permitted(concerned)
    (theirs,) = listed(concerned, HIS_WORKER)
    assert (theirs["for_us"], theirs["unit"], theirs["status"]) == (True, concerned.units["CF-SW"], "open")

    answered(concerned, request)

    (mine,) = listed(concerned, "social_worker")
    assert mine == {
        "id": request,
        "about": "intervention_goals",
        "for_us": False,
        "unit": concerned.units["SUB-P"],
        "due": DUE,
        "overdue": False,
        "status": "answered",
        "reason": None,
        "gap": None,
        "purpose": None,
        "revision": None,
    }
    assert read(concerned, "social_worker", request) == [GOAL]
    told = [(row["unit_id"], row["kind"]) for row in concerned.rows(Notice)]
    assert (concerned.units["SUB-P"], "request_made") in told
    assert (concerned.units["CF-SW"], "request_answered") in told


@pytest.mark.parametrize("category", [Category.PERPETRATOR_HEALTH, Category.PROGRESS])
def test_without_his_permission_the_request_stays_open_whatever_the_service_did(
    concerned: World, category: Category
) -> None:
    units = concerned.units
    answers_, declines_, idle = (asks(concerned, units["SUB-P"]) for _ in range(3))

    answered(concerned, answers_, categories=frozenset({category}))
    concerned.act(decline, HIS_WORKER, declines_, Reason.NEEDS_PERMISSION)

    seen = {item.pop("id"): item for item in listed(concerned, "social_worker")}
    assert seen[answers_] == seen[declines_] == seen[idle]
    assert [read(concerned, "social_worker", one) for one in (answers_, declines_, idle)] == [[]] * 3
    assert {row["kind"] for row in concerned.rows(Notice)} == {"request_made"}


def test_what_was_open_is_answered_as_soon_as_he_permits_and_open_again_when_he_takes_it_back(
    concerned: World,
) -> None:
    request = asks(concerned, concerned.units["SUB-P"])
    answered(concerned, request)
    permission = permitted(concerned)
    assert listed(concerned, "social_worker")[0]["status"] == "answered"

    says(concerned, permission, Reply.WITHDRAWN)

    assert listed(concerned, "social_worker")[0]["status"] == "open"
    assert read(concerned, "social_worker", request) == []


def test_a_permission_the_other_way_tells_of_no_answer(concerned: World) -> None:
    request = asks(concerned, concerned.units["SUB-P"])
    permission = asked_of_him(
        concerned, with_unit=concerned.units["CF-SW"], purposes=frozenset({"child_protection"})
    )
    says(concerned, permission, Reply.GIVEN, FROM_THEM)

    answered(concerned, request)

    assert listed(concerned, "social_worker")[0]["status"] == "open"


def test_a_unit_that_is_not_there_is_asked_like_one_that_is(concerned: World) -> None:
    units = concerned.units
    asked = [asks(concerned, unit) for unit in (units["SUB-P"], units["SCHOOL"], units["MARAC-CO"], uuid4())]

    seen = {item.pop("id"): item for item in listed(concerned, "social_worker")}

    assert seen.keys() == set(asked)
    for item in seen.values():
        item.pop("unit")
    assert all(item == seen[asked[0]] for item in seen.values())
    assert [read(concerned, "social_worker", one) for one in asked] == [[]] * 4
    told = [(row["unit_id"], row["about_id"]) for row in concerned.rows(Notice)]
    assert sorted(told) == sorted([(units["SUB-P"], asked[0]), (units["SCHOOL"], asked[1])])
    entries = concerned.logged(Action.REQUEST_MADE)
    assert {frozenset(entry["refs"]) for entry in entries} == {frozenset({"request", "about", "towards"})}


def test_a_service_that_all_may_know_of_says_why_it_gives_no_answer(concerned: World) -> None:
    request = asks(concerned, concerned.units["SCHOOL"])

    concerned.act(decline, "teacher", request, Reason.ASK_ANOTHER_SERVICE)

    (mine,) = listed(concerned, "social_worker")
    assert (mine["status"], mine["reason"]) == ("declined", "ask_another_service")
    told = {(row["unit_id"], row["kind"]) for row in concerned.rows(Notice)}
    assert told == {
        (concerned.units["SCHOOL"], "request_made"),
        (concerned.units["CF-SW"], "request_declined"),
    }


@pytest.mark.parametrize("reason", Reason)
def test_to_those_who_work_with_him_no_service_that_he_did_not_permit_ever_answers(
    world: World, reason: Reason
) -> None:
    world.open("programme_start", "RESP-M")
    declined, given, idle = (asks(world, world.units["SCHOOL"], "mens_worker") for _ in range(3))

    world.act(decline, "teacher", declined, reason)
    fact = world.publish(world.behaviour(kind=Kind.NOTE, section=4), by="teacher")
    world.act(answer, "teacher", given, frozenset({fact}))

    seen = {item.pop("id"): item for item in listed(world, "mens_worker")}
    assert seen[declined] == seen[given] == seen[idle]
    assert len(world.texts("mens_worker", "programme_delivery")) == 1
    assert read(world, "mens_worker", given, "programme_delivery") == []


def test_the_mens_worker_gets_the_answer_of_the_service_that_he_permitted(world: World) -> None:
    world.open("programme_start", "RESP-M")
    permitted(world, "RESP-M", "programme_delivery")
    request = asks(world, world.units["SUB-P"], "mens_worker")

    answered(world, request)

    assert listed(world, "mens_worker")[0]["status"] == "answered"
    assert read(world, "mens_worker", request, "programme_delivery") == [GOAL]


def test_an_answer_of_which_nothing_comes_by_the_gate_is_as_none(concerned: World) -> None:
    kept, taken_back, idle = (asks(concerned, concerned.units["SCHOOL"]) for _ in range(3))
    safety = frozenset({Category.SAFETY})
    fact = concerned.publish(concerned.behaviour(kind=Kind.NOTE, categories=safety, gist=None), by="teacher")
    concerned.act(answer, "teacher", kept, frozenset({fact}))
    fact = concerned.publish(concerned.behaviour(kind=Kind.NOTE), by="teacher")
    concerned.act(answer, "teacher", taken_back, frozenset({fact}))
    concerned.act(retract, "teacher", fact)

    seen = {item.pop("id"): item for item in listed(concerned, "social_worker")}

    assert seen[kept] == seen[taken_back] == seen[idle]


def test_an_answer_is_read_with_what_it_travels_with_and_nothing_else(concerned: World) -> None:
    concerned.publish(concerned.behaviour(statement="He broke a chair."), by="teacher")
    context = concerned.publish(concerned.behaviour(statement="He broke the lamp."), by="teacher")
    note = concerned.behaviour(
        kind=Kind.NOTE, statement="She sits by the door.", travels_with=frozenset({context})
    )
    fact = concerned.publish(note, by="teacher")
    request = asks(concerned, concerned.units["SCHOOL"])
    concerned.act(answer, "teacher", request, frozenset({fact}))

    assert sorted(read(concerned, "social_worker", request)) == [
        "He broke the lamp.",
        "She sits by the door.",
    ]


def test_another_units_request_is_read_by_nobody(concerned: World) -> None:
    request = asks(concerned, concerned.units["SCHOOL"])
    fact = concerned.publish(concerned.behaviour(kind=Kind.NOTE), by="teacher")
    concerned.act(answer, "teacher", request, frozenset({fact}))

    concerned.open("cp_concern", "HV")
    assert len(read(concerned, "social_worker", request)) == 1
    for named in (request, uuid4()):
        with pytest.raises(NotFound):
            read(concerned, "health_visitor", named)
    assert listed(concerned, "health_visitor") == []
    stranger = read_answer(concerned.hub, concerned.actor("officer"), concerned.case, request, "audit")
    assert isinstance(stranger, Refused)


def test_a_service_that_works_with_him_is_not_told_who_asks_for_her_or_a_child(world: World) -> None:
    with world.hub.begin() as work:
        user = register_user(work, world.units["CAL-C"], "children's worker", ["caledonian_children"])
    childrens_worker = Actor(user, world.units["CAL-C"], "caledonian_children")
    world.act(allocate, "social_worker", user, "caledonian_children", world.today())
    for by in ("womens_worker", childrens_worker, "social_worker"):
        asks(world, world.units["SUB-P"], by)
        asks(world, world.units["SCHOOL"], by)

    units = world.units
    assert {item["unit"] for item in listed(world, HIS_WORKER)} == {None, units["CF-SW"]}
    # A unit where somebody works for her is named to nobody.
    assert {item["unit"] for item in listed(world, "teacher")} == {None, units["CF-SW"], units["CAL-C"]}


def test_who_works_with_him_does_not_see_what_a_colleague_asked_who_does_not(world: World) -> None:
    with world.hub.begin() as work:
        user = register_user(work, world.units["CAL-W"], "colleague", ["caledonian_men"])
    colleague = Actor(user, world.units["CAL-W"], "caledonian_men")
    world.act(allocate, "social_worker", user, "caledonian_men", world.today())
    asks(world, world.units["ALC-S"], "womens_worker")
    his = asks(world, world.units["SUB-P"], colleague)

    assert [item["id"] for item in listed(world, colleague)] == [his]
    assert len(listed(world, "womens_worker")) == 2


def test_a_unit_is_asked_by_the_roles_of_the_rulebook_another_unit_and_by_a_day_to_come(
    world: World,
) -> None:
    with pytest.raises(Forbidden):
        asks(world, world.units["SUB-P"], "police")
    with pytest.raises(Invalid, match="unit"):
        asks(world, world.units["CF-SW"])
    with pytest.raises(Invalid, match="due"):
        world.act(
            ask, "social_worker", About.INTERVENTION_GOALS, world.case, world.today() - timedelta(days=1)
        )
    with pytest.raises(Forbidden):
        world.act(ask, world.importer("CF-SW"), About.INTERVENTION_GOALS, world.units["SUB-P"], DUE)
    assert world.rows(Request) == []


def test_only_published_goals_and_notes_of_its_own_answer_for_a_unit(world: World) -> None:
    request = asks(world, world.units["SUB-P"])
    others = world.publish(his_health(world, GOAL), by="mens_worker")
    behaviour = world.publish(world.behaviour(), by=HIS_WORKER)
    draft = world.act(record, HIS_WORKER, his_health(world, GOAL))
    gone = world.publish(his_health(world, GOAL), by=HIS_WORKER)
    world.act(retract, HIS_WORKER, gone)
    messages = set()

    for facts in ({others}, {behaviour}, {draft}, {gone}, {world.case}, set()):
        with pytest.raises(Invalid) as refused:
            world.act(answer, HIS_WORKER, request, frozenset(facts))
        messages.add(str(refused.value))
    assert len(messages) == 1


def test_a_request_is_answered_once_by_the_unit_that_is_asked_and_saw_it(world: World) -> None:
    request = asks(world, world.units["SUB-P"])
    fact = frozenset({world.publish(his_health(world, GOAL), by=HIS_WORKER)})
    for by in ("social_worker", "teacher"):
        with pytest.raises(NotFound):
            world.act(decline, by, request, Reason.NOT_OUR_WORK)
    with pytest.raises(ChangedSince):
        world.act(answer, HIS_WORKER, request, fact, 2)
    world.act(answer, HIS_WORKER, request, fact, 1)

    with pytest.raises(Conflict):
        world.act(decline, HIS_WORKER, request, Reason.NOT_OUR_WORK)
    (item,) = listed(world, HIS_WORKER)
    assert (item["status"], item["revision"]) == ("answered", 2)
    (entry,) = world.logged(Action.REQUEST_ANSWERED)
    assert entry["refs"] == {"request": str(request), "status": "answered"}


def test_reading_an_answer_is_on_record_as_a_decision(concerned: World) -> None:
    request = asks(concerned, concerned.units["SCHOOL"])

    read(concerned, "social_worker", request)

    (entry,) = concerned.logged(Action.DOCUMENT_ASKED)
    assert (entry["refs"]["document"], entry["refs"]["request"]) == ("answer", str(request))

"""A copy that is out of date: whoever has it is told so, in one sentence, whatever the cause; nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from consent.people import Part
from consent.record import Status
from policies.vocabulary import Category, SourceExposure
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.cases.members import allocate
from sharehub.database.schema import Notice, OutboxTask, Recall, RecalledCopy
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.errors import ChangedSince, Conflict, Invalid, NotFound
from sharehub.identity.actor import Actor
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct, record
from sharehub.protocols.partnership import register_user
from sharehub.recalls import find
from sharehub.recalls.acknowledge import acknowledge
from sharehub.recalls.causes import Cause
from sharehub.recalls.expire import find_expired
from sharehub.recalls.mapping import correct_mapping
from tests.sharehub.channels.narrowing import narrowed, officer_of
from tests.sharehub.recalls.recalling import Reached, after, hears, listed, recalled, work_off

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.world import World

SENTENCE = "Your copy of 3 June 2024 is out of date: use the current one and destroy others."


def user(world: World, name: str) -> UUID:
    return world.actor(name).user


def her_account(world: World) -> UUID:
    """Let the men's programme have her account, since she says that it may, and read it."""
    world.open("programme_referral", "RESP-M")
    fact = world.publish(world.told_by_her(), by="womens_worker")
    world.consents()
    assert [line["text"][:6] for line in world.read("mens_worker", "programme_referral").lines] == ["Konrad"]
    return fact


def says(world: World, status: Status = Status.RESCINDED, **changes: Any) -> str:
    return world.consents(status=status, **changes)


@pytest.mark.postgres
def test_a_correction_reaches_who_had_the_fact_in_any_form_and_nobody_else(world: World) -> None:
    world.open("cp_concern", "HV", "CF-SW")
    world.open("mapping_meeting", "CAL-C", "HV")
    fact = world.publish(world.behaviour())
    world.publish(world.behaviour(statement="He shouted."))
    world.read("health_visitor", "child_protection")
    world.read("teacher", "wellbeing_support")
    world.read("police_two", "child_protection")
    seat = Seat(user(world, "health_visitor"), world.units["HV"], "health_visitor")
    show_wall(world.hub, world.actor("facilitator"), world.case, [seat])
    after(world, days=1)
    world.act(correct, "police", fact, world.behaviour(statement="He kicked the gate."))
    world.read("social_worker", "child_protection")
    work_off(world)

    assert {name for name, _ in recalled(world)} == {
        user(world, name) for name in ("health_visitor", "teacher", "facilitator")
    }
    (reached,) = Reached.of_world(world).of.values()
    assert all(facts == {fact} for facts in reached.values())
    for name in ("health_visitor", "teacher", "facilitator"):
        (item,) = listed(world, name)
        assert (item["sentence"], item["day"].isoformat()) == (SENTENCE, "2024-06-03")
        assert hears(world, name) == ["copy_out_of_date"]
    for name in ("police", "police_two", "social_worker", "mens_worker", "womens_worker"):
        assert listed(world, name) == []
        assert hears(world, name) == []


@pytest.mark.postgres
def test_a_withdrawal_reaches_who_relied_on_that_consent_alone(world: World) -> None:
    fact = her_account(world)
    world.open("cp_concern", "HV", "CF-SW")
    # By role, and by a gist that goes without any consent: neither rests on it.
    world.read("health_visitor", "child_protection")
    world.read("teacher", "wellbeing_support")
    # What goes to him without her: he may have it all the same.
    world.publish(world.behaviour())
    world.read("mens_worker", "programme_referral")
    says(world, recipients=frozenset({str(world.units["HV"])}))
    says(world, purposes=frozenset({"programme_delivery"}))
    work_off(world)
    assert recalled(world) == set()

    says(world)
    work_off(world)
    assert recalled(world) == {(user(world, "mens_worker"), "caledonian_men")}
    (reached,) = Reached.of_world(world).of.values()
    assert reached == {user(world, "mens_worker"): {fact}}


def test_who_relied_on_a_consent_is_told_though_the_channel_was_narrowed_since(sqlite_world: World) -> None:
    world = sqlite_world
    officer = officer_of(world, "CAL-W")
    later = world.today() + timedelta(days=2)
    narrowed(world, by=officer, to="RESP-M", purpose="programme_referral", start=later)
    her_account(world)
    after(world, days=5)
    says(world)
    work_off(world)

    assert recalled(world) == {(user(world, "mens_worker"), "caledonian_men")}


def test_who_had_a_gist_that_goes_without_consent_relied_on_none(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("programme_referral", "RESP-M")
    world.publish(world.told_by_her(source_exposure=SourceExposure.NONE), by="womens_worker")
    assert world.texts("mens_worker", "programme_referral") == ["He controls when she can leave the home."]
    world.consents()
    says(world)
    work_off(world)

    assert world.texts("mens_worker", "programme_referral") == []
    assert recalled(world) == set()


@pytest.mark.postgres
def test_a_yes_that_leaves_out_or_ends_what_another_gave_takes_it_back_as_well(world: World) -> None:
    fact = her_account(world)
    world.consents()
    work_off(world)
    assert recalled(world) == set()

    world.consents(status=Status.LIMITED, exclude_facts=frozenset({str(fact)}))
    work_off(world)
    assert recalled(world) == {(user(world, "mens_worker"), "caledonian_men")}


@pytest.mark.postgres
def test_what_ends_by_itself_is_found_once(world: World) -> None:
    world.open("programme_referral", "RESP-M")
    world.publish(world.told_by_her(), by="womens_worker")
    world.consents(expires=world.today())
    world.read("mens_worker", "programme_referral")
    for day in range(3):
        with world.hub.begin() as work:
            find_expired(work)
        work_off(world)
        assert len(world.rows(Recall)) == min(day, 1)
        after(world, days=1)

    assert recalled(world) == {(user(world, "mens_worker"), "caledonian_men")}


def test_a_childs_twelfth_birthday_ends_what_others_said_for_it(sqlite_world: World) -> None:
    world = sqlite_world
    child = world.people["child"]
    world.open("programme_referral", "RESP-M")
    told = world.told_by_her(
        statement="Agnes said that he locks the door.", source_person=child, about=frozenset({child})
    )
    world.publish(told, by="womens_worker")
    world.consents(subject=child)
    world.consents()
    world.read("mens_worker", "programme_referral")
    day = world.today()
    for birthday, expected in ((False, set()), (True, {(user(world, "mens_worker"), "caledonian_men")})):
        world.go_to(day.replace(year=2029, month=3, day=4 if birthday else 3))
        with world.hub.begin() as work:
            find_expired(work)
        work_off(world)
        reached = {one for held in Reached.of_world(world).of.values() for one in held}
        assert (recalled(world), reached) == (expected, {name for name, _ in expected})


@pytest.mark.postgres
def test_a_wrong_mapping_reaches_all_who_have_anything_of_the_case(world: World) -> None:
    her_account(world)
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    world.read("health_visitor", "child_protection")
    after(world, days=1)
    with pytest.raises(Invalid):
        world.act(correct_mapping, "facilitator", world.people["child"])
    with pytest.raises(Conflict):
        world.act(correct_mapping, "facilitator", world.people["him"])
    world.act(correct_mapping, "facilitator", world.people["her"])
    work_off(world)
    world.read("teacher", "wellbeing_support")

    assert {name for name, _ in recalled(world)} == {
        user(world, name) for name in ("health_visitor", "mens_worker")
    }
    assert [entry["refs"]["perpetrator"] for entry in world.logged(Action.MAPPING_CORRECTED)] == [
        str(world.people["her"])
    ]


def corrected(world: World, fact: UUID) -> None:
    world.act(correct, "womens_worker", fact, world.told_by_her(statement="Konrad keeps the key."))


def expired(world: World, _fact: UUID) -> None:
    with world.hub.begin() as work:
        find_expired(work)


CAUSES: dict[Cause, Callable[[World, UUID], object]] = {
    Cause.CORRECTION: corrected,
    Cause.RETRACTION: lambda world, fact: world.act(retract, "womens_worker", fact),
    Cause.WITHDRAWAL: lambda world, _fact: says(world),
    Cause.EXPIRY: expired,
    Cause.MISIDENTIFIED: lambda world, _fact: world.act(correct_mapping, "facilitator", world.people["her"]),
}


@pytest.mark.postgres
def test_whatever_the_cause_everybody_hears_the_same_to_the_letter(world: World) -> None:
    """Each in a family of its own, by the same steps on the same days."""
    families = {}
    members = ("womens_worker", "mens_worker", "facilitator", "police")
    parts = {"her": Part.SURVIVOR, "him": Part.PERPETRATOR}
    for cause in Cause:
        family = world.another_case(parts, members)
        family.open("programme_referral", "RESP-M")
        fact = family.publish(family.told_by_her(), by="womens_worker")
        expires = family.today() if cause is Cause.EXPIRY else None
        family.consents(expires=expires)
        family.read("mens_worker", "programme_referral")
        families[cause] = (family, fact)
    after(world, days=1)
    for cause, (family, fact) in families.items():
        CAUSES[cause](family, fact)
    work_off(world)
    said: dict[UUID, set[bytes]] = {}
    for item in listed(world, "mens_worker"):
        plain = {name: value for name, value in item.items() if name not in {"id", "case", "reference"}}
        said.setdefault(item["case"], set()).add(orjson.dumps(plain))
    notices = [
        {name: row[name] for name in ("kind", "unit_id", "at")}
        for row in world.rows(Notice)
        if row["kind"] == "copy_out_of_date"
    ]

    assert said.keys() == {family.case for family, _ in families.values()}
    assert len(set.union(*said.values())) == 1
    assert {row["cause"] for row in world.rows(Recall)} == set(Cause)
    assert len(notices) == len(Cause)
    assert {(row["kind"], row["unit_id"]) for row in notices} == {("copy_out_of_date", world.units["RESP-M"])}
    (one,) = set.union(*said.values())
    assert not any(cause.encode() in one for cause in Cause)


@pytest.mark.postgres
def test_several_recalls_of_one_copy_are_one_item_until_it_is_gone(world: World) -> None:
    world.open("cp_concern", "HV")
    facts = [world.publish(world.behaviour(statement=f"He broke door {number}.")) for number in range(3)]
    world.read("health_visitor", "child_protection")
    world.act(retract, "police", facts[0])
    world.act(retract, "police", facts[1])
    work_off(world)
    (item,) = listed(world, "health_visitor")
    assert item["revision"] == 1
    assert hears(world, "health_visitor") == ["copy_out_of_date"]

    after(world, days=1)
    world.read("health_visitor", "child_protection")
    world.act(correct, "police", facts[2], world.behaviour(statement="He broke no door."))
    work_off(world)
    (later,) = listed(world, "health_visitor")
    assert (later["id"], later["day"], later["revision"]) == (
        item["id"],
        item["day"] + timedelta(days=1),
        2,
    )
    assert hears(world, "health_visitor") == ["copy_out_of_date"] * 2
    reader = world.actor("health_visitor")
    with pytest.raises(ChangedSince), world.hub.begin(reader.unit) as work:
        acknowledge(work, reader, item["id"], 1)
    with world.hub.begin(reader.unit) as work:
        acknowledge(work, reader, item["id"], 2)
    assert [one["acknowledged"] for one in listed(world, "health_visitor")] == [True]
    with pytest.raises(Conflict), world.hub.begin(reader.unit) as work:
        acknowledge(work, reader, item["id"], 2)
    assert [entry["refs"]["copy"] for entry in world.logged(Action.COPY_ACKNOWLEDGED)] == [str(item["id"])]

    world.act(retract, "police", facts[2])
    work_off(world)
    assert [one["acknowledged"] for one in listed(world, "health_visitor")] == [False, True]


@pytest.mark.postgres
def test_a_colleague_in_the_same_role_on_the_case_may_see_to_it_and_no_other(world: World) -> None:
    fact = her_account(world)
    unit = world.units["RESP-M"]
    with world.hub.begin() as work:
        made = {
            name: Actor(register_user(work, unit, name, [role]), unit, role)
            for name, role in (
                ("same", "caledonian_men"),
                ("elsewhere", "caledonian_men"),
                ("other", "caledonian_women"),
            )
        }
        for name in ("same", "other"):
            allocate(
                work,
                world.actor("social_worker"),
                world.case,
                made[name].user,
                made[name].role,
                work.tx.today,
            )
    world.act(retract, "womens_worker", fact)
    work_off(world)
    ((item,),) = [listed(world, made["same"])]

    assert hears(world, made["same"]) == ["copy_out_of_date"]
    for name in ("elsewhere", "other"):
        assert (listed(world, made[name]), hears(world, made[name])) == ([], [])
        with pytest.raises(NotFound), world.hub.begin(unit) as work:
            acknowledge(work, made[name], item["id"], 1)
    world.act(exclude, world.actor("officer"), made["same"].user, "synthetic", world.today())
    assert listed(world, made["same"]) == []
    assert len(listed(world, "mens_worker")) == 1


def test_who_had_nothing_of_it_sees_no_difference(sqlite_world: World) -> None:
    """What was withheld from them is corrected and taken back: nothing anywhere says so."""
    world = sqlite_world
    secret = world.publish(
        world.behaviour(statement="Where she is.", gist=None, categories=frozenset({Category.SAFETY}))
    )
    world.open("programme_referral", "RESP-M")
    world.read("mens_worker", "programme_referral")
    world.act(correct, "police", secret, world.behaviour(gist=None, categories=frozenset({Category.SAFETY})))
    world.act(retract, "police", secret)
    work_off(world)

    assert world.rows(RecalledCopy) == []
    assert (listed(world, "mens_worker"), hears(world, "mens_worker")) == ([], [])


def test_a_fact_that_was_never_published_begins_no_recall(sqlite_world: World) -> None:
    fact = sqlite_world.act(record, "police", sqlite_world.behaviour())
    sqlite_world.act(correct, "police", fact, sqlite_world.behaviour(statement="Otherwise."))
    sqlite_world.act(retract, "police", fact)

    assert sqlite_world.rows(Recall) == sqlite_world.rows(OutboxTask) == []


def test_a_recall_goes_on_page_by_page_and_tells_nobody_twice(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    monkeypatch.setattr(find, "PAGE", 2)
    world.open("cp_concern", "HV", "CF-SW")
    fact = world.publish(world.behaviour())
    for _ in range(3):
        for name in ("health_visitor", "social_worker", "teacher"):
            world.read(name, "wellbeing_support" if name == "teacher" else "child_protection")
    world.act(retract, "police", fact)
    (recall,) = [row["id"] for row in world.rows(Recall)]
    with world.hub.begin() as work:
        put(work, Kind.RECALL, [recall])
    work_off(world)

    assert len(recalled(world)) == len(world.rows(RecalledCopy)) == 3
    assert len([row for row in world.rows(Notice) if row["kind"] == "copy_out_of_date"]) == 3
    entries = world.logged(Action.COPIES_RECALLED)
    assert sum(entry["refs"]["told"] for entry in entries) == 3
    assert [entry["refs"]["ended"] for entry in entries] == [False] * 4 + [True]

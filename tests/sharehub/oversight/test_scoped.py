"""What each officer sees of the same looks: everything, their own facts, or what their own people had."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.disclosure.identify import identify
from sharehub.errors import Forbidden, NotFound
from sharehub.oversight.acts.questions import Acts, Readings
from sharehub.oversight.export import Form, export
from sharehub.oversight.looking import ask
from sharehub.patterns.publish import retract
from tests.sharehub.oversight.offices import (
    THE_HUBS,
    Offices,
    a_draft,
    a_wall,
    kept_from_him,
    lines,
    open_gates,
    refused_look,
)

if TYPE_CHECKING:
    from uuid import UUID

EVERYBODY_WHO_TAKES_PART = ("POL-DA", "CF-SW", "HV", "RESP-M", "CAL-W", "CAL-C", THE_HUBS)
READERS = {
    "POL-DA": ("police", "child_protection"),
    "CF-SW": ("social_worker", "child_protection"),
    "HV": ("health_visitor", "child_protection"),
    "RESP-M": ("mens_worker", "programme_referral"),
    "CAL-W": ("womens_worker", "survivor_support"),
    "CAL-C": ("facilitator", "case_mapping"),
}
FULL, GIST, WITHHELD = "full", "gist", "withheld"


def facts_of(offices: Offices) -> dict[str, UUID]:
    """Let there be facts of several units, some of which nobody on his side may have."""
    world = offices.world
    open_gates(world)
    return {
        "police": world.publish(world.behaviour(), by="police"),
        "safety": world.publish(kept_from_him(world), by="womens_worker"),
        "social work": world.publish(world.behaviour(statement="He broke a chair."), by="social_worker"),
        "his worker": world.publish(world.behaviour(statement="He said so."), by="mens_worker"),
        "draft": a_draft(world, "mens_worker"),
    }


def test_who_oversees_the_hub_sees_every_outcome_and_reason_of_every_look(offices: Offices) -> None:
    facts = facts_of(offices)
    offices.world.read("health_visitor", "child_protection")
    offices.world.read("mens_worker", "programme_referral")

    protective, his = offices.looks(THE_HUBS)

    assert (protective["user"], protective["role"], protective["purpose"]) == (
        offices.user("health_visitor"),
        "health_visitor",
        "child_protection",
    )
    assert protective["case"] == str(offices.world.case)
    assert set(lines(protective)) == set(lines(his)) == {str(fact) for fact in facts.values()}
    assert lines(his)[str(facts["police"])] == (FULL, "ROLE_AND_PURPOSE")
    assert lines(his)[str(facts["safety"])] == (WITHHELD, "NEVER_FOR_THIS_ROLE")
    assert lines(his)[str(facts["draft"])] == (WITHHELD, "NOT_YET_PUBLISHED")
    assert his["about"]["release"]


def test_an_owners_officer_sees_every_outcome_on_its_facts_whoever_looked_and_nothing_else(
    offices: Offices,
) -> None:
    facts = facts_of(offices)
    offices.world.read("health_visitor", "child_protection")
    offices.world.read("mens_worker", "programme_referral")

    seen = offices.looks("CAL-W")

    assert [item["user"] for item in seen] == [offices.user("health_visitor"), offices.user("mens_worker")]
    assert [set(lines(item)) for item in seen] == [{str(facts["safety"])}] * 2
    assert lines(seen[1]) == {str(facts["safety"]): (WITHHELD, "NEVER_FOR_THIS_ROLE")}
    assert [item["about"] for item in seen] == [{}, {}]
    assert [line["version"] for item in seen for line in item["lines"]] == [1, 1]


def test_a_receivers_officer_sees_what_went_to_its_people_under_ids_as_they_had_them(
    offices: Offices,
) -> None:
    facts = facts_of(offices)
    offices.world.read("health_visitor", "child_protection")
    told = {line["id"] for line in offices.world.read("health_visitor", "child_protection").lines}

    (seen, _) = offices.looks("HV")

    whole = {line["fact"] for line in seen["lines"] if line["outcome"] == FULL}
    assert whole == told & {str(fact) for fact in facts.values()} != set()
    assert {line["fact"] for line in seen["lines"] if line["outcome"] == GIST} <= {None}
    assert {line["reason"] for line in seen["lines"]} == {None}
    assert WITHHELD not in {line["outcome"] for line in seen["lines"]}
    assert seen["about"] == {}


def test_no_id_that_a_reader_never_had_is_told_to_their_officer(offices: Offices) -> None:
    facts_of(offices)
    offices.world.read("mens_worker", "programme_referral")

    (his,) = offices.looks("RESP-M")

    assert {line["fact"] for line in his["lines"] if line["reason"] is None} == {None}


def test_a_unit_that_works_with_him_learns_nothing_of_what_was_kept_from_its_people(
    offices: Offices,
) -> None:
    facts = facts_of(offices)
    world = offices.world
    world.read("mens_worker", "programme_referral")
    world.act(retract, "mens_worker", facts["his worker"])
    world.read("mens_worker", "programme_referral")
    a_wall(world, "mens_worker", "health_visitor")

    seen = offices.looks("RESP-M")

    assert [item["outcome"] for item in seen] == ["done"] * 3
    assert {line["outcome"] for item in seen for line in item["lines"]} <= {FULL, GIST}
    own = str(facts["his worker"])
    assert [own in lines(item) for item in seen] == [True, False, False]
    assert str(facts["draft"]) not in repr(seen)


def test_another_unit_is_told_what_of_its_own_was_withheld_from_its_own_people(offices: Offices) -> None:
    facts_of(offices)
    draft = a_draft(offices.world, "social_worker")
    offices.world.read("social_worker_two", "child_protection")

    (seen,) = offices.looks("CF-SW")

    assert lines(seen)[str(draft)] == (WITHHELD, "NOT_YET_PUBLISHED")


def test_a_unit_that_works_with_him_sees_what_became_of_its_facts_with_others(offices: Offices) -> None:
    facts = facts_of(offices)
    offices.world.read("health_visitor", "child_protection")

    (seen,) = offices.looks("RESP-M")

    assert lines(seen)[str(facts["his worker"])][0] in {FULL, GIST}
    assert lines(seen)[str(facts["draft"])] == (WITHHELD, "NOT_YET_PUBLISHED")


def test_everybody_in_the_room_of_a_wall_is_told_to_those_whose_facts_hung_there(offices: Offices) -> None:
    facts = facts_of(offices)
    a_wall(offices.world, "mens_worker", "health_visitor")
    room = {offices.user(name) for name in ("facilitator", "mens_worker", "health_visitor")}

    for code, who in (
        (THE_HUBS, room),
        ("POL-DA", room),
        ("HV", {offices.user("health_visitor")}),
        ("RESP-M", room),  # it owns a fact that might have hung there
    ):
        (seen,) = offices.looks(code)
        assert (seen["medium"], {one["user"] for one in seen["readers"]}) == ("wall", who), code
    assert lines(offices.looks("POL-DA")[0]) == {str(facts["police"]): (FULL, "ROLE_AND_PURPOSE")}


def test_a_look_of_others_at_what_is_others_is_not_there(offices: Offices) -> None:
    world = offices.world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    world.read("teacher", "wellbeing_support")
    identify(world.hub, world.actor("police"), world.case)

    assert offices.looks("CAL-W") == offices.looks("HV") == []
    assert [item["medium"] for item in offices.looks("POL-DA")] == ["pattern", "names"]
    assert [item["lines"] for item in offices.looks("POL-DA")][1] == []


def test_acts_that_are_no_looks_are_told_to_the_units_whose_people_did_them(offices: Offices) -> None:
    facts = facts_of(offices)
    offices.world.consents()

    def kinds(code: str) -> set[tuple[str, str | None]]:
        return {(item["action"], item["unit"]) for item in offices.of_case(code)} - {("log.asked", None)}

    for code in EVERYBODY_WHO_TAKES_PART[:-1]:
        units = {unit for _, unit in kinds(code)}
        assert units <= {str(offices.world.units[code])}, code
    assert ("consent.recorded", str(offices.world.units["CAL-W"])) in kinds("CAL-W")
    assert "consent.recorded" in {action for action, _ in kinds(THE_HUBS)}
    published = [item for item in offices.of_case("POL-DA") if item["action"] == "fact.published"]
    assert [item["fact"] for item in published] == [facts["police"]]


@pytest.mark.parametrize("code", READERS)
def test_a_refused_look_does_not_tell_its_units_officer_whether_the_case_is_there(
    offices: Offices, code: str
) -> None:
    world = offices.world
    reader, purpose = READERS[code]
    elsewhere = world.another_case({})
    world.act(exclude, "officer", world.actor(reader).user, "A cousin.", world.today())
    for case in (world.case, uuid4(), *([elsewhere.case] if code != "CF-SW" else [])):
        refused_look(world, reader, case, purpose)

    found = offices.asks(code, Acts("user", user=world.actor(reader).user))
    refused = [item for item in found if item["action"] == Action.PATTERN_ASKED]

    told = {repr({name: item[name] for name in item if name not in {"id", "at"}}) for item in refused}
    assert len(refused) >= 2
    assert len(told) == 1
    assert (refused[0]["outcome"], refused[0]["case"]) == ("refused", None)
    assert refused[0]["about"] == {"refusal": "not_found"}
    again = [item for item in offices.asks(code, Acts("refusals", refused=True)) if item["medium"]]
    assert [item["id"] for item in again] == [item["id"] for item in refused]
    assert [item for item in offices.of_case(code) if item["outcome"] == "refused"] == []


def test_a_refused_act_does_not_tell_its_units_officer_whether_the_case_is_there(offices: Offices) -> None:
    world, stranger = offices.world, offices.officers["MARAC-CO"]
    for case in (world.case, uuid4()):
        with pytest.raises(Forbidden), world.hub.acting(stranger, Action.GATE_OPENED, case):
            raise Forbidden("not for this role")

    def refused(code: str) -> list[dict[str, object]]:
        found = offices.asks(code, Acts("unit", unit=world.units["MARAC-CO"]))
        return [item for item in found if item["action"] == Action.ACT_REFUSED]

    told = {
        repr({name: item[name] for name in item if name not in {"id", "at"}}) for item in refused("MARAC-CO")
    }
    assert (len(refused("MARAC-CO")), len(told)) == (2, 1)
    assert refused("MARAC-CO")[0]["case"] is None
    assert {item["case"] for item in refused(THE_HUBS)} == {None, str(world.case)}


def test_an_attempt_at_their_facts_is_told_to_owners_as_what_it_was(offices: Offices) -> None:
    facts = facts_of(offices)
    refused_look(offices.world, "court", purpose="marac_safety")

    for code, fact in (("POL-DA", "police"), ("CAL-W", "safety")):
        (seen,) = offices.looks(code)
        assert (seen["outcome"], seen["user"]) == ("refused", offices.user("court"))
        assert lines(seen) == {str(facts[fact]): (WITHHELD, "PURPOSE_NOT_FOR_ROLE")}


def test_an_officer_with_a_conflict_sees_nothing_of_the_case(offices: Offices) -> None:
    world = offices.world
    facts = facts_of(offices)
    elsewhere = Offices(world.another_case({}, ["police"]), offices.hub, offices.officers)
    world.read("health_visitor", "child_protection")
    elsewhere.world.read("police", "child_protection")

    for code in ("POL-DA", THE_HUBS):
        user = offices.officers[code].user
        before = {item["case"] for item in offices.asks(code, Acts("unit", unit=world.units["POL-DA"]))}
        world.act(raise_check, "police_two", user, Trigger.DECLARED, None, world.today())
        with pytest.raises(NotFound):
            offices.of_case(code)
        found = offices.asks(code, Acts("unit", unit=world.units["POL-DA"]))
        assert {str(world.case), str(elsewhere.world.case)} <= before
        assert str(world.case) not in {item["case"] for item in found}
        assert str(elsewhere.world.case) in {item["case"] for item in found}
        assert offices.asks(code, Readings(facts["police"])) == []


def test_a_case_that_a_unit_takes_no_part_in_is_as_one_that_is_not_there(offices: Offices) -> None:
    facts_of(offices)
    told = set()
    for case in (offices.world.case, uuid4()):
        with pytest.raises(NotFound) as refused:
            offices.asks("MARAC-CO", Acts("case", case=case))
        told.add(str(refused.value))
    assert len(told) == 1
    with pytest.raises(NotFound):
        offices.asks(THE_HUBS, Acts("case", case=uuid4()))


def test_an_officer_who_was_refused_is_on_record_under_the_case_that_they_named(offices: Offices) -> None:
    world, question = offices.world, Acts("case", case=offices.world.case)
    officer = offices.officers["MARAC-CO"]
    with pytest.raises(NotFound):
        offices.asks("MARAC-CO", question)
    with pytest.raises(NotFound):
        export(offices.hub, officer, question, Form.CSV)
    with pytest.raises(NotFound):
        offices.asks("MARAC-CO", Acts("case", case=uuid4()))

    refused = world.logged(Action.ACT_REFUSED)
    assert [entry.get("case") for entry in refused] == [world.alias(), world.alias(), None]
    # Whoever oversees the hub finds who tried; the officer's own unit is not told that there is such a case.
    tried = [item for item in offices.of_case(THE_HUBS) if item["action"] == Action.ACT_REFUSED]
    assert {(item["user"], item["outcome"]) for item in tried} == {(str(officer.user), "refused")}
    assert len(tried) == 2
    own = offices.asks("MARAC-CO", Acts("user", user=officer.user))
    assert {item["case"] for item in own} == {None}


def test_who_is_no_officer_sees_nothing_and_that_is_on_record(here: Offices) -> None:
    world = here.world
    for name in ("police", "facilitator"):
        with pytest.raises(Forbidden):
            ask(here.hub, world.actor(name), Acts("case", case=world.case), None, 1)
    with pytest.raises(Forbidden):
        ask(here.hub, world.administrator, Acts("case", case=world.case), None, 1)

    refused = world.logged(Action.ACT_REFUSED)
    assert [entry["refs"] for entry in refused] == [{"action": "log.asked", "code": "forbidden"}] * 3
    assert world.logged(Action.LOG_ASKED) == []


def test_each_look_of_an_officer_is_on_record_with_what_was_asked(offices: Offices) -> None:
    facts_of(offices)
    world = offices.world
    offices.of_case("POL-DA", user=world.actor("police").user)

    (entry,) = world.logged(Action.LOG_ASKED)

    officer = offices.officers["POL-DA"]
    assert (entry["actor"], entry["unit"], entry["role"]) == (
        str(officer.user),
        str(officer.unit),
        "ig_officer",
    )
    assert (entry["case"], entry["refs"]) == (
        world.alias(),
        {"query": "case", "user": offices.user("police")},
    )
    (shown,) = [item for item in offices.of_case(THE_HUBS) if item["action"] == Action.LOG_ASKED]
    assert shown["about"] == entry["refs"]

"""What cannot be read is a fault: withheld, on record and alarmed, never a crash and never an open door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, text, update

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Result, Trigger, decide_check, raise_check
from sharehub.consents.approvals import Scope, approve_release
from sharehub.consents.serious_risk import approve, ask
from sharehub.database.schema import (
    Approval,
    AuditEntry,
    ConflictCheck,
    ConsentEvent,
    Fact,
    FactVersion,
    Gate,
    Person,
    Protocol,
    Rulebook,
    SeriousRiskDecision,
)
from sharehub.disclosure.disclose import Refused, disclose
from sharehub.disclosure.told import Refusal
from sharehub.errors import Tampered
from sharehub.protocols import rulebooks
from tests.sharehub.audit.deeds import grounds
from tests.sharehub.disclosure.stored import change, change_version, last_of

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World


def alarmed(alarms: pytest.LogCaptureFixture) -> int:
    """Return how often it was alarmed."""
    return sum(record.name == "sharehub.alarm" for record in alarms.records)


def mens_worker_reads(world: World) -> list[str]:
    """Return what the men's worker gets, the gate open."""
    world.open("programme_referral", "RESP-M")
    return world.texts("mens_worker", "programme_referral")


@pytest.mark.parametrize(
    "values",
    [
        {"status": "actvie"},
        {"kind": "consnet"},
        {"capacity": "self-styled"},
        {"capacity": ""},
        {"categories": ["survivor_acount"]},
        {"categories": "*"},
        {"recipients": {"unit": "x"}},
        {"purposes": None},
        {"exclude_facts": [1]},
        {"except_units": {"unit": "x"}},
    ],
)
def test_a_consent_event_that_cannot_be_read_is_a_fault_for_whatever_asks_for_consent(
    sqlite_world: World, alarms: pytest.LogCaptureFixture, values: dict[str, Any]
) -> None:
    world = sqlite_world
    told, seen = world.publish(world.told_by_her()), world.publish(world.behaviour())
    world.consents()
    change(world, update(ConsentEvent).values(**values))

    assert mens_worker_reads(world) == [world.behaviour().statement]

    entry = last_of(world, Action.PATTERN_ASKED)
    assert (entry.outcome, entry.answer(told), entry.answer(seen)) == (
        "fault",
        ("withheld", "FAULT"),
        ("full", "ROLE_AND_PURPOSE"),
    )
    assert alarmed(alarms) == 1


def test_a_part_that_cannot_be_read_is_a_fault_for_all_but_the_units_own(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    """Were she no survivor any more, what she told would be nobody's to refuse."""
    own = world.publish(world.behaviour(), by="health_visitor")
    theirs = world.publish(world.told_by_her())
    world.open("cp_concern", "HV")
    change(world, update(Person).where(Person.id == world.people["her"]).values(part="surviver"))

    assert world.texts("health_visitor", "child_protection") == [world.behaviour().statement]

    entry = last_of(world, Action.PATTERN_ASKED)
    assert (entry.outcome, entry.answer(own)[1], entry.answer(theirs)[1]) == ("fault", "OWN_RECORD", "FAULT")
    assert alarmed(alarms) == 1


def test_gate_units_that_cannot_be_read_are_a_fault_where_that_gate_is_asked(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    fact = world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    change(world, update(Gate).values(units="HV"))

    assert world.texts("health_visitor", "child_protection") == []
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("withheld", "FAULT")
    assert world.texts("teacher", "wellbeing_support") == [world.behaviour().gist]
    assert alarmed(alarms) == 2


def test_a_gate_that_no_rulebook_knows_opens_nothing(world: World) -> None:
    fact = world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    change(world, update(Gate).values(gate="cp_concren"))

    assert world.texts("health_visitor", "child_protection") == []
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("withheld", "PURPOSE_GATE_CLOSED")


def test_an_approval_that_cannot_be_read_opens_nothing(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    fact = world.publish(world.behaviour(categories=frozenset({Category.SAFETY})))
    world.open("cp_concern", "CF-SW")
    scope = Scope(
        frozenset({fact}),
        frozenset({world.units["CF-SW"]}),
        frozenset({"child_protection"}),
        world.today(),
    )
    world.act(approve_release, "police", scope, None)
    assert world.texts("social_worker", "child_protection") == [world.behaviour().statement]

    change(world, update(Approval).values(units="*"))

    assert world.texts("social_worker", "child_protection") == []
    assert last_of(world, Action.PATTERN_ASKED).outcome == "fault"
    assert alarmed(alarms) == 1


def test_a_serious_risk_decision_that_cannot_be_read_lifts_nothing(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    fact = world.publish(world.told_by_her())
    world.open("programme_referral", "RESP-M")
    scope = Scope(
        frozenset({fact}),
        frozenset({world.units["RESP-M"]}),
        frozenset({"programme_referral"}),
        world.today(),
    )
    decision: UUID = world.act(ask, "police", scope, grounds(world))
    world.act(approve, "social_worker", decision)
    assert world.texts("mens_worker", "programme_referral") == [world.told_by_her().statement]

    change(world, update(SeriousRiskDecision).values(facts="*"))

    assert world.texts("mens_worker", "programme_referral") == []
    assert last_of(world, Action.PATTERN_ASKED).outcome == "fault"
    assert alarmed(alarms) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"categories": ["behavior"]},
        {"categories": "behaviour"},
        {"source_type": "police"},
        {"perp_aware": "maybe"},
        {"source_exposure": ""},
        {"caveats": ["TELL_NOBODY"]},
        {"relationship_context": "unknown"},
        {"about": None},
        {"targets": {"person": "x"}},
        {"travels_with": [None]},
    ],
)
def test_a_fact_that_cannot_be_read_is_a_fault_to_everybody_and_the_others_go_out(
    sqlite_world: World, alarms: pytest.LogCaptureFixture, values: dict[str, Any]
) -> None:
    world = sqlite_world
    broken = world.publish(world.behaviour(statement="Broken."))
    world.publish(world.behaviour())
    world.open("cp_concern", "HV", "POL-DA")
    change_version(world, broken, **values)

    for name in ("health_visitor", "police"):
        assert world.texts(name, "child_protection") == [world.behaviour().statement]
        entry = last_of(world, Action.PATTERN_ASKED)
        assert (entry.outcome, entry.answer(broken)) == ("fault", ("withheld", "FAULT"))
    assert alarmed(alarms) == 2


def test_a_fact_whose_version_is_gone_is_a_fault_and_not_merely_missed(world: World) -> None:
    broken = world.publish(world.behaviour(statement="Broken."))
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    change(world, delete(FactVersion).where(FactVersion.fact_id == broken))

    assert world.texts("health_visitor", "child_protection") == [world.behaviour().statement]
    assert last_of(world, Action.PATTERN_ASKED).answer(broken) == ("withheld", "FAULT")


def test_a_companion_that_is_not_there_takes_what_travels_with_it(world: World) -> None:
    companion = world.publish(world.behaviour(statement="The context."))
    bound = world.publish(world.behaviour(statement="Bound.", travels_with=frozenset({companion})))
    world.open("cp_concern", "HV")
    change(
        world,
        delete(FactVersion).where(FactVersion.fact_id == companion),
        delete(Fact).where(Fact.id == companion),
    )

    assert world.texts("health_visitor", "child_protection") == []
    assert last_of(world, Action.PATTERN_ASKED).answer(bound) == ("withheld", "CONTEXT_WITHHELD")


def test_a_conflict_check_that_ended_in_no_known_way_keeps_somebody_out(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    user = world.actor("teacher").user
    check: UUID = world.act(raise_check, "social_worker", user, Trigger.SAME_SURNAME, None, world.today())
    world.act(decide_check, "officer", check, Result.CLEARED, world.today())
    world.read("teacher", "wellbeing_support")
    change(world, update(ConflictCheck).values(result="claered"))

    outcome = disclose(world.hub, world.actor("teacher"), world.case, "wellbeing_support")

    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_YOURS
    assert last_of(world, Action.PATTERN_ASKED).outcome == "fault"
    assert alarmed(alarms) == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        "update consent_events set recipients = '[\"unit'",
        "update gates set start = 'some day'",
        "update fact_versions set categories = 'behaviour'",
        "update persons set twelfth_birthday = 'in spring'",
        "update memberships set start = 12",
        "update fact_versions set about = 7",
    ],
)
def test_a_column_that_does_not_even_decode_closes_the_case_to_everybody(
    sqlite_world: World, alarms: pytest.LogCaptureFixture, spoilt: str
) -> None:
    """SQLite keeps whatever it is given; on PostgreSQL a column holds nothing but its type."""
    world = sqlite_world
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    world.consents()
    change(world, text(spoilt))

    outcome = disclose(world.hub, world.actor("health_visitor"), world.case, "child_protection")

    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_YOURS
    assert last_of(world, Action.PATTERN_ASKED).outcome == "fault"
    assert alarmed(alarms) == 1


def test_a_rulebook_that_was_altered_lets_nothing_out_and_is_alarmed(
    sqlite_world: World, alarms: pytest.LogCaptureFixture
) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    change(
        world,
        update(Rulebook).values(
            text=text("replace(text, 'perp_facing: yes', 'perp_facing: no')"),
        ),
    )
    rulebooks._compiled.clear()  # as in a process that has only now started

    with pytest.raises(Tampered):
        disclose(world.hub, world.actor("teacher"), world.case, "wellbeing_support")

    refusal = last_of(world, Action.ACT_REFUSED)
    assert refusal.body["refs"] == {"action": "pattern.asked", "code": "tampered"}
    assert alarmed(alarms) == 1


def test_a_protocol_that_was_altered_lets_nothing_out_and_is_alarmed(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    assert world.texts("health_visitor", "child_protection") == [world.behaviour().statement]
    change(world, update(Protocol).values(text=text("replace(text, 'expires: 2026', 'expires: 2036')")))

    with pytest.raises(Tampered):
        disclose(world.hub, world.actor("health_visitor"), world.case, "child_protection")

    refusal = last_of(world, Action.ACT_REFUSED)
    assert refusal.body["refs"] == {"action": "pattern.asked", "code": "tampered"}
    assert alarmed(alarms) == 1


def test_an_alarm_says_which_entry_and_nothing_of_the_case(
    sqlite_world: World, alarms: pytest.LogCaptureFixture
) -> None:
    world = sqlite_world
    fact = world.publish(world.behaviour())
    change_version(world, fact, perp_aware="maybe")
    world.read("teacher", "wellbeing_support")

    (alarm,) = (record.getMessage() for record in alarms.records if record.name == "sharehub.alarm")

    entry = max(world.rows(AuditEntry), key=lambda row: row["at"])["id"]
    assert alarm == f"a decision ended in a fault: see entry {entry} of the log"

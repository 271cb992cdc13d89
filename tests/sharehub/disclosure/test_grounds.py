"""Why something was let out against the rule: read by those who may approve such, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from consent.people import Part
from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.consents.review import Verdict, review_decision, review_glass
from sharehub.consents.serious_risk import approve, ask
from sharehub.database.schema import BreakGlassGrounds, Review, SeriousRiskDecision
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.grounds import Grounds, read_grounds
from sharehub.disclosure.told import Refusal
from sharehub.errors import Forbidden, Tampered
from tests.sharehub.audit.deeds import (
    EMERGENCY,
    RISK,
    WHY_NOT_LESS,
    a_decision,
    a_glass,
    a_scope,
    an_approved_decision,
    grounds,
    recorded,
)
from tests.sharehub.consents.strangers import with_stranger
from tests.sharehub.disclosure.stored import change, count_of, last_of

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World

DECISION, GLASS = Action.SERIOUS_RISK_READ, Action.GLASS_READ


def outcome_of(world: World, by: str | Actor, action: Action, about: UUID) -> Grounds | Refused:
    actor = world.actor(by) if isinstance(by, str) else by
    return read_grounds(world.hub, actor, action, world.case, about)


def reads(world: World, by: str | Actor, action: Action, about: UUID) -> Grounds:
    """Read as somebody, who must get an answer."""
    found = outcome_of(world, by, action, about)
    assert isinstance(found, Grounds), found
    return found


def refusal(world: World, by: str | Actor, action: Action, about: UUID) -> Refusal:
    """Return why somebody gets no answer."""
    found = outcome_of(world, by, action, about)
    assert isinstance(found, Refused), found
    return found.refusal


def test_whoever_may_approve_reads_why_before_they_do(world: World) -> None:
    fact = world.publish(world.behaviour())
    told_note = "She was not home."
    decision = world.act(ask, "police", a_scope(world, fact), grounds(world, told_note=told_note))
    world.open("cp_concern", "CF-SW")

    found = reads(world, "social_worker", DECISION, decision)

    assert found.words == {"risk": RISK, "why_not_less": WHY_NOT_LESS, "told_note": told_note}
    assert found.about == {
        "asked_by": world.actor("police").user,
        "asked_at": found.about["asked_at"],
        "approved_by": None,
        "person_at_risk": world.people["her"],
        "units": [str(world.units["RESP-M"])],
        "purposes": ["programme_referral"],
        "start": world.today(),
        "end": None,
        "subject_told": None,
        "facts": [fact],
    }
    assert (found.verdict, found.note) == (None, None)
    entry = last_of(world, DECISION)
    assert (entry.outcome, entry.body["case"], entry.body["refs"]) == (
        *("done", world.alias(), {"about": str(decision)}),
    )
    assert entry.body["id"] == str(found.entered.id)


def test_why_the_glass_was_broken_is_read_by_the_same_people(world: World) -> None:
    glass = a_glass(world)

    found = reads(world, "womens_worker", GLASS, glass)

    assert found.words == {
        name: getattr(EMERGENCY, name)
        for name in ("risk", "who_is_at_risk", "why_not_less", "nobody_reached")
    }
    assert (found.about["asked_by"], found.about["purposes"]) == (
        world.actor("police").user,
        ["child_protection"],
    )
    assert last_of(world, GLASS).outcome == "done"


def test_a_fact_that_the_reader_may_not_have_is_not_named(world: World) -> None:
    safety = world.publish(world.behaviour(categories=frozenset({Category.SAFETY})))
    decision = world.act(ask, "police", a_scope(world, safety), grounds(world))

    assert reads(world, "social_worker", DECISION, decision).about["facts"] == []
    assert reads(world, "police_two", DECISION, decision).about["facts"] == [safety]


def test_what_a_review_made_of_it_is_read_with_it(world: World) -> None:
    decision, glass = an_approved_decision(world), a_glass(world)
    world.act(review_decision, "officer", decision, Verdict.LESSON, "Ring the duty line first.")
    world.act(review_glass, "officer", glass, Verdict.JUSTIFIED, None)

    found = [reads(world, "womens_worker", *one) for one in ((DECISION, decision), (GLASS, glass))]

    assert [(one.verdict, one.note) for one in found] == [
        ("lesson", "Ring the duty line first."),
        ("justified", None),
    ]


@pytest.mark.parametrize("by", ["teacher", "mens_worker", "his_substance_worker", "facilitator", "officer"])
def test_a_role_that_may_not_approve_reads_nothing_and_the_attempt_is_on_record(
    world: World, by: str
) -> None:
    about = {DECISION: a_decision(world), GLASS: a_glass(world)}

    for action, identity in about.items():
        with pytest.raises(Forbidden):
            outcome_of(world, by, action, identity)
        assert world.logged(Action.ACT_REFUSED)[-1]["refs"] == {"action": action.value, "code": "forbidden"}


def test_no_system_and_no_importer_reads_why(sqlite_world: World) -> None:
    decision, worker = a_decision(sqlite_world), sqlite_world.actor("social_worker")

    for odd in (replace(worker, system=True), replace(worker, importing=True)):
        with pytest.raises(Forbidden):
            outcome_of(sqlite_world, odd, DECISION, decision)


def test_who_does_not_work_on_the_case_or_is_kept_from_it_hears_that_there_is_no_such_thing(
    world: World,
) -> None:
    decision, glass = a_decision(world), a_glass(world)
    world = with_stranger(world)
    world.act(exclude, "officer", world.actor("womens_worker").user, "A neighbour.", world.today())
    two = world.actor("police_two").user
    world.act(raise_check, "police", two, Trigger.DECLARED, None, world.today())

    for by in ("stranger", "womens_worker", "police_two"):
        for action, about in ((DECISION, decision), (GLASS, glass)):
            assert refusal(world, by, action, about) is Refusal.NOT_YOURS
            assert last_of(world, action).outcome == "refused"


def test_who_broke_the_glass_reads_nobodys_grounds_by_it(world: World) -> None:
    decision = a_decision(world)
    world = with_stranger(world)
    a_glass(world, "stranger")

    assert refusal(world, "stranger", DECISION, decision) is Refusal.NOT_YOURS


def test_what_is_not_there_or_is_of_another_case_or_kind_is_not_there(world: World) -> None:
    decision, glass = a_decision(world), a_glass(world)
    other = world.another_case({"him": Part.PERPETRATOR}, ["police_two"])

    for there, action, about in (
        (world, DECISION, uuid4()),
        (world, GLASS, decision),
        (world, DECISION, glass),
        (other, DECISION, decision),
        (other, GLASS, glass),
    ):
        assert refusal(there, "police_two", action, about) is Refusal.NOT_YOURS


def test_while_it_is_open_whose_pattern_it_is_who_may_turn_out_to_be_his_reads_nothing(world: World) -> None:
    parts = {"him": Part.ADULT_A, "her": Part.ADULT_B}
    there = world.another_case(parts, ["police", "police_two", "womens_worker"])
    fact = recorded(there, context_asked=True)
    decision = there.act(ask, "police", a_scope(there, fact), grounds(there))

    assert reads(there, "police_two", DECISION, decision).words["risk"] == RISK
    for by in ("womens_worker", "social_worker"):
        assert refusal(there, by, DECISION, decision) is Refusal.NOT_YOURS


def test_of_a_shredded_case_nothing_is_read(world: World) -> None:
    decision = a_decision(world)
    world.hub.keys.destroy_case(str(world.case), world.hub.clock.now())

    assert refusal(world, "social_worker", DECISION, decision) is Refusal.GONE


@pytest.mark.parametrize("what", ["risk", "wrapped_key", "case_id", "note"])
def test_what_is_not_what_was_sealed_is_not_read_and_is_alarmed(
    world: World, alarms: pytest.LogCaptureFixture, what: str
) -> None:
    decision = an_approved_decision(world)
    world.act(review_decision, "officer", decision, Verdict.LESSON, "Ring first.")
    glass = a_glass(world)
    changes: dict[str, Any] = {"risk": b"altered", "wrapped_key": b"altered"}
    if what == "note":
        change(world, update(Review).values(note=b"altered"))
    elif what == "case_id":
        other = world.another_case({}, ["womens_worker"])
        change(world, update(BreakGlassGrounds).values(case_id=other.case))
        with pytest.raises(Tampered):
            outcome_of(other, "womens_worker", GLASS, glass)
        assert len(alarms.records) > 0
        return
    else:
        change(world, update(SeriousRiskDecision).values({what: changes[what]}))

    with pytest.raises(Tampered):
        outcome_of(world, "womens_worker", DECISION, decision)

    assert count_of(world, Action.RELEASE_FAULTED) == 1
    assert "sharehub.alarm" in {record.name for record in alarms.records}


def test_grounds_are_not_in_their_own_representation(world: World) -> None:
    decision = a_decision(world)
    world.act(approve, "social_worker", decision)

    assert RISK not in repr(reads(world, "womens_worker", DECISION, decision))

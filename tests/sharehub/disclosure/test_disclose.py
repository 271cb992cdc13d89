"""Asking for a pattern: each reader gets what the rules allow, and nothing tells of the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.custody.shred import ask_to_shred
from sharehub.disclosure.disclose import Refused, disclose
from sharehub.disclosure.told import ALWAYS, REFUSALS, Refusal
from sharehub.errors import Forbidden, KeyDestroyed
from sharehub.identity.actor import Actor
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct, record
from sharehub.protocols import partnership
from tests.sharehub.custody.shredding import approve_shredding
from tests.sharehub.disclosure.stored import count_of, last_of

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World


def refused(world: World, name: str, purpose: str, case: UUID | None = None) -> Refusal:
    """Ask, and be refused."""
    outcome = disclose(world.hub, world.actor(name), case or world.case, purpose)
    assert isinstance(outcome, Refused), outcome
    return outcome.refusal


def shred(world: World) -> None:
    """Shred the case, as two officers do."""
    first = world.actor("officer")
    with world.hub.begin() as work:
        second = partnership.register_user(work, first.unit, "second officer", [first.role])
    world.act(ask_to_shred, "officer")
    approve_shredding(world.hub, replace(first, user=second), world.case)


def test_a_protective_reader_gets_what_another_unit_published(world: World) -> None:
    new = world.behaviour()
    world.publish(new)
    world.open("cp_concern", "HV")

    assert world.texts("health_visitor", "child_protection") == [new.statement]


def test_her_account_reaches_the_mens_worker_only_when_she_agrees(world: World) -> None:
    new = world.told_by_her()
    world.publish(new)
    world.open("programme_referral", "RESP-M")

    assert world.texts("mens_worker", "programme_referral") == []
    world.consents()
    assert world.texts("mens_worker", "programme_referral") == [new.statement]


def test_a_reader_gets_the_corrected_version_alone(world: World) -> None:
    fact = world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    world.act(correct, "police", fact, world.behaviour(statement="Konrad kicked the bedroom door."))

    assert world.texts("health_visitor", "child_protection") == ["Konrad kicked the bedroom door."]


@pytest.mark.parametrize("name", ["health_visitor", "police"])
def test_a_fact_that_was_taken_back_reaches_nobody_its_own_unit_included(world: World, name: str) -> None:
    fact = world.publish(world.behaviour())
    world.open("cp_concern", "HV", "POL-DA")
    world.act(retract, "police", fact)

    assert world.texts(name, "child_protection") == []


def test_a_fact_that_is_not_published_reaches_nobody(sqlite_world: World) -> None:
    sqlite_world.act(record, "police", sqlite_world.behaviour())
    sqlite_world.open("cp_concern", "HV", "POL-DA")

    assert sqlite_world.texts("health_visitor", "child_protection") == []
    assert sqlite_world.texts("police", "child_protection") == []


def test_a_member_of_a_case_without_facts_gets_an_empty_answer(world: World) -> None:
    answer = world.read("health_visitor", "wellbeing_support")

    assert answer.lines == ()
    assert (answer.purpose, answer.day, answer.told[0]) == ("wellbeing_support", world.today(), ALWAYS)


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("teacher", "marac_safety"),
        ("mens_worker", "court_report"),
        ("officer", "audit"),
        ("officer", "case_mapping"),
        ("police", "Ludmila Example told me"),
    ],
)
def test_a_role_that_may_not_ask_is_told_so_whether_or_not_there_is_such_a_case(
    sqlite_world: World, name: str, purpose: str
) -> None:
    here = refused(sqlite_world, name, purpose)
    nowhere = refused(sqlite_world, name, purpose, uuid4())

    assert here is nowhere is Refusal.NOT_FOR_ROLE


def test_a_purpose_that_no_rulebook_knows_is_not_repeated_in_the_log(sqlite_world: World) -> None:
    refused(sqlite_world, "police", "ask Ludmila Example")

    entry = last_of(sqlite_world, Action.PATTERN_ASKED)

    assert (entry.outcome, entry.body["purpose"]) == ("refused", "unknown")
    assert entry.record is not None
    assert entry.record["ask"]["purpose"] == "unknown"


def test_a_purpose_may_be_any_text_at_all(world: World) -> None:
    for purpose in ("", "x" * 1000, "\ud800", "child_protection\x00"):
        assert refused(world, "police", purpose) is Refusal.NOT_FOR_ROLE


def test_a_case_that_is_not_there_one_of_others_and_a_conflict_are_told_in_the_same_words(
    world: World,
) -> None:
    other = world.another_case({})
    world.act(exclude, "social_worker", world.actor("teacher").user, "synthetic", world.today())
    world.act(
        raise_check,
        "social_worker",
        world.actor("police").user,
        Trigger.SAME_SURNAME,
        None,
        world.today(),
    )

    assert {
        refused(world, "health_visitor", "wellbeing_support", uuid4()),
        refused(world, "health_visitor", "wellbeing_support", other.case),
        refused(world, "teacher", "wellbeing_support"),
        refused(world, "police", "child_protection"),
    } == {Refusal.NOT_YOURS}


def test_a_member_in_one_role_does_not_read_in_another(sqlite_world: World) -> None:
    police = sqlite_world.actor("police")
    as_facilitator = Actor(police.user, police.unit, "mapping_facilitator")

    outcome = disclose(sqlite_world.hub, as_facilitator, sqlite_world.case, "case_mapping")

    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_YOURS


def test_nobody_reads_in_the_name_of_a_unit_that_is_not_theirs(world: World) -> None:
    """Else a men's worker who says that he is of the women's service would be given her own records."""
    world.publish(world.told_by_her(), by="womens_worker")
    world.open("programme_referral", "RESP-M", "CAL-W")
    posing = replace(world.actor("mens_worker"), unit=world.units["CAL-W"])

    outcome = disclose(world.hub, posing, world.case, "programme_referral")

    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_YOURS


def test_an_importer_is_refused_and_that_is_on_record(world: World) -> None:
    with pytest.raises(Forbidden):
        disclose(world.hub, world.importer("POL-DA"), world.case, "child_protection")

    entry = last_of(world, Action.ACT_REFUSED)
    assert entry.body["refs"] == {"action": "pattern.asked", "code": "forbidden"}
    assert count_of(world, Action.PATTERN_ASKED) == 0


def test_of_a_shredded_case_a_member_hears_that_it_is_gone_and_nobody_else_that_it_ever_was(
    world: World,
) -> None:
    world.publish(world.behaviour())
    other = world.another_case({}, members=["teacher"])
    shred(world)

    assert refused(world, "teacher", "wellbeing_support") is Refusal.GONE
    shred(other)
    assert refused(other, "health_visitor", "wellbeing_support") is Refusal.NOT_YOURS


def test_the_entry_of_a_reading_of_a_shredded_case_holds_nothing_of_it(sqlite_world: World) -> None:
    world = sqlite_world
    fact = world.publish(world.behaviour())
    shred(world)

    refused(world, "teacher", "wellbeing_support")

    entry = last_of(world, Action.PATTERN_ASKED)
    assert (entry.outcome, "case" in entry.body, entry.body["refs"]["channels"]) == ("refused", False, [])
    assert str(fact) not in str(entry.record)


def test_a_case_whose_key_is_destroyed_is_gone_even_before_its_row_says_so(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    world.hub.keys.destroy_case(str(world.case), world.hub.clock.now())

    assert refused(world, "teacher", "wellbeing_support") is Refusal.GONE
    assert refused(world, "officer", "wellbeing_support") is Refusal.NOT_FOR_ROLE
    with pytest.raises(KeyDestroyed):
        world.hub.keys.alias(str(world.case))


@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_has_its_words(refusal: Refusal) -> None:
    assert REFUSALS[refusal].endswith(".")

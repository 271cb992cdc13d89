"""What the log keeps of a reading: who, by which channel and on what grounds, and not a word of content."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from policies.vocabulary import Category
from sharehub.audit.entry import Action, salted_digest
from sharehub.database.schema import DecisionRecord
from sharehub.disclosure.disclose import disclose
from sharehub.disclosure.identify import identify
from sharehub.disclosure.recording import _plain
from sharehub.protocols import rulebooks
from tests.sharehub.disclosure.stored import change_version, count_of, last_of

if TYPE_CHECKING:
    from tests.sharehub.world import World

PROTOCOL = "ISP-EDIN-DA/1"


def test_an_entry_says_who_asked_for_what_and_by_which_channels_it_went(world: World) -> None:
    world.publish(world.behaviour())
    world.publish(world.behaviour(), by="social_worker")
    world.publish(world.behaviour(), by="health_visitor")
    world.open("cp_concern", "HV")
    answer = world.read("health_visitor", "child_protection")
    reader = world.actor("health_visitor")

    entry = last_of(world, Action.PATTERN_ASKED)

    with world.hub.begin() as work:
        digest = rulebooks.base(work.tx).table.digest
    assert (entry.body["actor"], entry.body["unit"], entry.body["role"], entry.body["purpose"]) == (
        str(reader.user),
        str(reader.unit),
        "health_visitor",
        "child_protection",
    )
    assert (entry.outcome, entry.body["case"], entry.body["id"]) == (
        "done",
        world.alias(),
        str(answer.entry),
    )
    assert entry.body["refs"] == {
        "release": str(answer.release),
        "rulebook": digest,
        "protocols": [f"{PROTOCOL} {digest}"],
        "channels": [
            {
                "protocol": PROTOCOL,
                "purpose": "child_protection",
                "from": sorted([str(world.units["POL-DA"]), str(world.units["CF-SW"])]),
                "to": [str(reader.unit)],
            }
        ],
    }


def test_what_is_withheld_went_by_no_channel(sqlite_world: World) -> None:
    world = sqlite_world
    fact = world.publish(world.behaviour(categories=frozenset({Category.SAFETY})))
    world.open("cp_concern", "HV")
    world.read("health_visitor", "child_protection")

    entry = last_of(world, Action.PATTERN_ASKED)

    assert entry.answer(fact) == ("withheld", "NOT_NEEDED_FOR_ROLE")
    assert entry.body["refs"]["channels"] == []
    assert len(entry.body["refs"]["protocols"]) == 1


def test_a_units_own_record_goes_by_no_channel(sqlite_world: World) -> None:
    sqlite_world.publish(sqlite_world.behaviour())
    sqlite_world.open("cp_concern", "POL-DA")
    sqlite_world.read("police", "child_protection")

    assert last_of(sqlite_world, Action.PATTERN_ASKED).body["refs"]["channels"] == []


def test_the_record_holds_what_a_release_rests_on_and_is_bound_to_its_entry(world: World) -> None:
    fact = world.publish(world.told_by_her())
    world.consents()
    world.open("programme_referral", "RESP-M")
    world.read("mens_worker", "programme_referral")

    entry = last_of(world, Action.PATTERN_ASKED)

    assert entry.record is not None
    (consent,) = entry.record["case"]["consent_events"]
    assert entry.record["answers"][str(fact)] == {
        "outcome": "full",
        "reason": "CONSENT",
        "caveats": ["NOT_TO_PERPETRATOR"],
        "rests_on": [consent["id"]],
        "protocols": [PROTOCOL],
    }
    row = next(row for row in world.rows(DecisionRecord) if str(row["entry_id"]) == entry.body["id"])
    assert entry.body["record"] == salted_digest(bytes.fromhex(entry.body["salt"]), row["body"])


def test_neither_entry_nor_record_holds_a_word_or_a_name(world: World) -> None:
    world.publish(world.told_by_her())
    world.consents(own_words="Only him.", note="Said on the stairs.")
    world.open("programme_referral", "RESP-M")
    world.read("mens_worker", "programme_referral")

    entry = str(last_of(world, Action.PATTERN_ASKED))

    for word in ("Konrad", "Ludmila", "Agnes", "key", "Only him", "stairs", "controls"):
        assert word not in entry


def test_a_refusal_is_on_record_and_says_nothing_of_any_case(sqlite_world: World) -> None:
    world = sqlite_world
    disclose(world.hub, world.actor("police"), uuid4(), "child_protection")

    entry = last_of(world, Action.PATTERN_ASKED)

    assert (entry.outcome, "case" in entry.body, entry.body["refs"]["channels"]) == ("refused", False, [])


def test_every_asking_leaves_one_entry(world: World) -> None:
    before = count_of(world, Action.PATTERN_ASKED)
    for _ in range(3):
        world.read("teacher", "wellbeing_support")

    assert count_of(world, Action.PATTERN_ASKED) == before + 3


def test_a_wide_fault_does_not_outgrow_the_log(sqlite_world: World) -> None:
    """Entries have a limit; the facts concerned are in the record beside the entry."""
    world = sqlite_world
    facts = [world.publish(world.behaviour()) for _ in range(3)]
    for fact in facts:
        change_version(world, fact, gist=b"")
    assert world.texts("teacher", "wellbeing_support") == []

    faulted = last_of(world, Action.RELEASE_FAULTED)

    assert faulted.body["refs"]["broken"] == 3
    assert faulted.record == {"v": 1, "broken": sorted(map(str, facts))}


def test_names_asked_for_are_on_record_before_they_are_opened(world: World) -> None:
    identify(world.hub, world.actor("police"), world.case)

    entry = last_of(world, Action.NAMES_ASKED)

    family = [str(world.people[who]) for who in ("him", "her", "child")]
    assert (entry.outcome, entry.body["refs"]) == ("done", {"people": sorted(family)})


def test_a_record_holds_nothing_but_plain_values() -> None:
    assert _plain({"b": 1}) == {"b": 1}
    assert _plain(frozenset("ba")) == ["a", "b"]
    with pytest.raises(TypeError):
        _plain(object())

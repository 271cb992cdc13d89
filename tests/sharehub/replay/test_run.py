"""A replay decides what is on record again: what agrees, what differs, and what somebody has been at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import delete, update

from consent.record import Status
from sharehub.audit.entry import Action
from sharehub.clock import uuid7
from sharehub.database.schema import DecisionRecord, Rulebook
from sharehub.disclosure.disclose import disclose
from sharehub.errors import Invalid
from sharehub.replay import reading, run
from sharehub.replay.comparing import Difference
from sharehub.replay.reading import Flaw, Window, Wrong
from sharehub.replay.run import replay
from tests.sharehub.disclosure.stored import change, change_version, last_of
from tests.sharehub.replay.looks import (
    FACTS,
    LOOKS,
    asked,
    last_entry,
    overwrite,
    overwrite_record,
    record_of,
    store,
)

if TYPE_CHECKING:
    from tests.sharehub.world import World

EVER = Window()


def told(world: World, window: Window = EVER) -> list[Difference | Flaw]:
    """Replay, and return what is told."""
    return replay(world.hub, window).tally.told


def only_flaw(world: World) -> Flaw:
    """Replay, and return the one thing that must be wrong."""
    (found,) = told(world)
    assert isinstance(found, Flaw)
    return found


def test_what_was_asked_in_every_way_agrees(world: World) -> None:
    tally = replay(asked(world).hub, EVER).tally

    assert (tally.told, tally.differing, tally.flawed, tally.without) == ([], 0, 0, 0)
    assert tally.decisions == 4
    assert tally.facts == sum(
        len(record_of(world, row["entry_id"])["answers"]) for row in world.rows(DecisionRecord)
    )
    assert tally.facts > 3 * FACTS


def test_a_replay_is_itself_in_the_log_with_what_it_looked_at_and_how_much_it_found(world: World) -> None:
    asked(world)

    found = replay(world.hub, Window(date(2024, 6, 1), date(2024, 6, 30)))

    entry = last_of(world, Action.REPLAY_RUN)
    assert (entry.outcome, entry.body["id"]) == ("done", str(found.entry))
    assert entry.body["refs"] == {
        "since": "2024-06-01",
        "until": "2024-06-30",
        "decisions": 4,
        "facts": found.tally.facts,
        "without_decision": 0,
        "differing": 0,
        "flawed": 0,
    }
    assert {"actor", "unit", "role", "case"}.isdisjoint(entry.body)


def test_what_happened_since_changes_nothing_of_what_was_decided(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    world.go_to(world.today() + timedelta(days=400))
    world.consents(status=Status.RESCINDED)
    world.publish(world.behaviour())

    assert told(world) == []


def test_a_decision_that_comes_out_otherwise_is_told_by_entry_fact_and_closed_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    asked(world)
    record = record_of(world, last_entry(world))
    fact = next(fact for fact, answer in record["answers"].items() if answer["outcome"] == "withheld")
    reason = record["answers"][fact]["reason"]
    record["answers"][fact] = {
        "outcome": "full", "reason": "CONSENT", "caveats": [], "rests_on": [], "protocols": ["ISP-EDIN-DA/1"],
    }  # fmt: skip
    entry = store(world, record)

    found = replay(world.hub, EVER)

    assert found.tally.told == [Difference(entry, fact, "full CONSENT", f"withheld {reason}")]
    assert (found.tally.decisions, found.tally.differing) == (5, 1)
    assert last_of(world, Action.REPLAY_RUN).outcome == "fault"
    alarms = [record.getMessage() for record in caplog.records if record.name == "sharehub.alarm"]
    assert alarms == [f"recorded decisions are not what is decided now: see entry {found.entry} of the log"]


def test_particulars_are_told_where_they_alone_differ(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    record = record_of(world, last_entry(world))
    fact, answer = next((key, one) for key, one in record["answers"].items() if one["caveats"])
    kept = " ".join(answer["caveats"])
    entry = store(
        world, record | {"answers": record["answers"] | {fact: answer | {"caveats": [], "rests_on": ["c9"]}}}
    )

    same = f"{answer['outcome']} {answer['reason']}"
    assert told(world) == [
        Difference(
            entry,
            fact,
            f"{same}, caveats: nothing, rests on: c9",
            f"{same}, caveats: {kept}, rests on: {' '.join(answer['rests_on']) or 'nothing'}",
        )
    ]


def test_an_answer_too_few_and_a_cost_that_is_another_are_told(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    cost = record_of(world, last_entry(world, Action.WALL_COST_ASKED))
    fallen, nothing = cost["falls"]
    entry = store(world, cost | {"answers": {}, "falls": [{}, fallen]}, Action.WALL_COST_ASKED)

    answers = [
        Difference(entry, fact, "nothing", f"{answer['outcome']} {answer['reason']}")
        for fact, answer in cost["answers"].items()
    ]
    ways = [(fact, f"{fall['before']} to {fall['after']}") for fact, fall in sorted(fallen.items())]
    first = [Difference(entry, fact, "invitee 1: nothing", f"invitee 1: {way}") for fact, way in ways]
    second = [Difference(entry, fact, f"invitee 2: {way}", "invitee 2: nothing") for fact, way in ways]
    assert told(world) == [*answers, *first, *second]
    assert nothing == {}
    assert fallen.keys() == cost["answers"].keys()
    assert len(fallen) == 2


@pytest.mark.parametrize("action", LOOKS)
def test_a_record_that_was_edited_is_tampered_with(sqlite_world: World, action: Action) -> None:
    world = asked(sqlite_world)
    entry = last_entry(world, action)
    overwrite_record(world, entry, orjson.dumps(record_of(world, entry)) + b" ")

    assert only_flaw(world) == Flaw(entry, Wrong.TAMPERED, "record")


def test_a_record_that_belongs_to_another_entry_is_tampered_with(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    one, other = last_entry(world), last_entry(world, Action.WALL_ASKED)
    bodies = {row["entry_id"]: row["body"] for row in world.rows(DecisionRecord)}
    overwrite_record(world, one, bodies[other])
    overwrite_record(world, other, bodies[one])

    assert {(found.entry, found.wrong) for found in told(world) if isinstance(found, Flaw)} == {
        (one, Wrong.TAMPERED),
        (other, Wrong.TAMPERED),
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b'{"id":1}',
        b'{"action":"pattern.asked"}',
        b'{"action":"pattern.asked","salt":"xx","id":""}',
        b'{"action":7,"salt":"00","id":"ID"}',
        b'{"action":"pattern.asked","salt":7,"id":"ID"}',
    ],
)
def test_an_entry_that_says_nothing_of_the_kind_is_tampered_with(sqlite_world: World, body: bytes) -> None:
    world = asked(sqlite_world)
    entry = last_entry(world)
    overwrite(world, entry, body.replace(b"ID", str(entry).encode()))

    assert only_flaw(world) == Flaw(entry, Wrong.TAMPERED, "entry")


def test_an_entry_whose_bytes_are_not_those_of_its_leaf_is_tampered_with(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    entry = last_entry(world)
    body = orjson.dumps(last_of(world, Action.PATTERN_ASKED).body | {"outcome": "refused"})
    overwrite(world, entry, body, leaf=False)

    assert only_flaw(world) == Flaw(entry, Wrong.TAMPERED, "entry")


def test_an_entry_under_anothers_id_is_tampered_with(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    entry = last_entry(world)
    overwrite(world, entry, orjson.dumps(last_of(world, Action.PATTERN_ASKED).body | {"id": str(uuid4())}))

    assert only_flaw(world) == Flaw(entry, Wrong.TAMPERED, "entry")


def test_an_ask_whose_record_is_gone_is_missed(world: World) -> None:
    asked(world)
    entry = last_entry(world)
    change(world, delete(DecisionRecord).where(DecisionRecord.entry_id == entry))

    assert only_flaw(world) == Flaw(entry, Wrong.MISSING)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"v": 9}, "(record)"),
        ({"base": None}, "base"),
        ({"asked": "wall"}, "asked"),
        ({"case": {}}, "case"),
    ],
)
def test_a_record_that_no_decision_would_have_written_is_unreadable(
    sqlite_world: World, changes: dict[str, Any], where: str
) -> None:
    world = asked(sqlite_world)
    entry = store(world, record_of(world, last_entry(world)) | changes)

    assert only_flaw(world) == Flaw(entry, Wrong.UNREADABLE, where)


def test_a_record_that_is_no_json_is_unreadable(sqlite_world: World) -> None:
    entry = store(asked(sqlite_world), b"\xff")

    assert only_flaw(sqlite_world) == Flaw(entry, Wrong.UNREADABLE, "(record)")


def test_a_record_beside_another_act_is_decided_again_by_what_it_says_itself(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    store(world, record_of(world, last_entry(world, Action.WALL_ASKED)), Action.LOG_ASKED)

    tally = replay(world.hub, EVER).tally

    assert (tally.decisions, tally.found) == (5, 0)


def test_a_rulebook_that_is_gone_is_told_for_every_decision_that_cites_it(world: World) -> None:
    asked(world)
    record = record_of(world, last_entry(world))
    by_base = store(world, record | {"base": "ab" * 32})
    protocols = [protocol | {"rulebook": "cd" * 32} for protocol in record["protocols"]]
    by_both = store(world, record | {"base": "ab" * 32, "protocols": protocols})

    tally = replay(world.hub, EVER).tally

    assert {(one.entry, one.detail) for one in tally.told if isinstance(one, Flaw)} == {
        (by_base, "ab" * 32),
        (by_both, "ab" * 32),
        (by_both, "cd" * 32),
    }
    assert {one.wrong for one in tally.told if isinstance(one, Flaw)} == {Wrong.RULEBOOK_MISSING}
    assert (tally.decisions, tally.flawed, tally.found) == (4, 2, 3)


@pytest.mark.parametrize("change_to", ["id: other\n", "id: [", "id: edinburgh-default # and a word more"])
def test_a_rulebook_is_read_anew_and_must_still_have_its_digest(sqlite_world: World, change_to: str) -> None:
    world = asked(sqlite_world)
    (row,) = world.rows(Rulebook)
    text = row["text"].replace("id: edinburgh-default", change_to, 1)
    change(world, update(Rulebook).values(text=text))

    found = {one.wrong for one in told(world) if isinstance(one, Flaw)}

    # What is only said in a comment is no change of meaning.
    assert found == (set() if "#" in change_to else {Wrong.RULEBOOK_ALTERED})


def test_what_was_found_broken_at_opening_holds_no_decision(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    fact = world.publish(world.behaviour(categories=frozenset({"service_risk"})))
    change_version(world, fact, statement=b"")
    assert world.texts("teacher", "wellbeing_support") is not None

    tally = replay(world.hub, EVER).tally

    assert (tally.decisions, tally.without, tally.found) == (5, 1, 0)


def test_a_fault_when_it_was_decided_is_the_same_fault_now(world: World) -> None:
    asked(world)
    fact = world.publish(world.behaviour())
    change_version(world, fact, categories=["behavior"])
    world.read("teacher", "wellbeing_support")
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("withheld", "FAULT")

    assert told(world) == []


def test_an_ask_that_had_no_answer_is_decided_again_as_well(world: World) -> None:
    disclose(world.hub, world.actor("police"), uuid4(), "child_protection")
    disclose(world.hub, world.actor("officer"), world.case, "audit")
    disclose(world.hub, world.actor("police"), world.case, "a purpose of nobody's")

    tally = replay(world.hub, EVER).tally

    assert (tally.decisions, tally.found) == (3, 0)


@pytest.mark.parametrize(
    ("since", "until", "seen"),
    [
        (None, None, 3),
        ("2024-06-20", None, 2),
        ("2024-06-21", None, 1),
        (None, "2024-06-20", 2),
        (None, "2024-06-19", 1),
        ("2024-06-20", "2024-06-20", 1),
        ("2024-06-22", None, 0),
        (None, "9999-12-31", 3),
        ("0001-01-01", None, 3),
    ],
)
def test_days_are_civil_days_of_the_hub_and_both_ends_count(
    sqlite_world: World, since: str | None, until: str | None, seen: int
) -> None:
    world = sqlite_world
    for day in (3, 20, 21):
        world.go_to(date(2024, 6, day))
        world.read("teacher", "wellbeing_support")
    given = [None if one is None else date.fromisoformat(one) for one in (since, until)]

    assert replay(world.hub, Window(*given)).tally.decisions == seen


def test_a_day_begins_at_midnight_where_the_hub_is(sqlite_world: World) -> None:
    after, last = Window(date(2024, 6, 20), date(2024, 6, 20)).edges(sqlite_world.hub.zone)
    # In a British summer it is midnight at 23:00 UTC.
    midnight, shortest = datetime(2024, 6, 19, 23, tzinfo=UTC), timedelta(milliseconds=1)

    for edge, begins in ((after, midnight), (last, midnight + timedelta(days=1))):
        assert uuid7(begins - shortest, lambda size: b"\xff" * size) < edge < uuid7(begins, bytes)


def test_a_window_that_ends_before_it_begins_is_refused_and_leaves_nothing(sqlite_world: World) -> None:
    before = sqlite_world.everything()

    with pytest.raises(Invalid):
        replay(sqlite_world.hub, Window(date(2024, 6, 2), date(2024, 6, 1)))

    assert sqlite_world.everything() == before


def test_it_goes_through_the_log_in_batches_and_tells_no_more_than_it_can_hold(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(world)
    record = record_of(world, last_entry(world))
    wrong = [store(world, record | {"base": "ab" * 32}) for _ in range(3)]
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(run, "MOST_TOLD", 2)

    tally = replay(world.hub, EVER).tally

    assert (tally.decisions, tally.flawed, tally.found) == (4, 3, 3)
    assert len(tally.told) == 2
    assert {found.entry for found in tally.told} < set(wrong)


@pytest.mark.parametrize("batch", [1, 4, 5, 100])
def test_nothing_is_passed_over_or_seen_twice_where_batches_meet(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    asked(sqlite_world)
    monkeypatch.setattr(reading, "BATCH", batch)

    seen = [said.entry for said in reading.each(sqlite_world.hub, EVER)]

    assert seen == sorted(row["entry_id"] for row in sqlite_world.rows(DecisionRecord))

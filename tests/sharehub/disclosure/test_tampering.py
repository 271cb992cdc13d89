"""Somebody who has the database and not the keys: what they change is caught before anything is opened.

What no reading can catch, for the threat model:

- The whole database put back as it once was, log and all: only checkpoints held elsewhere tell.
- Forged or deleted rows that no seal covers: consent events, gates, memberships, conflict checks, approvals,
  serious-risk decisions, people's parts and twelfth birthdays, units' discretion, signatures and standing of
  protocols. Sealed notes beside them are bound to their row, the columns that decide are not.
- A fact deleted whole, or an old row put back together with the deletion of, or the removal of its fact from,
  every later entry of the log that speaks of it, or with an entry rewritten, body and digest, to fit it: the
  log's own verification tells, a reading does not.
- A fact marked as retracted or as not yet published: it is withheld, so nobody opens it and sees.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
import pytest
from sqlalchemy import delete, select, update

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.sealing import manifest_of, unlock
from sharehub.crypto.tables import case_keys
from sharehub.database.schema import AuditEntry, Fact, FactVersion, LogQueue
from sharehub.disclosure import queries
from sharehub.errors import Tampered
from sharehub.facts import BOUND, SEALED, canonical, fact_binding, sealed_from
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct, record
from tests.sharehub.disclosure.caught import CONTEXT, OTHER, SEAL, assert_caught, set_up
from tests.sharehub.disclosure.stored import (
    change,
    change_fact,
    change_version,
    count_of,
    last_of,
    version_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.world import World

    Attack = Callable[[World, UUID, UUID], None]


def flipped(stored: bytes, at: int) -> bytes:
    """Return bytes with one bit of them turned over."""
    return bytes([*stored[:at], stored[at] ^ 1, *stored[at + 1 :]])


def cut(stored: bytes, length: int) -> bytes:
    """Return the beginning of some bytes."""
    return stored[:length]


@pytest.mark.parametrize("damage", [flipped, cut])
@pytest.mark.parametrize("place", [0, 1, 30, -64, -1])
def test_a_bit_turned_over_or_an_end_cut_off_is_caught_in_every_sealed_column(
    sqlite_world: World, damage: Callable[[bytes, int], bytes], place: int
) -> None:
    world = sqlite_world
    fact, _ = set_up(world)
    stored = version_of(world, fact)
    uncaught = []
    for number, column in enumerate((*SEALED, *SEAL), start=1):
        whole = stored[column]
        change_version(world, fact, 1, **{column: damage(whole, place % len(whole))})
        caught = world.texts("health_visitor", "child_protection") == [OTHER]
        if not caught or count_of(world, Action.RELEASE_FAULTED) != number:
            uncaught.append(column)
        change_version(world, fact, 1, **{column: whole})

    assert uncaught == []
    assert len(world.texts("health_visitor", "child_protection")) == 3


def test_a_field_deleted_is_caught(world: World, alarms: pytest.LogCaptureFixture) -> None:
    fact, _ = set_up(world)
    change_version(world, fact, pathway_note=b"")

    assert_caught(world, fact, alarms)


def test_plain_text_in_the_place_of_an_envelope_is_caught(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    fact, _ = set_up(world)
    change_version(world, fact, statement=b"He was elsewhere all day.")

    assert_caught(world, fact, alarms)


def fields_swapped(world: World, fact: UUID, _other: UUID) -> None:
    """Put the statement in the place of the gist."""
    row = version_of(world, fact)
    change_version(world, fact, gist=row["statement"], statement=row["gist"])


def a_field_of_another_fact(world: World, fact: UUID, other: UUID) -> None:
    """Put another unit's statement in the place of this one."""
    change_version(world, fact, statement=version_of(world, other)["statement"])


def everything_of_another_fact(world: World, fact: UUID, other: UUID) -> None:
    """Put another unit's whole sealed row in the place of this one."""
    row = version_of(world, other)
    names = (*SEALED, *SEAL, "wrapping_key")
    change_version(world, fact, 1, **{name: row[name] for name in names})


def a_field_of_the_version_before(world: World, fact: UUID, _other: UUID) -> None:
    """Put the words from before the correction into the corrected version."""
    world.act(correct, "police", fact, world.behaviour(first_known="2024-01-02"))
    change_version(world, fact, 2, statement=version_of(world, fact, 1)["statement"])


def the_owner_changed(world: World, fact: UUID, _other: UUID) -> None:
    """Make it the reader's own unit's record."""
    change_fact(world, fact, owner_unit_id=world.units["HV"])


def another_generation(world: World, fact: UUID, _other: UUID) -> None:
    """Name another key of the same unit and class as the one that wraps it."""
    police, now = str(world.units["POL-DA"]), world.hub.clock.now()
    change_version(world, fact, wrapping_key=world.hub.keys.new_generation(police, KeyClass.GENERAL, now))


def no_such_generation(world: World, fact: UUID, _other: UUID) -> None:
    """Name a key that there is not."""
    change_version(world, fact, wrapping_key="0" * 32)


def a_digest_altered_in_the_log(world: World, fact: UUID, _other: UUID) -> None:
    """Change what the log's column says was sealed."""
    change(world, update(AuditEntry).where(AuditEntry.fact_id == fact).values(manifest_digest="0" * 64))


def an_entry_altered_in_the_log(world: World, fact: UUID, _other: UUID) -> None:
    """Change what the log's entry itself says was sealed."""
    with world.hub.engine.connect() as connection:
        rows = connection.execute(select(AuditEntry.id, AuditEntry.body).where(AuditEntry.fact_id == fact))
        bodies = {row.id: orjson.loads(row.body) for row in rows}
    for entry, body in bodies.items():
        altered = orjson.dumps({**body, "manifest": "0" * 64})
        change(world, update(AuditEntry).where(AuditEntry.id == entry).values(body=altered))


def an_entry_that_is_no_entry(world: World, fact: UUID, _other: UUID) -> None:
    """Leave rubbish where the log's entry was."""
    change(world, update(AuditEntry).where(AuditEntry.fact_id == fact).values(body=b"[]"))


def an_entry_deleted_from_the_log(world: World, fact: UUID, _other: UUID) -> None:
    """Let the log never have heard of it."""
    entries = select(AuditEntry.id).where(AuditEntry.fact_id == fact)
    change(
        world,
        delete(LogQueue).where(LogQueue.entry_id.in_(entries)),
        delete(AuditEntry).where(AuditEntry.fact_id == fact),
    )


@pytest.mark.parametrize(
    "attack",
    [
        fields_swapped,
        a_field_of_another_fact,
        everything_of_another_fact,
        another_generation,
        no_such_generation,
        a_digest_altered_in_the_log,
        an_entry_altered_in_the_log,
        an_entry_that_is_no_entry,
        an_entry_deleted_from_the_log,
    ],
)
def test_an_attack_on_one_fact_is_caught(
    world: World, alarms: pytest.LogCaptureFixture, attack: Attack
) -> None:
    fact, other = set_up(world)
    attack(world, fact, other)

    assert_caught(world, fact, alarms)


@pytest.mark.parametrize("attack", [a_field_of_the_version_before, the_owner_changed])
def test_an_attack_on_what_a_seal_is_bound_to_is_caught(
    world: World, alarms: pytest.LogCaptureFixture, attack: Attack
) -> None:
    fact, other = set_up(world)
    attack(world, fact, other)

    assert_caught(world, fact, alarms)


def test_an_unpublished_fact_marked_as_published_is_caught(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    set_up(world)
    draft: UUID = world.act(record, "police", world.behaviour(statement="A draft."))
    change_fact(world, draft, published=world.today())

    left = sorted([world.behaviour().statement, CONTEXT, OTHER])
    assert_caught(world, draft, alarms, left)


def test_a_retraction_taken_out_is_caught(world: World, alarms: pytest.LogCaptureFixture) -> None:
    fact, _ = set_up(world)
    world.act(retract, "police", fact)
    change_fact(world, fact, retracted=None)

    assert_caught(world, fact, alarms)


def test_categories_narrowed_are_caught(world: World, alarms: pytest.LogCaptureFixture) -> None:
    both = frozenset({Category.BEHAVIOUR, Category.SAFETY})
    fact = world.publish(world.behaviour(categories=both))
    world.publish(world.behaviour(statement=OTHER), by="social_worker")
    world.open("cp_concern", "HV")
    assert world.texts("health_visitor", "child_protection") == [OTHER]
    change_version(world, fact, categories=["behaviour"])

    assert_caught(world, fact, alarms)


def test_a_category_named_twice_is_caught(world: World, alarms: pytest.LogCaptureFixture) -> None:
    fact, _ = set_up(world)
    change_version(world, fact, categories=["behaviour", "behaviour"])

    assert_caught(world, fact, alarms)


def test_travels_with_emptied_is_caught(world: World, alarms: pytest.LogCaptureFixture) -> None:
    context = world.publish(world.behaviour(categories=frozenset({Category.SAFETY})))
    fact = world.publish(world.behaviour(statement="Bound.", travels_with=frozenset({context})))
    world.publish(world.behaviour(statement=OTHER), by="social_worker")
    world.open("cp_concern", "HV")
    assert world.texts("health_visitor", "child_protection") == [OTHER]
    change_version(world, fact, travels_with=[])

    assert_caught(world, fact, alarms)


def test_awareness_set_to_yes_is_caught_where_it_would_open_something_to_him(
    world: World, alarms: pytest.LogCaptureFixture
) -> None:
    new = world.behaviour()
    fact = world.publish(new)
    assert world.texts("his_substance_worker", "treatment_coordination") == [new.gist]
    change_version(world, fact, perp_aware="yes")

    assert world.texts("his_substance_worker", "treatment_coordination") == []
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("full", "PERPETRATOR_ALREADY_KNOWS")
    assert count_of(world, Action.RELEASE_FAULTED) == 1
    assert len([one for one in alarms.records if one.name == "sharehub.alarm"]) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("section", 2),
        ("tactics", ["SEXUAL"]),
        ("frequency", "daily"),
        ("last_known", "2024-05-31"),
        ("source_type", "court_record"),
        ("basis", "agency_observed"),
        ("caveats", ["CHECK_WITH_SURVIVOR_FIRST"]),
        ("concern_rank", 1),
        ("imported", True),
    ],
)
def test_what_is_said_of_a_fact_in_the_clear_cannot_be_changed_either(
    sqlite_world: World, alarms: pytest.LogCaptureFixture, column: str, value: object
) -> None:
    fact, _ = set_up(sqlite_world)
    change_version(sqlite_world, fact, 1, **{column: value})

    assert_caught(sqlite_world, fact, alarms)


def test_every_column_of_a_fact_is_sealed_bound_or_about_its_recording_alone() -> None:
    columns = {column.name for table in (Fact, FactVersion) for column in table.__table__.columns}
    seal, recording = {*SEAL, "wrapping_key"}, {"recorded_by", "recorded_at"}

    assert columns - {"id"} == {*SEALED, *BOUND} | seal | recording


def test_a_broken_fact_of_ones_own_is_withheld_too(world: World, alarms: pytest.LogCaptureFixture) -> None:
    fact, _ = set_up(world)
    change_version(world, fact, gist=b"")

    assert world.texts("police", "child_protection") == sorted([CONTEXT, OTHER])
    assert len([one for one in alarms.records if one.name == "sharehub.alarm"]) == 1


def test_a_key_of_the_case_that_was_altered_lets_nothing_out(
    sqlite_world: World, alarms: pytest.LogCaptureFixture
) -> None:
    world = sqlite_world
    set_up(world)
    with world.hub.keys.engine.begin() as connection:
        stored = connection.scalars(select(case_keys.c.wrapped)).one()
        connection.execute(update(case_keys).values(wrapped=flipped(stored, 40)))
    world.hub.keys._cases.drop(str(world.case))
    before = count_of(world, Action.PATTERN_ASKED)

    with pytest.raises(Tampered):
        world.read("health_visitor", "child_protection")

    assert count_of(world, Action.PATTERN_ASKED) == before + 1
    assert last_of(world, Action.RELEASE_FAULTED).record == {"v": 1, "broken": []}
    assert len([one for one in alarms.records if one.name == "sharehub.alarm"]) == 1


def test_a_field_forged_by_somebody_who_has_the_keys_lets_nothing_out(
    sqlite_world: World, alarms: pytest.LogCaptureFixture
) -> None:
    """A new manifest over a broken field, known to the log: it takes the keys, and still nothing leaves."""
    world = sqlite_world
    fact, _ = set_up(world)
    with world.hub.begin() as work:
        stored = queries.facts(work.tx, world.case)[str(fact)]
    sealed, bound_to = sealed_from(stored.seal), fact_binding(stored.clear)
    fields = {**sealed.fields, "statement": flipped(sealed.fields["statement"], -1 % 100)}
    manifest = manifest_of(
        unlock(world.hub.keys, bound_to, sealed), bound_to, canonical(stored.clear), fields
    )
    forged = replace(sealed, manifest=manifest, fields=fields)
    body = {**orjson.loads(stored.logged_body or b""), "manifest": forged.manifest_digest()}
    change_version(world, fact, statement=fields["statement"], manifest=manifest)
    change(
        world,
        update(AuditEntry)
        .where(AuditEntry.fact_id == fact, AuditEntry.fact_revision == stored.clear["revision"])
        .values(manifest_digest=forged.manifest_digest(), body=orjson.dumps(body)),
    )

    with pytest.raises(Tampered):
        world.read("health_visitor", "child_protection")

    assert last_of(world, Action.RELEASE_FAULTED).body["refs"]["broken"] == 3
    assert len([one for one in alarms.records if one.name == "sharehub.alarm"]) == 1

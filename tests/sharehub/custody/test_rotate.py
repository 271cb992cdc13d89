"""Rotating category keys: nothing is lost or changed, at whatever step it stops, and old keys retire late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from consent.people import Part
from sharehub import facts
from sharehub.audit.entry import Action
from sharehub.cases.people import add_person
from sharehub.crypto import rotation
from sharehub.crypto.classes import KeyClass
from sharehub.custody import queries
from sharehub.custody import rotate as rotating
from sharehub.custody.rotate import BATCH, Rotated, rotate
from sharehub.database.schema import Base, FactVersion, Person
from sharehub.errors import Tampered
from tests.sharehub.custody.keeping import (
    begun_anew,
    but_for_wrapping,
    fill,
    later,
    opened,
    readings,
    rotate_all,
    rows,
    sealed_columns,
    sealed_tables,
    spoil,
    wrapped,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.hub import Hub
    from tests.sharehub.world import World

UNITS = ("POL-DA", "CF-SW", "CAL-W", "SCHOOL", "IG")
GENERAL = KeyClass.GENERAL
VERSIONS = Base.metadata.tables[FactVersion.__tablename__]


def test_rotation_knows_every_sealed_column_of_every_table() -> None:
    known = {model.__tablename__: set(fields) for model, fields in queries.RECORDS.values()}
    known[FactVersion.__tablename__] = set(facts.SEALED)

    assert known == {table.name: sealed_columns(table) for table in sealed_tables()}


def test_every_kind_of_record_moves_and_nothing_else_changes(world: World) -> None:
    fill(world)
    texts, plain, before = opened(world), but_for_wrapping(world), wrapped(world)
    assert {record.kind for record in before} == set(queries.KINDS)

    done = rotate_all(world.hub, world, *UNITS)

    after = wrapped(world)
    assert {one.sealed.wrapping_key for one in before} & {one.sealed.wrapping_key for one in after} == set()
    assert sum(one.rewrapped for one in done) == len(before)
    assert but_for_wrapping(world) == plain
    assert opened(world) == texts


def test_readings_are_the_same_before_during_and_after_in_old_processes_and_new(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = sqlite_world
    fill(world)
    expected = readings(world, world.hub)
    assert all(expected.values())

    for unit in UNITS:
        for key_class in KeyClass:
            now = world.hub.clock.now()
            under_way = rotation.begin(world.hub.keys, str(world.units[unit]), key_class, now)
            rotation.switch(world.hub.keys, under_way, now)
        with begun_anew(world, tmp_path) as anew:
            assert (readings(world, world.hub), readings(world, anew)) == (expected, expected)
            rotate_all(anew, world, unit)
            assert (readings(world, world.hub), readings(world, anew)) == (expected, expected)


def test_old_keys_retire_in_a_later_run_and_not_before_every_process_forgot_them(world: World) -> None:
    fill(world)
    police = world.units["POL-DA"]
    first = rotate(world.hub, police, GENERAL)
    later(world, 14)
    early = rotate(world.hub, police, GENERAL)
    later(world, 2)
    late = rotate(world.hub, police, GENERAL)

    assert first.rewrapped > 0
    assert (first.retired, early, late) == (False, Rotated(0, retired=False), Rotated(0, retired=True))
    keys = world.hub.keys.generations(str(police), GENERAL)
    assert [(key.generation, key.state) for key in keys] == [(1, "retired"), (2, "current")]


def test_every_run_is_on_record_by_unit_class_and_number(world: World) -> None:
    fill(world)
    done = rotate(world.hub, world.units["CAL-W"], KeyClass.ACCOUNTS)

    (entry,) = world.logged(Action.KEYS_ROTATED)
    assert entry["unit"] == str(world.units["CAL-W"])
    assert entry["refs"] == {"class": "accounts", "moved": done.rewrapped, "retired": False}


def test_another_units_keys_and_another_class_are_left_as_they_are(world: World) -> None:
    fill(world)
    before = {record[:2]: record.sealed.wrapping_key for record in wrapped(world)}

    rotate(world.hub, world.units["POL-DA"], KeyClass.SAFETY)

    moved = [record for record in wrapped(world) if before[record[:2]] != record.sealed.wrapping_key]
    assert [(record.kind, record.binding.owner) for record in moved] == [
        (queries.FACT, str(world.units["POL-DA"]))
    ]


def test_more_records_than_a_batch_holds_all_move(sqlite_world: World) -> None:
    world = sqlite_world
    with world.hub.begin() as work:
        for number in range(BATCH + 5):
            add_person(work, world.actor("teacher"), world.case, Part.THIRD_PARTY, f"Person {number}", None)
    people = Base.metadata.tables[Person.__tablename__]
    before = {row["wrapping_key"] for row in rows(world, people) if row["created_by"] == _teacher(world)}

    done = rotate(world.hub, world.units["SCHOOL"], GENERAL)

    assert done.rewrapped == BATCH + 5
    assert before.isdisjoint(row["wrapping_key"] for row in rows(world, people))


def _teacher(world: World) -> object:
    return world.actor("teacher").user


def begun(world: World, hub: Hub) -> None:
    """Stop when there is a new generation that nobody writes with."""
    rotation.begin(hub.keys, str(world.units["POL-DA"]), GENERAL, hub.clock.now())


def switched(world: World, hub: Hub) -> None:
    """Stop when writers use the new generation, and no record has moved."""
    unit = str(world.units["POL-DA"])
    now = hub.clock.now()
    rotation.switch(hub.keys, rotation.begin(hub.keys, unit, GENERAL, now), now)


def in_the_middle(world: World, hub: Hub) -> None:
    """Stop when some batches have moved and one cannot be written."""
    (general,) = hub.keys.generations(str(world.units["POL-DA"]), GENERAL)
    facts_of_it = [
        one for one in wrapped(world) if (one.kind, one.sealed.wrapping_key) == (queries.FACT, general.id)
    ]
    last = max(one.key[0] for one in facts_of_it)
    with hub.engine.begin() as connection:
        connection.execute(
            text(
                "create trigger full before update of wrapped_key on fact_versions"
                f" when old.fact_id = '{last.hex}' begin select raise(abort, 'disk full'); end"
            )
        )
    with pytest.raises(IntegrityError):
        rotate(hub, world.units["POL-DA"], GENERAL)
    with hub.engine.begin() as connection:
        connection.execute(text("drop trigger full"))


def moved(world: World, hub: Hub) -> None:
    """Stop when everything has moved and nothing is retired."""
    rotate(hub, world.units["POL-DA"], GENERAL)


@pytest.mark.parametrize("stop", [begun, switched, in_the_middle, moved])
def test_a_rotation_that_stopped_at_any_step_is_taken_up_by_another_process(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: object
) -> None:
    world = sqlite_world
    monkeypatch.setattr(rotating, "BATCH", 1)
    for number in range(5):
        world.publish(world.behaviour(statement=f"He kicked door {number}."))
    fill(world)
    texts = opened(world)
    assert callable(stop)
    with begun_anew(world, tmp_path) as crashed:
        stop(world, crashed)
        expected = readings(world, world.hub)
        assert all(expected.values())

    with begun_anew(world, tmp_path) as anew:
        assert readings(world, anew) == expected
        rotate(anew, world.units["POL-DA"], GENERAL)
        later(world, 16)
    with begun_anew(world, tmp_path) as last:
        done = rotate(last, world.units["POL-DA"], GENERAL)
        keys = last.keys.generations(str(world.units["POL-DA"]), GENERAL)

    assert done == Rotated(0, retired=True)
    assert [(key.generation, key.state) for key in keys] == [(1, "retired"), (2, "current")]
    assert opened(world) == texts


def test_what_is_written_while_a_rotation_is_under_way_is_moved_by_the_next_run(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    # This process has the old key at hand, as any does that wrote a moment ago.
    old = wrapped(world)[-1].sealed.wrapping_key
    with world.hub.begin() as work:
        under_way = rotation.begin(world.hub.keys, str(world.units["POL-DA"]), GENERAL, work.tx.now)
    world.publish(world.behaviour(statement="Written with the old key."))
    rotation.switch(world.hub.keys, under_way, world.hub.clock.now())
    assert old in {record.sealed.wrapping_key for record in wrapped(world)}

    done = rotate(world.hub, world.units["POL-DA"], GENERAL)

    assert done.rewrapped == 2
    assert old not in {record.sealed.wrapping_key for record in wrapped(world)}


def test_a_record_that_was_tampered_with_stops_the_run_and_its_batch_stays_as_it_was(world: World) -> None:
    world.publish(world.behaviour())
    spoil(world, VERSIONS, commitment=b"\0" * 32)
    before = rows(world, VERSIONS)

    with pytest.raises(Tampered):
        rotate(world.hub, world.units["POL-DA"], GENERAL)

    assert rows(world, VERSIONS) == before


def test_records_of_a_case_whose_key_is_gone_are_passed_over_and_never_met_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "BATCH", 1)
    for _ in range(3):
        world.publish(world.behaviour())
    # As after a backup of the data was restored that is older than the case's end.
    world.hub.keys.destroy_case(str(world.case), world.hub.clock.now())

    assert rotate(world.hub, world.units["POL-DA"], GENERAL) == Rotated(0, retired=False)


def test_a_row_that_changed_since_it_was_read_is_left_to_the_next_run(world: World) -> None:
    world.publish(world.behaviour())
    (record,) = (one for one in wrapped(world) if one.kind == queries.FACT)
    spoil(world, VERSIONS, wrapped_key=b"somebody else's")

    with world.hub.begin() as work:
        assert queries.rewrap(work.tx, record, record.sealed) is False

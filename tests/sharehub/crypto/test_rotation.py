from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sharehub.crypto.classes import KeyClass
from sharehub.crypto.database import CACHE_SECONDS
from sharehub.crypto.opening import open_record
from sharehub.crypto.rotation import begin, retire, rewrap_batch, switch, under_way
from sharehub.errors import Conflict, KeysUnavailable, Tampered
from tests.sharehub.crypto.builders import (
    AT,
    BOUND,
    CASE,
    FIELDS,
    LATER,
    UNIT,
    Keys,
    a_binding,
    a_seal,
    flipped,
)

if TYPE_CHECKING:
    from sharehub.crypto.rotation import Rotation
    from sharehub.crypto.sealing import Binding, Sealed
    from sharehub.crypto.store import KeyStore

GENERAL = KeyClass.GENERAL
STEPS = ["begin", "switch", "first batch", "second batch", "retire"]


class Rows:
    """Six records of three cases, as a data table would keep them."""

    def __init__(self, store: KeyStore) -> None:
        self.stored: dict[Binding, Sealed] = {}
        for number in range(6):
            binding = a_binding(record=f"record-{number}", case=f"case-{number % 3}")
            self.stored[binding] = a_seal(store, binding, seed=f"seal {number}")

    def leaving(self, rotation: Rotation) -> list[tuple[Binding, Sealed]]:
        return [row for row in self.stored.items() if row[1].wrapping_key in rotation.leaving]

    def referring(self, rotation: Rotation) -> dict[str, int]:
        names = [sealed.wrapping_key for sealed in self.stored.values()]
        return {key: names.count(key) for key in rotation.leaving}

    def keep(self, batch: list[tuple[Binding, Sealed]], moved: list[Sealed]) -> None:
        self.stored.update(zip((binding for binding, _ in batch), moved, strict=True))

    def assert_readable(self, store: KeyStore) -> None:
        for binding, sealed in self.stored.items():
            assert open_record(store, binding, sealed, BOUND).field("gist") == FIELDS["gist"]


def move_batch(store: KeyStore, rows: Rows, rotation: Rotation, size: int) -> None:
    batch = rows.leaving(rotation)[:size]
    rows.keep(batch, rewrap_batch(store, batch, rotation.to))


def run(store: KeyStore, rows: Rows, steps: list[str]) -> None:
    """Do the steps of a rotation, each from what the key store and the rows alone tell."""
    for step in steps:
        rotation = begin(store, UNIT, GENERAL, AT)
        if step == "switch":
            switch(store, rotation, AT)
        elif step == "retire":
            retire(store, rotation, rows.referring(rotation), LATER)
        elif step != "begin":
            move_batch(store, rows, rotation, 3)


def assert_finished(store: KeyStore, rows: Rows) -> None:
    states = {key.id: key.state for key in store.generations(UNIT, GENERAL)}
    assert list(states.values()) == ["retired", "current"]
    assert {states[sealed.wrapping_key] for sealed in rows.stored.values()} == {"current"}
    assert under_way(store, UNIT, GENERAL) is None
    rows.assert_readable(store)


@pytest.mark.parametrize("done", range(len(STEPS) + 1))
def test_a_crash_after_any_step_leaves_every_record_readable_and_the_rotation_is_taken_up(
    keys: Keys, done: int
) -> None:
    rows = Rows(keys.store("first"))
    run(keys.store("before the crash"), rows, STEPS[:done])
    rows.assert_readable(keys.store("after the crash"))
    run(keys.store("resumed"), rows, STEPS[done:])
    assert_finished(keys.store("last"), rows)


@pytest.mark.parametrize("repeated", range(len(STEPS) - 1))
def test_a_step_done_twice_changes_nothing_more(keys: Keys, repeated: int) -> None:
    rows = Rows(keys.store("first"))
    run(keys.store("once"), rows, STEPS[: repeated + 1])
    run(keys.store("twice"), rows, STEPS[repeated:])
    assert_finished(keys.store("last"), rows)


def test_a_batch_whose_rows_were_never_stored_is_simply_done_again(keys: Keys) -> None:
    rows = Rows(keys.store("first"))
    store = keys.store()
    rotation = begin(store, UNIT, GENERAL, AT)
    lost = rewrap_batch(store, rows.leaving(rotation), rotation.to)
    assert {sealed.wrapping_key for sealed in lost} == {rotation.to}
    rows.assert_readable(keys.store("after the crash"))
    run(keys.store("resumed"), rows, STEPS[1:])
    assert_finished(keys.store("last"), rows)


def test_nothing_is_under_way_before_the_first_key_or_with_only_one(keys: Keys) -> None:
    store = keys.store()
    assert under_way(store, UNIT, GENERAL) is None
    store.writing_key(UNIT, GENERAL)
    assert under_way(store, UNIT, GENERAL) is None


def test_a_rotation_names_where_records_go_and_what_they_leave(keys: Keys) -> None:
    store = keys.store()
    first = store.writing_key(UNIT, GENERAL).id
    rotation = begin(store, UNIT, GENERAL, AT)
    assert (rotation.leaving, rotation.to == first) == ((first,), False)
    assert under_way(keys.store("other"), UNIT, GENERAL) == rotation


def test_what_another_process_still_writes_with_the_old_generation_is_read_and_moved(keys: Keys) -> None:
    rotating, slow = keys.store("rotating"), keys.store("slow")
    old = a_seal(slow)
    rotation = begin(rotating, UNIT, GENERAL, AT)
    switch(rotating, rotation, AT)
    binding = a_binding(record="late")
    late = a_seal(slow, binding)
    assert late.wrapping_key == old.wrapping_key
    assert open_record(rotating, binding, late, BOUND).field("gist") == FIELDS["gist"]
    (moved,) = rewrap_batch(rotating, [(binding, late)], rotation.to)
    assert moved.wrapping_key == rotation.to
    keys.clock.seconds = CACHE_SECONDS
    assert a_seal(slow, a_binding(record="later still")).wrapping_key == rotation.to


def test_nothing_is_retired_that_was_not_counted_or_is_still_named(keys: Keys) -> None:
    store = keys.store()
    a_seal(store)
    rotation = begin(store, UNIT, GENERAL, AT)
    switch(store, rotation, AT)
    with pytest.raises(Conflict, match="must be counted"):
        retire(store, rotation, {}, LATER)
    with pytest.raises(Conflict, match="still name"):
        retire(store, rotation, {rotation.leaving[0]: 1}, LATER)
    with pytest.raises(Conflict, match="a while after"):
        retire(store, rotation, {rotation.leaving[0]: 0}, AT + timedelta(minutes=1))


def test_nothing_is_retired_before_the_switch(keys: Keys) -> None:
    store = keys.store()
    rotation = begin(store, UNIT, GENERAL, AT)
    with pytest.raises(Conflict, match="only an old generation"):
        retire(store, rotation, {rotation.leaving[0]: 0}, LATER)


def test_a_record_of_a_destroyed_case_comes_back_as_it_was_and_holds_up_no_other(keys: Keys) -> None:
    store = keys.store()
    rows = [(a_binding(case=case), a_seal(store, a_binding(case=case))) for case in (CASE, "case-2")]
    rotation = begin(store, UNIT, GENERAL, AT)
    store.destroy_case(CASE, AT)
    gone, moved = rewrap_batch(store, rows, rotation.to)
    assert gone is rows[0][1]
    assert moved.wrapping_key == rotation.to


def test_a_batch_with_a_tampered_record_is_an_alarm(keys: Keys) -> None:
    store = keys.store()
    sealed = a_seal(store)
    rotation = begin(store, UNIT, GENERAL, AT)
    spoilt = replace(sealed, wrapped_key=flipped(sealed.wrapped_key, 50))
    with pytest.raises(Tampered):
        rewrap_batch(store, [(a_binding(), sealed), (a_binding(), spoilt)], rotation.to)


def test_a_provider_out_of_reach_begins_nothing(keys: Keys) -> None:
    keys.store().writing_key(UNIT, GENERAL)
    keys.provider.reachable = False
    with pytest.raises(KeysUnavailable):
        begin(keys.store("cold"), UNIT, GENERAL, AT)
    assert under_way(keys.store(), UNIT, GENERAL) is None

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharehub.crypto.classes import KeyClass
from sharehub.crypto.datakey import WRAPPED_BYTES, DataKey
from sharehub.crypto.opening import open_record
from sharehub.crypto.sealing import Binding, restate, rewrap, seal
from sharehub.errors import Conflict, Invalid, KeyDestroyed, KeysUnavailable, Tampered
from tests.sharehub.crypto.builders import (
    AT,
    BOUND,
    CASE,
    FIELDS,
    LATER,
    UNIT,
    Counted,
    Keys,
    a_binding,
    a_seal,
)

if TYPE_CHECKING:
    from sharehub.crypto.store import KeyStore

TEXTS = st.none() | st.text() | st.text(min_size=600, max_size=900)
any_store = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def test_every_field_of_a_sealed_record_is_opened_by_name(keys: Keys) -> None:
    store = keys.store()
    sealed = a_seal(store)
    record = open_record(keys.store("reader"), a_binding(), sealed, BOUND)
    assert {name: record.field(name) for name in FIELDS} == FIELDS


def test_a_statement_of_600_characters_comes_back(store: KeyStore) -> None:
    statement = "Ünruhe " * 85 + "12345"
    sealed = a_seal(store, statement=statement)
    assert open_record(store, a_binding(), sealed, BOUND).field("statement") == statement


@any_store
@given(fields=st.dictionaries(st.text("abc_", min_size=1), TEXTS, max_size=4), bound=st.binary())
def test_any_fields_come_back(store: KeyStore, fields: dict[str, str | None], bound: bytes) -> None:
    store.open_case(CASE)
    record = open_record(store, a_binding(), seal(store, a_binding(), fields, bound, Counted()), bound)
    assert {name: record.field(name) for name in fields} == fields


@any_store
@given(text=st.text(max_size=15))
def test_absent_empty_and_short_fields_are_stored_in_the_same_size(store: KeyStore, text: str) -> None:
    sealed = a_seal(store, statement=None, gist="", note=text)
    assert {len(envelope) for envelope in sealed.fields.values()} == {34 + 64 + 16}


def test_sealing_the_same_text_twice_shows_nothing_of_it(store: KeyStore) -> None:
    first, second = a_seal(store, seed="one"), a_seal(store, seed="two")
    assert not set(first.fields.values()) & set(second.fields.values())
    assert (first.manifest, first.commitment) != (second.manifest, second.commitment)
    assert len(first.wrapped_key) == WRAPPED_BYTES


def test_one_field_is_opened_though_another_was_not_asked_for(store: KeyStore) -> None:
    record = open_record(store, a_binding(), a_seal(store), BOUND)
    assert record.field("gist") == FIELDS["gist"]
    assert record.field("note") is None
    assert record.field("grade") == ""


def test_a_field_that_was_never_sealed_is_unknown(store: KeyStore) -> None:
    record = open_record(store, a_binding(), a_seal(store), BOUND)
    with pytest.raises(KeyError):
        record.field("address")


def test_a_record_is_sealed_under_the_key_of_its_strictest_category(store: KeyStore) -> None:
    sealed = a_seal(store, a_binding(categories=("behaviour", "safety")))
    assert store.wrapping_key(sealed.wrapping_key).key_class == "safety"


def test_an_unknown_category_is_not_sealed(store: KeyStore) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        a_seal(store, a_binding(categories=("saftey",)))


def test_half_a_character_is_not_sealed_and_not_repeated(store: KeyStore) -> None:
    with pytest.raises(Invalid, match="gist: holds half a character") as refused:
        a_seal(store, gist="her name \ud800")
    assert "her name" not in str(refused.value)


def test_a_case_that_was_not_opened_seals_nothing(store: KeyStore) -> None:
    with pytest.raises(KeysUnavailable, match="open it"):
        seal(store, a_binding(), FIELDS, BOUND, Counted())


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"owner": ""},
        {"case": ""},
        {"record": ""},
        {"version": 0},
        {"categories": ("",)},
        {"categories": ("safety", "behaviour")},
        {"categories": ("safety", "safety")},
    ],
)
def test_an_incomplete_binding_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a binding"):
        a_binding(**wrong)


def test_bindings_that_run_together_differ() -> None:
    alike = [
        Binding("fact", "ab", "c", "d", 1),
        Binding("fact", "a", "bc", "d", 1),
        Binding("fact", "a", "b", "cd", 1),
        Binding("facta", "b", "c", "d", 1),
        Binding("fact", "ab", "c", "d", 11),
        Binding("fact", "ab", "c", "d1", 1),
        Binding("fact", "ab", "c", "d", 1, ("identity", "offence")),
        Binding("fact", "ab", "c", "d", 1, ("identity,offence",)),
    ]
    assert len({binding.prefix for binding in alike}) == len(alike)


def test_nothing_secret_or_sealed_shows_in_a_description(store: KeyStore) -> None:
    sealed = a_seal(store)
    record = open_record(store, a_binding(), sealed, BOUND)
    assert repr(sealed) == f"Sealed(wrapping_key='{sealed.wrapping_key}')"
    assert repr(record) == f"OpenRecord(binding={a_binding()!r}, sealed={sealed!r})"
    assert repr(record.keys) == "RecordKeys()"
    assert repr(DataKey(bytes(16), bytes(32))) == "DataKey()"


def test_metadata_changes_with_a_new_manifest_and_the_fields_as_they_were(store: KeyStore) -> None:
    sealed = a_seal(store)
    manifest = restate(store, a_binding(), sealed, BOUND, b"retracted")
    restated = replace(sealed, manifest=manifest)
    assert open_record(store, a_binding(), restated, b"retracted").field("gist") == FIELDS["gist"]
    with pytest.raises(Tampered):
        open_record(store, a_binding(), restated, BOUND)
    assert restated.manifest_digest() != sealed.manifest_digest()


def test_metadata_that_was_not_sealed_is_never_restated(store: KeyStore) -> None:
    sealed = a_seal(store)
    with pytest.raises(Tampered, match="metadata"):
        restate(store, a_binding(), sealed, b"made up", b"retracted")


def test_rewrapping_changes_the_wrapping_alone(store: KeyStore) -> None:
    sealed = a_seal(store)
    to = store.new_generation(UNIT, KeyClass.GENERAL, AT)
    moved = rewrap(store, a_binding(), sealed, to)
    assert moved.wrapping_key == to != sealed.wrapping_key
    assert moved.wrapped_key != sealed.wrapped_key
    assert (moved.commitment, moved.manifest, moved.fields) == (
        sealed.commitment,
        sealed.manifest,
        sealed.fields,
    )
    assert moved.manifest_digest() == sealed.manifest_digest()
    assert open_record(store, a_binding(), moved, BOUND).field("gist") == FIELDS["gist"]
    assert rewrap(store, a_binding(), moved, to) is moved


@pytest.mark.parametrize(("unit", "key_class"), [("unit-b", KeyClass.GENERAL), (UNIT, KeyClass.SAFETY)])
def test_a_record_is_never_rewrapped_under_another_units_or_classes_key(
    store: KeyStore, unit: str, key_class: KeyClass
) -> None:
    sealed = a_seal(store)
    foreign = store.writing_key(unit, key_class).id
    with pytest.raises(Conflict, match="its own unit and class"):
        rewrap(store, a_binding(), sealed, foreign)


def test_a_record_is_never_rewrapped_under_an_old_generation(store: KeyStore) -> None:
    first = store.writing_key(UNIT, KeyClass.GENERAL).id
    store.switch_writers(store.new_generation(UNIT, KeyClass.GENERAL, AT), AT)
    sealed = a_seal(store)
    with pytest.raises(Conflict, match="pending or current"):
        rewrap(store, a_binding(), sealed, first)


def test_a_record_that_names_a_retired_generation_is_an_alarm_until_it_is_rewrapped(store: KeyStore) -> None:
    sealed = a_seal(store)
    to = store.new_generation(UNIT, KeyClass.GENERAL, AT)
    store.switch_writers(to, AT)
    store.retire(sealed.wrapping_key, 0, LATER)
    with pytest.raises(Tampered, match="retired"):
        open_record(store, a_binding(), sealed, BOUND)
    moved = rewrap(store, a_binding(), sealed, to)
    assert open_record(store, a_binding(), moved, BOUND).field("gist") == FIELDS["gist"]


def test_when_a_case_is_destroyed_nothing_of_it_is_sealed_opened_restated_or_rewrapped(
    store: KeyStore,
) -> None:
    sealed = a_seal(store)
    to = store.new_generation(UNIT, KeyClass.GENERAL, AT)
    other = a_seal(store, a_binding(case="case-2"))
    record = open_record(store, a_binding(case="case-2"), other, BOUND)
    store.destroy_case(CASE, AT)
    with pytest.raises(KeyDestroyed):
        seal(store, a_binding(), FIELDS, BOUND, Counted())
    with pytest.raises(KeyDestroyed):
        open_record(store, a_binding(), sealed, BOUND)
    with pytest.raises(KeyDestroyed):
        restate(store, a_binding(), sealed, BOUND, b"")
    with pytest.raises(KeyDestroyed):
        rewrap(store, a_binding(), sealed, to)
    assert record.field("gist") == FIELDS["gist"]


def test_without_the_provider_nothing_is_sealed_or_opened(keys: Keys) -> None:
    sealed = a_seal(keys.store())
    keys.provider.reachable = False
    cold = keys.store("cold")
    with pytest.raises(KeysUnavailable):
        open_record(cold, a_binding(), sealed, BOUND)
    with pytest.raises(KeysUnavailable):
        seal(cold, a_binding(), FIELDS, BOUND, Counted())

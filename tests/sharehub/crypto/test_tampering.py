from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.crypto import envelope
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.opening import OpenRecord, open_record
from sharehub.crypto.sealing import associated, manifest_of, restate, rewrap, unlock
from sharehub.errors import KeysUnavailable, Tampered
from tests.sharehub.crypto.builders import (
    AT,
    BOUND,
    CASE,
    FIELDS,
    UNIT,
    Counted,
    a_binding,
    a_seal,
    flipped,
)

if TYPE_CHECKING:
    from sharehub.crypto.sealing import Binding, Sealed
    from sharehub.crypto.store import KeyStore

OTHERS = [
    pytest.param({"kind": "person"}, id="kind"),
    pytest.param({"owner": "unit-b"}, id="unit"),
    pytest.param({"case": "case-2"}, id="case"),
    pytest.param({"record": "record-2"}, id="record"),
    pytest.param({"version": 2}, id="version"),
    pytest.param({"categories": ("behaviour", "progress")}, id="categories"),
    pytest.param({"categories": ()}, id="no categories"),
]
PARTS = ["wrapped_key", "commitment", "manifest"]


def spoilt(sealed: Sealed, part: str, stored: bytes) -> Sealed:
    changes: dict[str, Any] = {part: stored}
    return replace(sealed, **changes)


def assert_tampered(store: KeyStore, sealed: Sealed, binding: Binding | None = None) -> None:
    """The record opens for nobody, and the alarm says nothing of what it holds or of the keys."""
    with pytest.raises(Tampered) as alarm:
        open_record(store, binding or a_binding(), sealed, BOUND)
    assert alarm.value.__suppress_context__ or alarm.value.__context__ is None
    assert not [text for text in FIELDS.values() if text and text in str(alarm.value)]


@pytest.mark.parametrize("part", PARTS)
def test_a_bit_turned_anywhere_in_a_proof_or_key_is_tampered(store: KeyStore, part: str) -> None:
    sealed = a_seal(store)
    stored = getattr(sealed, part)
    for position in range(len(stored)):
        assert_tampered(store, spoilt(sealed, part, flipped(stored, position)))


@pytest.mark.parametrize("part", PARTS)
def test_a_proof_or_key_cut_or_lengthened_is_tampered(store: KeyStore, part: str) -> None:
    sealed = a_seal(store)
    stored = getattr(sealed, part)
    for changed in [*(stored[:length] for length in range(len(stored))), stored + b"\0"]:
        assert_tampered(store, spoilt(sealed, part, changed))


def with_field(sealed: Sealed, name: str, stored: bytes) -> Sealed:
    return replace(sealed, fields={**sealed.fields, name: stored})


def test_a_bit_turned_anywhere_in_a_field_is_tampered_whichever_field_is_read(store: KeyStore) -> None:
    sealed = a_seal(store)
    stored = sealed.fields["gist"]
    for position in range(len(stored)):
        assert_tampered(store, with_field(sealed, "gist", flipped(stored, position)))


def test_a_field_cut_or_lengthened_is_tampered(store: KeyStore) -> None:
    sealed = a_seal(store)
    stored = sealed.fields["gist"]
    for changed in [*(stored[:length] for length in range(len(stored))), stored + bytes(64)]:
        assert_tampered(store, with_field(sealed, "gist", changed))


def test_a_field_deleted_added_renamed_or_swapped_is_tampered(store: KeyStore) -> None:
    sealed = a_seal(store)
    fields = dict(sealed.fields)
    gist = fields.pop("gist")
    assert_tampered(store, replace(sealed, fields=fields))
    assert_tampered(store, replace(sealed, fields={**fields, "summary": gist}))
    assert_tampered(store, with_field(sealed, "summary", gist))
    assert_tampered(store, replace(sealed, fields={}))
    swapped = {**sealed.fields, "gist": sealed.fields["note"], "note": sealed.fields["gist"]}
    assert_tampered(store, replace(sealed, fields=swapped))


@pytest.mark.parametrize("other", OTHERS)
def test_a_whole_record_moved_to_another_place_is_tampered(store: KeyStore, other: dict[str, Any]) -> None:
    store.open_case("case-2")
    assert_tampered(store, a_seal(store), a_binding(**other))


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("part", [*PARTS, "fields"])
def test_a_part_of_another_record_is_tampered(store: KeyStore, other: dict[str, Any], part: str) -> None:
    foreign = a_seal(store, a_binding(**other), seed="other")
    assert_tampered(store, replace(a_seal(store), **{part: getattr(foreign, part)}))


@pytest.mark.parametrize("other", OTHERS)
def test_one_field_of_another_record_is_tampered(store: KeyStore, other: dict[str, Any]) -> None:
    foreign = a_seal(store, a_binding(**other), seed="other")
    assert_tampered(store, with_field(a_seal(store), "gist", foreign.fields["gist"]))


def test_a_field_of_the_same_record_sealed_another_time_is_tampered(store: KeyStore) -> None:
    sealed, again = a_seal(store), a_seal(store, seed="again")
    assert_tampered(store, with_field(sealed, "gist", again.fields["gist"]))


def test_an_old_version_put_back_in_a_new_ones_row_is_tampered(store: KeyStore) -> None:
    old = a_seal(store)
    assert_tampered(store, old, a_binding(version=2))


def test_a_whole_old_row_put_back_with_its_version_is_told_by_the_digest_in_the_log_alone(
    store: KeyStore,
) -> None:
    old, new = a_seal(store), a_seal(store, a_binding(version=2), seed="new")
    assert open_record(store, a_binding(), old, BOUND).field("gist") == FIELDS["gist"]
    assert old.manifest_digest() != new.manifest_digest()


@pytest.mark.parametrize("bound", [b"", b"published", BOUND + b"\0", BOUND[:-1]])
def test_changed_metadata_is_tampered(store: KeyStore, bound: bytes) -> None:
    sealed = a_seal(store)
    with pytest.raises(Tampered, match="metadata"):
        open_record(store, a_binding(), sealed, bound)
    with pytest.raises(Tampered, match="metadata"):
        restate(store, a_binding(), sealed, bound, BOUND)


def test_metadata_and_fields_do_not_run_into_one_another(store: KeyStore) -> None:
    keys = unlock(store, a_binding(), a_seal(store))
    manifests = {
        manifest_of(keys, a_binding(), b"ab", {"c": b"d"}),
        manifest_of(keys, a_binding(), b"a", {"bc": b"d"}),
        manifest_of(keys, a_binding(), b"ab", {"cd": b""}),
        manifest_of(keys, a_binding(), b"", {"ab": b"cd"}),
        manifest_of(keys, a_binding(), b"ab", {"c": b"", "d": b""}),
    }
    assert len(manifests) == 5


@pytest.mark.parametrize(
    "place", [(UNIT, KeyClass.SAFETY), ("unit-b", KeyClass.GENERAL)], ids=["another class", "another unit"]
)
def test_another_wrapping_key_is_tampered(store: KeyStore, place: tuple[str, KeyClass]) -> None:
    assert_tampered(store, replace(a_seal(store), wrapping_key=store.writing_key(*place).id))


def test_another_generation_of_the_wrapping_key_is_tampered(store: KeyStore) -> None:
    sealed = a_seal(store)
    to = store.new_generation(UNIT, KeyClass.GENERAL, AT)
    assert_tampered(store, replace(sealed, wrapping_key=to))
    moved = rewrap(store, a_binding(), sealed, to)
    assert_tampered(store, replace(moved, wrapping_key=sealed.wrapping_key))
    assert_tampered(store, replace(moved, wrapped_key=sealed.wrapped_key))


@pytest.mark.parametrize("key", ["", "ab" * 16, "ab" * 20, "wrapping key"])
def test_a_wrapping_key_that_does_not_exist_is_tampered(store: KeyStore, key: str) -> None:
    assert_tampered(store, replace(a_seal(store), wrapping_key=key))


def test_what_was_tampered_with_is_neither_rewrapped_nor_restated(store: KeyStore) -> None:
    sealed = a_seal(store)
    to = store.new_generation(UNIT, KeyClass.GENERAL, AT)
    for part in ("wrapped_key", "commitment"):
        changed = spoilt(sealed, part, flipped(getattr(sealed, part), 30))
        with pytest.raises(Tampered):
            rewrap(store, a_binding(), changed, to)
        with pytest.raises(Tampered):
            restate(store, a_binding(), changed, BOUND, BOUND)
    with pytest.raises(Tampered):
        rewrap(store, a_binding(record="record-2"), sealed, to)


def test_a_case_restored_with_another_key_is_tampered(store: KeyStore) -> None:
    sealed = a_seal(store)
    assert_tampered(store, sealed, a_binding(case=other_case(store)))


def other_case(store: KeyStore) -> str:
    store.open_case("case-2")
    return "case-2"


def test_a_record_of_a_case_the_key_store_never_had_is_not_opened(store: KeyStore) -> None:
    sealed = a_seal(store)
    with pytest.raises(KeysUnavailable):
        open_record(store, a_binding(case="case-3"), sealed, BOUND)


class TestBehindTheManifest:
    """Fields are bound and checked by themselves, too: here the manifest is made to agree with the attack."""

    def opened(self, store: KeyStore, fields: dict[str, bytes]) -> OpenRecord:
        sealed = a_seal(store)
        keys = unlock(store, a_binding(), sealed)
        changed = {**sealed.fields, **fields}
        manifest = manifest_of(keys, a_binding(), BOUND, changed)
        return open_record(store, a_binding(), replace(sealed, manifest=manifest, fields=changed), BOUND)

    def test_a_field_moved_within_the_record_does_not_open(self, store: KeyStore) -> None:
        record = self.opened(store, {"note": a_seal(store).fields["gist"]})
        assert record.field("gist") == FIELDS["gist"]
        with pytest.raises(Tampered, match="not what was sealed"):
            record.field("note")

    def test_a_field_of_another_data_key_does_not_open(self, store: KeyStore) -> None:
        record = self.opened(store, {"note": a_seal(store, seed="other").fields["note"]})
        with pytest.raises(Tampered, match="another record's key"):
            record.field("note")

    def test_a_field_changed_or_cut_anywhere_does_not_open(self, store: KeyStore) -> None:
        stored = a_seal(store).fields["gist"]
        changed = [flipped(stored, position) for position in range(len(stored))]
        changed += [stored[:length] for length in range(len(stored))]
        record = self.opened(store, {f"changed {number}": each for number, each in enumerate(changed)})
        for number in range(len(changed)):
            with pytest.raises(Tampered):
                record.field(f"changed {number}")

    def test_a_sealed_block_that_is_no_text_does_not_open(self, store: KeyStore) -> None:
        keys = unlock(store, a_binding(), a_seal(store))
        head = envelope.header(keys.key_id, Counted("nonce")(12))
        block = (3).to_bytes(4, "big") + b"\xff\xfe" + bytes(58)
        stored = head + keys.fields.encrypt(head[-12:], block, associated(head, a_binding(), "gist"))
        with pytest.raises(Tampered, match="holds no text"):
            self.opened(store, {"gist": stored}).field("gist")

    @pytest.mark.parametrize("other", OTHERS)
    def test_a_field_bound_to_another_place_does_not_open(
        self, store: KeyStore, other: dict[str, Any]
    ) -> None:
        keys = unlock(store, a_binding(), a_seal(store))
        head = envelope.header(keys.key_id, Counted("nonce")(12))
        elsewhere = associated(head, a_binding(**other), "gist")
        stored = head + keys.fields.encrypt(head[-12:], envelope.padded("gist", "moved"), elsewhere)
        with pytest.raises(Tampered, match="not what was sealed"):
            self.opened(store, {"gist": stored}).field("gist")


def test_destroying_another_case_of_the_same_unit_leaves_this_one(store: KeyStore) -> None:
    sealed = a_seal(store)
    store.destroy_case(other_case(store), AT)
    assert open_record(store, a_binding(case=CASE), sealed, BOUND).field("gist") == FIELDS["gist"]

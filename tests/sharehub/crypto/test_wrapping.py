from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from sharehub.crypto.classes import KeyClass
from sharehub.crypto.database import CACHE_SECONDS
from sharehub.crypto.tables import wrapping_keys
from sharehub.crypto.wrapping import GRACE
from sharehub.errors import Conflict, KeysUnavailable, Tampered
from tests.sharehub.crypto.builders import AT, LATER, UNIT, Keys, Watched

if TYPE_CHECKING:
    from sharehub.crypto.store import KeyStore

GENERAL = KeyClass.GENERAL


def states(store: KeyStore, key_class: KeyClass = GENERAL) -> list[str]:
    return [key.state for key in store.generations(UNIT, key_class)]


def test_the_first_key_is_made_when_it_is_first_needed(keys: Keys) -> None:
    store = keys.store()
    assert store.generations(UNIT, GENERAL) == []
    key = store.writing_key(UNIT, GENERAL)
    assert (key.unit, key.key_class, key.generation, key.state) == (UNIT, GENERAL, 1, "current")
    assert keys.store("other").writing_key(UNIT, GENERAL).id == key.id


def test_units_and_classes_have_keys_of_their_own(keys: Keys) -> None:
    store = keys.store()
    places = [(unit, key_class) for unit in (UNIT, "unit-b") for key_class in KeyClass]
    assert len({store.writing_key(*place).id for place in places}) == 14


def test_a_key_is_found_by_its_id_and_opens_what_its_writer_wrapped(keys: Keys) -> None:
    writer = keys.store("writer").writing_key(UNIT, GENERAL)
    reader = keys.store("reader").wrapping_key(writer.id)
    sealed = writer.cipher.encrypt(bytes(12), b"data key", b"bound")
    assert reader.cipher.decrypt(bytes(12), sealed, b"bound") == b"data key"
    assert repr(reader) == repr(writer)
    assert "cipher" not in repr(reader)


@pytest.mark.parametrize("key", ["ab" * 16, "", "AB" * 16, "ab" * 17, "\0" * 32, "é" * 32])
def test_an_id_that_no_key_has_is_tampered(keys: Keys, key: str) -> None:
    with pytest.raises(Tampered):
        keys.store().wrapping_key(key)


def test_two_processes_that_need_the_first_key_at_once_share_it(keys: Keys) -> None:
    stores = [keys.store(str(number)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda store: store.writing_key(UNIT, GENERAL).id, stores))
    assert len(set(ids)) == 1
    assert states(keys.store()) == ["current"]


def test_two_processes_that_begin_a_generation_at_once_share_it(keys: Keys) -> None:
    stores = [keys.store(str(number)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda store: store.new_generation(UNIT, GENERAL, AT), stores))
    assert len(set(ids)) == 1
    assert states(keys.store()) == ["current", "pending"]


def test_a_generation_is_made_pending_and_written_with_only_after_the_switch(keys: Keys) -> None:
    store = keys.store()
    first = store.writing_key(UNIT, GENERAL).id
    second = store.new_generation(UNIT, GENERAL, AT)
    assert store.writing_key(UNIT, GENERAL).id == first
    store.switch_writers(second, AT)
    assert store.writing_key(UNIT, GENERAL).id == second
    assert states(store) == ["old", "current"]


def test_another_process_follows_a_switch_when_its_cache_has_died(keys: Keys) -> None:
    store, other = keys.store(), keys.store("other")
    first = other.writing_key(UNIT, GENERAL).id
    second = store.new_generation(UNIT, GENERAL, AT)
    store.switch_writers(second, AT)
    assert other.writing_key(UNIT, GENERAL).id == first
    keys.clock.seconds = CACHE_SECONDS
    assert other.writing_key(UNIT, GENERAL).id == second


def test_switching_again_or_by_several_at_once_is_harmless(keys: Keys) -> None:
    second = keys.store().new_generation(UNIT, GENERAL, AT)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: keys.store(str(n)).switch_writers(second, AT), range(4)))
    keys.store().switch_writers(second, LATER)
    assert states(keys.store()) == ["old", "current"]


def test_a_switch_touches_no_other_class_or_unit(keys: Keys) -> None:
    store = keys.store()
    others = [store.writing_key("unit-b", GENERAL).id, store.writing_key(UNIT, KeyClass.SAFETY).id]
    store.switch_writers(store.new_generation(UNIT, GENERAL, AT), AT)
    fresh = keys.store("fresh")
    assert [fresh.writing_key("unit-b", GENERAL).id, fresh.writing_key(UNIT, KeyClass.SAFETY).id] == others


def test_writers_never_go_back_to_an_old_generation(keys: Keys) -> None:
    store = keys.store()
    first = store.writing_key(UNIT, GENERAL).id
    store.switch_writers(store.new_generation(UNIT, GENERAL, AT), AT)
    with pytest.raises(Conflict, match="pending"):
        store.switch_writers(first, AT)
    assert states(store) == ["old", "current"]


def test_a_key_loaded_during_a_switch_is_not_kept_as_the_one_to_write_with(keys: Keys) -> None:
    store = keys.store()
    second = keys.store("maker").new_generation(UNIT, GENERAL, AT)
    keys.provider.meanwhile = lambda: store.switch_writers(second, AT)
    assert store.writing_key(UNIT, GENERAL).generation == 1
    assert store.writing_key(UNIT, GENERAL).generation == 2


def test_an_old_generation_retires_when_nothing_names_it_and_the_grace_is_over(keys: Keys) -> None:
    store = keys.store()
    first = store.writing_key(UNIT, GENERAL).id
    store.switch_writers(store.new_generation(UNIT, GENERAL, AT), AT)
    with pytest.raises(Conflict, match="re-wrap them first"):
        store.retire(first, 1, LATER)
    with pytest.raises(Conflict, match="a while after"):
        store.retire(first, 0, LATER - timedelta(microseconds=1))
    assert states(store) == ["old", "current"]
    store.retire(first, 0, LATER)
    store.retire(first, 0, LATER + GRACE)
    assert states(store) == ["retired", "current"]
    assert keys.store().wrapping_key(first).state == "retired"


def test_a_generation_that_is_pending_or_written_with_never_retires(keys: Keys) -> None:
    store = keys.store()
    pending = store.new_generation(UNIT, GENERAL, AT)
    for key in (pending, store.writing_key(UNIT, GENERAL).id):
        with pytest.raises(Conflict, match="only an old generation"):
            store.retire(key, 0, LATER)
    assert states(store) == ["current", "pending"]


def test_a_wrapping_key_is_unwrapped_again_when_its_life_is_over(keys: Keys) -> None:
    store = keys.store()
    key = store.writing_key(UNIT, GENERAL).id
    for expected in (2, 2):
        store.wrapping_key(key)
        assert keys.provider.unwrapped == expected
    keys.clock.seconds = CACHE_SECONDS
    store.wrapping_key(key)
    assert keys.provider.unwrapped == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"unit": "unit-b"},
        {"unit": "not an id"},
        {"key_class": "safety"},
        {"generation": 7},
        {"wrapped": b"short"},
    ],
)
def test_a_key_moved_to_another_unit_class_or_generation_is_tampered(
    keys: Keys, changed: dict[str, object]
) -> None:
    key = keys.store().writing_key(UNIT, GENERAL).id
    with keys.engine.begin() as connection:
        connection.execute(update(wrapping_keys).values(**changed))
    with pytest.raises(Tampered):
        keys.store().wrapping_key(key)


def test_a_line_of_generations_without_a_current_one_is_not_begun_anew(keys: Keys) -> None:
    keys.store().writing_key(UNIT, GENERAL)
    with keys.engine.begin() as connection:
        connection.execute(update(wrapping_keys).values(state="old"))
    with pytest.raises(KeysUnavailable, match="no wrapping key is current"):
        keys.store("other").writing_key(UNIT, GENERAL)


class Overtaken(Watched):
    """A provider that takes so long to wrap that another process makes and switches a generation first."""

    def wrap(self, secret: bytes, context: str) -> bytes:
        assert self.meanwhile is not None
        self.meanwhile()
        return super().wrap(secret, context)


def test_generations_that_others_keep_moving_on_are_given_up_after_a_few_tries(keys: Keys) -> None:
    other = keys.store("other")
    other.writing_key(UNIT, GENERAL)
    overtaken = Overtaken(keys.provider.provider)
    store = replace(keys, provider=overtaken).store("overtaken")
    store.writing_key(UNIT, GENERAL)
    overtaken.meanwhile = lambda: other.switch_writers(other.new_generation(UNIT, GENERAL, AT), AT)
    with pytest.raises(KeysUnavailable, match="try again"):
        store.new_generation(UNIT, GENERAL, AT)
    assert states(other) == ["old", "old", "old", "current"]


def test_a_provider_out_of_reach_makes_no_key(keys: Keys) -> None:
    keys.provider.reachable = False
    with pytest.raises(KeysUnavailable):
        keys.store().writing_key(UNIT, GENERAL)
    with keys.engine.connect() as connection:
        assert connection.execute(select(wrapping_keys)).all() == []

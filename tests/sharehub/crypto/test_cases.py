from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, delete, select, update

from sharehub.crypto.database import CACHE_SECONDS
from sharehub.crypto.store import KeyStore
from sharehub.crypto.tables import case_keys, key_engine
from sharehub.errors import KeyDestroyed, KeysUnavailable, Tampered
from tests.sharehub.crypto.builders import AT, CASE, Counted, Keys, some_keys

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def test_a_case_keeps_its_random_alias_across_processes(keys: Keys) -> None:
    alias = keys.store("first").open_case(CASE)
    assert (len(alias), bytes.fromhex(alias)) == (32, bytes.fromhex(alias))
    assert keys.store("second").open_case(CASE) == alias
    assert keys.store("third").alias(CASE) == alias
    assert keys.store().open_case("case-2") != alias


def test_references_of_a_case_are_the_same_in_every_process_and_differ_between_cases(keys: Keys) -> None:
    store = keys.store()
    store.open_case(CASE)
    store.open_case("case-2")
    reference = store.case_mac(CASE, b"rendering")
    assert keys.store("other").case_mac(CASE, b"rendering") == reference
    assert store.case_mac(CASE, b"rendering") == reference
    assert len({reference, store.case_mac(CASE, b"another"), store.case_mac("case-2", b"rendering")}) == 3


def test_a_case_that_was_never_opened_has_no_key(keys: Keys) -> None:
    for use in (keys.store().case_key, keys.store().alias):
        with pytest.raises(KeysUnavailable, match="open it, or restore the key store"):
            use(CASE)


def test_a_case_is_had_from_its_opening_to_its_destruction_and_the_database_is_asked_each_time(
    keys: Keys,
) -> None:
    store, other = keys.store(), keys.store("other")
    assert not store.has_case(CASE)
    store.open_case(CASE)
    assert (store.has_case(CASE), other.has_case(CASE)) == (True, True)
    assert store.case_key(CASE).case == CASE

    other.destroy_case(CASE, AT)

    assert not store.has_case(CASE)


def test_a_case_key_says_nothing_of_itself_but_case_and_alias(keys: Keys) -> None:
    store = keys.store()
    alias = store.open_case(CASE)
    assert repr(store.case_key(CASE)) == f"CaseKey(case='case-1', alias='{alias}')"


def test_an_id_that_is_not_opaque_makes_no_key(keys: Keys) -> None:
    with pytest.raises(ValueError, match="opaque ids"):
        keys.store().open_case("the case of a name")


def test_two_processes_that_open_a_case_at_once_share_one_key(keys: Keys) -> None:
    stores = [keys.store(str(number)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        aliases = list(pool.map(lambda store: store.open_case(CASE), stores))
    assert len(set(aliases)) == 1
    assert len({store.case_mac(CASE, b"") for store in stores}) == 1


def test_a_case_key_is_unwrapped_once_and_again_when_its_life_is_over(keys: Keys) -> None:
    store = keys.store()
    store.open_case(CASE)
    store.case_key(CASE)
    assert keys.provider.unwrapped == 1
    keys.clock.seconds = CACHE_SECONDS
    store.case_key(CASE)
    assert keys.provider.unwrapped == 2


def test_a_warm_cache_outlives_the_provider_and_no_longer(keys: Keys) -> None:
    store = keys.store()
    alias = store.open_case(CASE)
    keys.provider.reachable = False
    assert store.alias(CASE) == alias
    keys.clock.seconds = CACHE_SECONDS
    with pytest.raises(KeysUnavailable):
        store.alias(CASE)


def test_a_destroyed_case_is_gone_and_never_opened_again(keys: Keys) -> None:
    store = keys.store()
    store.open_case(CASE)
    assert store.destroy_case(CASE, AT) == AT
    for each in (store, keys.store("other")):
        for use in (each.case_key, each.alias, each.open_case):
            with pytest.raises(KeyDestroyed):
                use(CASE)
        with pytest.raises(KeyDestroyed):
            each.case_mac(CASE, b"")
    with keys.engine.connect() as connection:
        (row,) = connection.execute(select(case_keys)).all()
    assert row == (CASE, None, None, int(AT.timestamp()) * 1_000_000)


def test_destroying_twice_tells_when_it_was_first_done(keys: Keys) -> None:
    keys.store().open_case(CASE)
    keys.store().destroy_case(CASE, AT.astimezone(timezone(timedelta(hours=1))))
    assert keys.store().destroy_case(CASE, AT + timedelta(days=1)) == AT


def test_a_case_destroyed_before_it_was_opened_cannot_be_opened(keys: Keys) -> None:
    assert keys.store().destroy_case(CASE, AT) == AT
    with pytest.raises(KeyDestroyed):
        keys.store().open_case(CASE)


def test_destroying_one_case_leaves_the_others(keys: Keys) -> None:
    store = keys.store()
    aliases = [store.open_case(case) for case in (CASE, "case-2")]
    store.destroy_case(CASE, AT)
    assert store.alias("case-2") == aliases[1]


def test_destruction_needs_an_instant_with_a_zone(keys: Keys) -> None:
    with pytest.raises(ValueError, match="zone"):
        keys.store().destroy_case(CASE, datetime(2026, 3, 2))  # noqa: DTZ001 -- the fault under test


def test_a_key_destroyed_elsewhere_is_forgotten_when_its_life_is_over(keys: Keys) -> None:
    here = keys.store()
    alias = here.open_case(CASE)
    keys.store("elsewhere").destroy_case(CASE, AT)
    assert here.alias(CASE) == alias
    keys.clock.seconds = CACHE_SECONDS
    with pytest.raises(KeyDestroyed):
        here.alias(CASE)


def test_a_key_destroyed_while_it_is_unwrapped_is_not_kept(keys: Keys) -> None:
    store = keys.store()
    keys.store("other").open_case(CASE)
    keys.provider.meanwhile = lambda: store.destroy_case(CASE, AT)
    store.case_key(CASE)
    with pytest.raises(KeyDestroyed):
        store.case_key(CASE)


def test_a_case_destroyed_by_two_at_once_has_one_instant(keys: Keys) -> None:
    keys.store().open_case(CASE)
    with ThreadPoolExecutor(2) as pool:
        told = list(
            pool.map(lambda n: keys.store(str(n)).destroy_case(CASE, AT + timedelta(seconds=n)), range(2))
        )
    assert len(set(told)) == 1


@pytest.mark.parametrize("changed", [{"alias": "ab" * 16}, {"alias": "not opaque!"}, {"wrapped": b"short"}])
def test_a_changed_row_of_the_key_store_is_tampered(keys: Keys, changed: dict[str, object]) -> None:
    keys.store().open_case(CASE)
    with keys.engine.begin() as connection:
        connection.execute(update(case_keys).values(**changed))
    with pytest.raises(Tampered):
        keys.store().alias(CASE)


def test_two_cases_whose_keys_were_swapped_are_tampered(keys: Keys) -> None:
    for case in (CASE, "case-2"):
        keys.store(case).open_case(case)
    with keys.engine.begin() as connection:
        first, second = connection.execute(select(case_keys).order_by(case_keys.c.case_id)).all()
        connection.execute(delete(case_keys))
        for case, row in ((CASE, second), ("case-2", first)):
            connection.execute(case_keys.insert().values(case_id=case, alias=row.alias, wrapped=row.wrapped))
    for case in (CASE, "case-2"):
        with pytest.raises(Tampered):
            keys.store().alias(case)


def test_a_provider_out_of_reach_opens_no_case(keys: Keys) -> None:
    keys.provider.reachable = False
    with pytest.raises(KeysUnavailable):
        keys.store().open_case(CASE)
    keys.provider.reachable = True
    with pytest.raises(KeysUnavailable, match="open it"):
        keys.store().alias(CASE)


def test_a_database_that_cannot_be_used_is_a_key_service_that_cannot(tmp_path: Path) -> None:
    broken = key_engine(f"sqlite:///{tmp_path}/absent/keys.db")
    with pytest.raises(KeysUnavailable, match="check its database"):
        some_keys(broken, tmp_path)


def test_an_engine_that_shows_parameters_is_refused(keys: Keys) -> None:
    with pytest.raises(ValueError, match="hide parameters"):
        KeyStore(create_engine("sqlite://"), keys.provider, Counted(), keys.clock)


def test_creating_the_tables_again_changes_nothing(keys: Keys) -> None:
    alias = keys.store().open_case(CASE)
    keys.store().create_tables()
    assert keys.store().alias(CASE) == alias


def test_on_sqlite_no_byte_of_a_destroyed_key_stays_in_any_file(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    keys = some_keys(sqlite_engine, tmp_path)
    store = keys.store()
    alias = store.open_case(CASE)
    with sqlite_engine.connect() as connection:
        wrapped = connection.execute(select(case_keys.c.wrapped)).scalar_one()

    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.glob("keys.db*"))

    assert wrapped in on_disk()
    assert alias.encode() in on_disk()
    store.destroy_case(CASE, AT)
    left = on_disk()
    assert not [start for start in range(len(wrapped) - 8) if wrapped[start : start + 8] in left]
    assert alias.encode() not in left


def test_on_sqlite_a_reader_that_holds_the_old_page_is_reported_until_it_lets_go(tmp_path: Path) -> None:
    engine = key_engine(f"sqlite:///{tmp_path}/keys.db", wait_seconds=0.05)
    keys = some_keys(engine, tmp_path)
    store = keys.store()
    store.open_case(CASE)
    reader = engine.connect()
    reader.exec_driver_sql("BEGIN")
    reader.execute(select(case_keys)).all()
    with pytest.raises(KeysUnavailable, match="a reader holds its old page: call again"):
        store.destroy_case(CASE, AT)
    with pytest.raises(KeyDestroyed):
        store.alias(CASE)
    reader.close()
    assert store.destroy_case(CASE, AT + timedelta(days=1)) == AT
    engine.dispose()


def test_on_sqlite_a_log_that_cannot_be_emptied_is_reported(sqlite_engine: Engine, tmp_path: Path) -> None:
    store = some_keys(sqlite_engine, tmp_path).store()
    sqlite_engine.dispose()
    for file in tmp_path.glob("keys.db*"):
        file.unlink()
    (tmp_path / "keys.db").mkdir()
    with pytest.raises(KeysUnavailable, match="call again"):
        store._truncate_log()


def test_on_sqlite_commits_are_on_disk_and_deleted_content_is_overwritten(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert settings == ["wal", 2, 1]


def test_instants_are_kept_in_utc(keys: Keys) -> None:
    keys.store().open_case(CASE)
    assert keys.store().destroy_case(CASE, AT).tzinfo is UTC

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from sharehub.crypto import store as store_module
from sharehub.crypto.opening import open_record
from sharehub.crypto.tables import case_keys, wrapping_keys
from sharehub.errors import KeyDestroyed, KeysUnavailable, Tampered
from tests.sharehub.crypto.builders import AT, BOUND, CASE, FIELDS, Keys, a_binding, a_seal

ROOT_VERSION = slice(5, 9)


def root_versions(keys: Keys) -> list[int]:
    with keys.engine.connect() as connection:
        blobs = [
            *connection.scalars(select(wrapping_keys.c.wrapped)),
            *connection.scalars(select(case_keys.c.wrapped).where(case_keys.c.wrapped.is_not(None))),
        ]
    return [int.from_bytes(blob[ROOT_VERSION], "big") for blob in blobs]


def test_after_a_root_rotation_every_key_is_wrapped_anew_and_records_open_as_before(keys: Keys) -> None:
    sealed = a_seal(keys.store())
    keys.store("second").open_case("case-2")
    keys.provider.rotate()
    assert root_versions(keys) == [1, 1, 1]
    assert keys.store("renewing").renew() == 3
    assert root_versions(keys) == [2, 2, 2]
    assert open_record(keys.store("new"), a_binding(), sealed, BOUND).field("gist") == FIELDS["gist"]


def test_a_renewal_that_crashed_half_way_is_done_again(keys: Keys) -> None:
    sealed = a_seal(keys.store())
    keys.provider.rotate()
    with keys.engine.begin() as connection:
        (spoilt,) = connection.execute(select(case_keys.c.wrapped)).scalars()
        connection.execute(update(case_keys).values(wrapped=b"short"))
    with pytest.raises(Tampered):
        keys.store("crashing").renew()
    assert root_versions(keys)[0] == 2
    with keys.engine.begin() as connection:
        connection.execute(update(case_keys).values(wrapped=spoilt))
    assert open_record(keys.store("between"), a_binding(), sealed, BOUND).field("note") is None
    assert keys.store("resumed").renew() == 2
    assert root_versions(keys) == [2, 2]


def test_a_key_destroyed_while_it_is_renewed_does_not_come_back(keys: Keys) -> None:
    keys.store().open_case(CASE)
    keys.provider.meanwhile = lambda: keys.store("other").destroy_case(CASE, AT)
    assert keys.store("renewing").renew() == 0
    with pytest.raises(KeyDestroyed):
        keys.store().alias(CASE)
    assert root_versions(keys) == []


def test_renewal_goes_on_over_many_pages(keys: Keys) -> None:
    page = store_module._PAGE
    with keys.engine.begin() as connection:
        connection.execute(
            insert(case_keys),
            [
                {
                    "case_id": f"case-{number}",
                    "alias": f"{number:032x}",
                    "wrapped": keys.provider.wrap(bytes(32), f"case/case-{number}/{number:032x}"),
                }
                for number in range(page + 1)
            ],
        )
    keys.provider.rotate()
    assert keys.store().renew() == page + 1
    assert set(root_versions(keys)) == {2}


def test_nothing_is_renewed_without_the_provider(keys: Keys) -> None:
    keys.store().open_case(CASE)
    keys.provider.reachable = False
    with pytest.raises(KeysUnavailable):
        keys.store().renew()


def test_a_store_that_let_go_of_its_database_opens_it_again(keys: Keys) -> None:
    store = keys.store()
    alias = store.open_case(CASE)
    store.close()
    assert keys.store("later").alias(CASE) == alias

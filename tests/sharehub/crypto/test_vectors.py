from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from sharehub.crypto.keys import KeyFile
from sharehub.crypto.opening import open_record
from sharehub.crypto.sealing import Sealed
from sharehub.crypto.store import KeyStore
from sharehub.crypto.tables import case_keys, wrapping_keys
from tests.sharehub.crypto.builders import BOUND, Counted, Ticks
from tests.sharehub.crypto.vectors import CASES, PATH, add, make, pinned

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

PINNED = "3a9e7b17a910984a9be6b0982973890a84cc8ab8976e50c45d82e9d648abf46e"
"""The SHA-256 of the vectors: whoever changes them must change this line too, and say so in review."""


def test_the_vectors_are_those_that_were_pinned() -> None:
    assert sha256(PATH.read_bytes()).hexdigest() == PINNED
    assert pinned().keys() == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_sealing_gives_the_pinned_bytes(name: str) -> None:
    assert make(name) == pinned()[name]


@pytest.mark.parametrize("name", CASES)
def test_pinned_bytes_open_from_what_was_stored_alone(
    name: str, sqlite_engine: Engine, tmp_path: Path
) -> None:
    binding, fields = CASES[name]
    vector = pinned()[name]
    provider = KeyFile.create(tmp_path / "root.json", Counted(f"root {name}"))
    store = KeyStore(sqlite_engine, provider, Counted("unused"), Ticks())
    store.create_tables()
    with sqlite_engine.begin() as connection:
        connection.execute(
            case_keys.insert().values(
                case_id=binding.case, alias=vector["alias"], wrapped=bytes.fromhex(vector["case_key"])
            )
        )
        connection.execute(
            wrapping_keys.insert().values(
                id=vector["wrapping_key_id"],
                unit=binding.owner,
                key_class=vector["wrapping_key_class"],
                generation=1,
                state="current",
                wrapped=bytes.fromhex(vector["wrapping_key"]),
            )
        )
    wrapped_key, commitment, manifest = (
        bytes.fromhex(vector[part]) for part in ("wrapped_key", "commitment", "manifest")
    )
    envelopes = {field: bytes.fromhex(stored) for field, stored in vector["fields"].items()}
    sealed = Sealed(vector["wrapping_key_id"], wrapped_key, commitment, manifest, envelopes)
    record = open_record(store, binding, sealed, BOUND)
    assert {field: record.field(field) for field in fields} == fields


def test_the_generator_adds_what_is_missing_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "crypto.json"
    kept = dict(list(pinned().items())[1:])
    path.write_text(json.dumps(kept))
    assert add(path) == [next(iter(CASES))]
    assert pinned(path) == pinned()
    assert add(path) == []


def test_the_generator_refuses_to_change_a_vector(tmp_path: Path) -> None:
    path = tmp_path / "crypto.json"
    changed = pinned()
    changed["no fields"]["manifest"] = "00" * 32
    path.write_text(json.dumps(changed))
    with pytest.raises(ValueError, match="new number instead: \\['no fields'\\]"):
        add(path)
    assert pinned(path) == changed


def test_the_generator_refuses_to_forget_a_vector(tmp_path: Path) -> None:
    path = tmp_path / "crypto.json"
    path.write_text(json.dumps({**pinned(), "a format of old": {}}))
    with pytest.raises(ValueError, match="a format of old"):
        add(path)

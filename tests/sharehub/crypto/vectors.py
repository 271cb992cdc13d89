"""Pinned vectors of the sealed format: made by `python -m tests.sharehub.crypto.vectors`, never made anew.

A vector that changed means that records sealed yesterday no longer open. So this adds vectors that are
missing and refuses to change one that is there: a new format gets a new number and vectors of its own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sharehub.crypto.keys import KeyFile
from sharehub.crypto.sealing import seal
from sharehub.crypto.store import KeyStore
from sharehub.crypto.tables import case_keys, key_engine, wrapping_keys
from tests.sharehub.crypto.builders import BOUND, FIELDS, Counted, Ticks, a_binding

if TYPE_CHECKING:
    from sharehub.crypto.sealing import Binding

PATH = Path(__file__).parents[2] / "vectors" / "crypto.json"

CASES: dict[str, tuple[Binding, dict[str, str | None]]] = {
    "a fact of behaviour": (a_binding(), FIELDS),
    "a fact of two categories": (a_binding(version=12, categories=("behaviour", "safety")), FIELDS),
    "a person of no category": (a_binding(kind="person", categories=()), {"name": "Ünal", "born": None}),
    "a statement of 600 characters": (a_binding(record="long"), {"statement": "wörds " * 100}),
    "no fields": (a_binding(record="bare"), {}),
}


def make(name: str) -> dict[str, Any]:
    """Seal one case with counted randomness, and return everything that was stored on the way, in hex."""
    binding, fields = CASES[name]
    with TemporaryDirectory() as folder:
        engine = key_engine(f"sqlite:///{folder}/keys.db")
        provider = KeyFile.create(Path(folder) / "root.json", Counted(f"root {name}"))
        store = KeyStore(engine, provider, Counted(f"store {name}"), Ticks())
        store.create_tables()
        alias = store.open_case(binding.case)
        sealed = seal(store, binding, fields, BOUND, Counted(f"seal {name}"))
        with engine.connect() as connection:
            case = connection.execute(case_keys.select()).one()
            wrapping = connection.execute(wrapping_keys.select()).one()
        engine.dispose()
        return {
            "prefix": binding.prefix.hex(),
            "alias": alias,
            "provider_mac": provider.mac(b"message", "chi/1").hex(),
            "case_mac": store.case_mac(binding.case, b"message").hex(),
            "case_key": case.wrapped.hex(),
            "wrapping_key_id": sealed.wrapping_key,
            "wrapping_key_class": wrapping.key_class,
            "wrapping_key": wrapping.wrapped.hex(),
            "wrapped_key": sealed.wrapped_key.hex(),
            "commitment": sealed.commitment.hex(),
            "manifest": sealed.manifest.hex(),
            "manifest_digest": sealed.manifest_digest(),
            "fields": {field: stored.hex() for field, stored in sealed.fields.items()},
        }


def pinned(path: Path = PATH) -> dict[str, Any]:
    """Return the vectors of the file, or none when there is no file yet."""
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def add(path: Path = PATH) -> list[str]:
    """Add the vectors that are missing and return their names.

    Raises:
        ValueError: a vector that is there would change; nothing is written.
    """
    known = pinned(path)
    if changed := sorted(name for name in known if name not in CASES or make(name) != known[name]):
        raise ValueError(f"these vectors would change; give the format a new number instead: {changed}")
    missing = [name for name in CASES if name not in known]
    path.write_text(json.dumps(known | {name: make(name) for name in missing}, indent=1) + "\n")
    return missing


if __name__ == "__main__":
    sys.stdout.write("".join(f"added: {name}\n" for name in add()))

"""How long sealing and opening take, beside raw AES-GCM calls on the same bytes."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sharehub.crypto.envelope import padded
from sharehub.crypto.keys import KeyFile
from sharehub.crypto.opening import open_record
from sharehub.crypto.sealing import Binding, seal
from sharehub.crypto.store import KeyStore
from sharehub.crypto.tables import key_engine
from tests.bench.readings import ratio_of
from tests.bench.spread import compared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sharehub.crypto.opening import OpenRecord
    from sharehub.crypto.sealing import Sealed
    from tests.bench.spread import Compared, Effort

NONCE_BYTES = 12
MICROSECONDS = 1e6
CALLS = 30
"""How many times more calls than of a whole reading: these take microseconds."""

RECORD = Binding("fact", "unit-1", "case-1", "fact-1", 1, ("behaviour", "survivor_account"))
FIELDS: Mapping[str, str | None] = {
    "statement": "He keeps the only key and counts the minutes that she is out of the house, she says.",
    "gist": "He controls when she can leave the home.",
    "pathway_note": "They are late for school.",
    "disclosed_to": "her worker",
    "police_grade": None,
    "pathway_unknown_reason": None,
    "no_link_found_reason": None,
    "gist_reason": None,
}
FIELD = "statement"
BOUND = b'{"categories":["behaviour","survivor_account"],"revision":1}'


@dataclass(frozen=True, slots=True)
class Sealer:
    """A key store that seals and opens one record."""

    store: KeyStore

    def sealed(self, fields: Mapping[str, str | None]) -> Sealed:
        """Seal these fields as one record."""
        return seal(self.store, RECORD, fields, BOUND, os.urandom)

    def opened(self, sealed: Sealed) -> OpenRecord:
        """Verify the record; no field is decrypted yet."""
        return open_record(self.store, RECORD, sealed, BOUND)

    def read(self, sealed: Sealed) -> list[str | None]:
        """Verify the record and decrypt every field."""
        record = self.opened(sealed)
        return [record.field(name) for name in sealed.fields]


@dataclass(frozen=True, slots=True)
class Raw:
    """The bare cipher, its key at hand, nothing bound and nothing verified but its own tag."""

    cipher: AESGCM

    def encrypted(self, plain: list[bytes]) -> list[tuple[bytes, bytes]]:
        """Encrypt each block under a nonce of its own."""
        nonces = [os.urandom(NONCE_BYTES) for _ in plain]
        return [
            (nonce, self.cipher.encrypt(nonce, block, None))
            for nonce, block in zip(nonces, plain, strict=True)
        ]

    def decrypted(self, blocks: list[tuple[bytes, bytes]]) -> list[bytes]:
        """Decrypt each block."""
        return [self.cipher.decrypt(nonce, block, None) for nonce, block in blocks]


def sealing(effort: Effort) -> Iterator[str]:
    """Measure sealing and opening, of a whole record and of one field."""
    effort = replace(effort, calls=effort.calls * CALLS)
    raw = Raw(AESGCM(os.urandom(32)))
    with _sealer() as sealer:
        yield f"µs per record; {len(FIELDS)} fields, {sum(map(len, _plain(FIELDS)))} bytes as padded"
        for what, fields in ((f"{len(FIELDS)} fields", FIELDS), ("1 field", {FIELD: FIELDS[FIELD]})):
            yield from _compared(sealer, raw, what, fields, effort)
        record = sealer.opened(sealer.sealed(FIELDS))
        one = raw.encrypted(_plain({FIELD: FIELDS[FIELD]}))
        found = compared(lambda: record.field(FIELD), lambda: raw.decrypted(one), effort)
        yield from _lines("one more field of an open record", found)


def _compared(
    sealer: Sealer, raw: Raw, what: str, fields: Mapping[str, str | None], effort: Effort
) -> Iterator[str]:
    plain, sealed = _plain(fields), sealer.sealed(fields)
    encrypted = raw.encrypted(plain)
    if sealer.read(sealed) != [fields[name] for name in sealed.fields] or raw.decrypted(encrypted) != plain:
        raise AssertionError("what was sealed is not what is opened")
    yield from _lines(
        f"sealing {what}", compared(lambda: sealer.sealed(fields), lambda: raw.encrypted(plain), effort)
    )
    yield from _lines(
        f"opening {what}", compared(lambda: sealer.read(sealed), lambda: raw.decrypted(encrypted), effort)
    )


def _lines(what: str, found: Compared) -> Iterator[str]:
    yield what
    yield f"  {'ShareHub':<20} {found.ours.times(MICROSECONDS)} µs"
    yield f"  {'raw AES-GCM':<20} {found.bare.times(MICROSECONDS)} µs"
    yield ratio_of(found)


def _plain(fields: Mapping[str, str | None]) -> list[bytes]:
    return [padded(name, text) for name, text in fields.items()]


@contextmanager
def _sealer() -> Iterator[Sealer]:
    with TemporaryDirectory(prefix="sharehub-bench-") as folder:
        provider = KeyFile.create(Path(folder) / "root.json", os.urandom, demo=True)
        store = KeyStore(
            key_engine(f"sqlite:///{Path(folder) / 'keys.db'}"), provider, os.urandom, time.monotonic
        )
        try:
            store.create_tables()
            store.open_case(RECORD.case)
            yield Sealer(store)
        finally:
            store.close()

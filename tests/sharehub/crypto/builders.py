"""Keys, clocks and records for tests of encryption: valid by default, and the same on every run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sharehub.crypto.keys import KeyFile, KeyHealth, KeyProvider
from sharehub.crypto.sealing import Binding, Sealed, seal
from sharehub.crypto.store import KeyStore
from sharehub.crypto.wrapping import GRACE
from sharehub.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = AT + GRACE
UNIT = "unit-a"
CASE = "case-1"
BOUND = b'{"status":"published"}'
FIELDS = {"statement": "He waits outside her work.", "gist": "Waits for her.", "note": None, "grade": ""}


class Counted:
    """Bytes that look random, count up, and are the same for the same seed."""

    def __init__(self, seed: str = "") -> None:
        self._seed = seed
        self._count = 0

    def __call__(self, size: int) -> bytes:
        made = b""
        while len(made) < size:
            self._count += 1
            made += sha256(f"{self._seed}:{self._count}".encode()).digest()
        return made[:size]


@dataclass(slots=True)
class Ticks:
    """A monotonic clock that moves only when a test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(slots=True)
class Watched:
    """A provider that counts what it unwraps, can be out of reach, and can let something happen meanwhile."""

    provider: KeyProvider
    reachable: bool = True
    unwrapped: int = 0
    meanwhile: Callable[[], object] | None = None

    def wrap(self, secret: bytes, context: str) -> bytes:
        return self._reached().wrap(secret, context)

    def unwrap(self, blob: bytes, context: str) -> bytes:
        self.unwrapped += 1
        secret = self._reached().unwrap(blob, context)
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        return secret

    def mac(self, message: bytes, context: str) -> bytes:
        return self._reached().mac(message, context)

    def rotate(self) -> int:
        return self._reached().rotate()

    def health(self) -> KeyHealth:
        return self._reached().health()

    def _reached(self) -> KeyProvider:
        if not self.reachable:
            raise KeysUnavailable("the key service cannot be reached")
        return self.provider


@dataclass(frozen=True, slots=True)
class Keys:
    """A key store with everything a test may want to turn."""

    engine: Engine
    provider: Watched
    clock: Ticks

    def store(self, seed: str = "store") -> KeyStore:
        """Open the key store as a process that has just started does: with nothing cached."""
        return KeyStore(self.engine, self.provider, Counted(seed), self.clock)


def some_keys(engine: Engine, folder: Path) -> Keys:
    """Create a key file in the folder and the key store's tables in the database."""
    keys = Keys(engine, Watched(KeyFile.create(folder / "root.json", Counted("root"))), Ticks())
    keys.store().create_tables()
    return keys


def a_binding(**changes: Any) -> Binding:
    """A published fact of behaviour, its first version."""
    valid = Binding("fact", UNIT, CASE, "record-1", 1, ("behaviour",))
    return replace(valid, **changes)


def a_seal(
    store: KeyStore, binding: Binding | None = None, seed: str = "seal", **fields: str | None
) -> Sealed:
    """A record sealed with `BOUND`; fields may be named that differ from `FIELDS`."""
    binding = binding or a_binding()
    store.open_case(binding.case)
    return seal(store, binding, {**FIELDS, **fields}, BOUND, Counted(seed))


def flipped(stored: bytes, position: int) -> bytes:
    """The bytes with one bit of one byte turned."""
    return stored[:position] + bytes((stored[position] ^ 1,)) + stored[position + 1 :]


def later(**by: float) -> datetime:
    """An instant after `AT`: `later(minutes=5)`."""
    return AT + timedelta(**by)

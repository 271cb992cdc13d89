"""Wrapping keys: one line of generations per owner unit and key class, and the life of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, insert, select, update

from sharehub.crypto.cache import ShortLived
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.database import CACHE_MOST, CACHE_SECONDS, KeyDatabase, microseconds
from sharehub.crypto.keys import context_of
from sharehub.crypto.tables import State, wrapping_keys
from sharehub.errors import Conflict, KeysUnavailable, Tampered

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Engine

    from sharehub.crypto.keys import KeyProvider, Random

GRACE = timedelta(minutes=15)
"""How long after a switch a generation is kept: caches still write with it, and open work may yet commit."""

_KEY_BYTES = 32
_ID_BYTES = 16
_ID = re.compile(r"[0-9a-f]{32}")
_RACES = 3


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """A wrapping key, ready for use; its state may be as old as the cache."""

    id: str
    unit: str
    key_class: KeyClass
    generation: int
    state: State
    cipher: AESGCM = field(repr=False)


@dataclass(frozen=True, slots=True)
class Generation:
    """A wrapping key as it stands in the store, without the key."""

    id: str
    generation: int
    state: State


class WrappingKeys(KeyDatabase):
    """Makes, finds and moves on the generations of wrapping keys."""

    def __init__(
        self, engine: Engine, provider: KeyProvider, random: Random, monotonic: Callable[[], float]
    ) -> None:
        """See `KeyDatabase`."""
        super().__init__(engine, provider, random, monotonic)
        self._wrapping: ShortLived[str, WrappingKey] = ShortLived(self.monotonic, CACHE_SECONDS, CACHE_MOST)
        self._writing: ShortLived[tuple[str, KeyClass], WrappingKey] = ShortLived(
            self.monotonic, CACHE_SECONDS, CACHE_MOST
        )

    def wrapping_key(self, key: str) -> WrappingKey:
        """Return a wrapping key by its id, whatever its state.

        Raises:
            Tampered: there is no such key, or its row is not the one that was stored.
            KeysUnavailable: the provider or the database cannot be reached.
        """
        cached = self._wrapping.get(key)
        if cached is not None:
            return cached
        stamp = self._wrapping.stamp()
        if _ID.fullmatch(key) is None:
            raise Tampered("the id of a wrapping key is malformed")
        row = self._generation(wrapping_keys.c.id == key)
        if row is None:
            raise Tampered("the key store holds no such wrapping key")
        found = self._ready(row)
        self._wrapping.put(key, found, stamp)
        return found

    def writing_key(self, unit: str, key_class: KeyClass) -> WrappingKey:
        """Return the key to write with, making the first generation when there is none.

        Raises:
            KeysUnavailable: the provider or the database cannot be reached.
            Tampered: the stored key is not the one that was stored.
        """
        cached = self._writing.get((unit, key_class))
        if cached is not None:
            return cached
        stamp = self._writing.stamp()
        row = self._in_state(unit, key_class, State.CURRENT)
        if row is None:
            self._make(unit, key_class, 1, State.CURRENT, None)
            # Ours, or that of the process which was first.
            row = self._in_state(unit, key_class, State.CURRENT)
        if row is None:
            raise KeysUnavailable("no wrapping key is current for this unit and class: restore the key store")
        found = self._ready(row)
        self._writing.put((unit, key_class), found, stamp)
        return found

    def generations(self, unit: str, key_class: KeyClass) -> list[Generation]:
        """Return every generation of a unit and class, oldest first."""
        keys = wrapping_keys.c
        with self._look() as connection:
            rows = connection.execute(
                select(keys.id, keys.generation, keys.state)
                .where(keys.unit == unit, keys.key_class == key_class)
                .order_by(keys.generation)
            ).all()
        return [Generation(row.id, row.generation, State(row.state)) for row in rows]

    def new_generation(self, unit: str, key_class: KeyClass, at: datetime) -> str:
        """Make the next generation, pending, and return its id; one that is pending already is the one.

        Raises:
            KeysUnavailable: the provider or the database cannot be reached.
        """
        self.writing_key(unit, key_class)  # the first generation is never made pending
        for _ in range(_RACES):
            pending = self._in_state(unit, key_class, State.PENDING)
            if pending is not None:
                return str(pending.id)
            last = self.generations(unit, key_class)[-1].generation
            self._make(unit, key_class, last + 1, State.PENDING, microseconds(at))
        raise KeysUnavailable("others keep making and switching generations: try again")

    def switch_writers(self, key: str, at: datetime) -> None:
        """Make a pending key the one to write with, in one transaction; again is harmless.

        Other processes follow within `CACHE_SECONDS`.

        Raises:
            Conflict: the key is neither pending nor current.
            Tampered: there is no such key.
        """
        keys, when = wrapping_keys.c, microseconds(at)
        found = self.wrapping_key(key)
        still_pending = select(keys.id).where(keys.id == key, keys.state == State.PENDING).scalar_subquery()
        line = (keys.unit == found.unit) & (keys.key_class == found.key_class)
        with self._transaction() as connection:
            connection.execute(
                update(wrapping_keys)
                .where(line, keys.state == State.CURRENT, still_pending.is_not(None))
                .values(state=State.OLD, switched_at=when)
            )
            connection.execute(
                update(wrapping_keys)
                .where(keys.id == key, keys.state == State.PENDING)
                .values(state=State.CURRENT)
            )
        self._writing.drop((found.unit, found.key_class))
        for generation in self.generations(found.unit, found.key_class):
            self._wrapping.drop(generation.id)
        if self.wrapping_key(key).state is not State.CURRENT:
            raise Conflict("writers only switch to a generation that is pending")

    def retire(self, key: str, referring: int, at: datetime) -> None:
        """Put an old generation out of use: nothing is opened with it any more; again is harmless.

        The wrapped key stays, so that records of a restored backup can still be re-wrapped.

        Args:
            key: the id of the wrapping key.
            referring: how many records still name it, counted after the switch.
            at: now; at least `GRACE` after the switch, so that nothing can still be on its way.

        Raises:
            Conflict: records still name it, it is still written with, or it was left too short a time ago.
            Tampered: there is no such key.
        """
        keys, when = wrapping_keys.c, microseconds(at)
        if referring != 0:
            raise Conflict("records still name this generation: re-wrap them first")
        with self._transaction() as connection:
            connection.execute(
                update(wrapping_keys)
                .where(
                    keys.id == key,
                    keys.state == State.OLD,
                    keys.switched_at <= when - GRACE // timedelta(microseconds=1),
                )
                .values(state=State.RETIRED, retired_at=when)
            )
        self._wrapping.drop(key)
        if self.wrapping_key(key).state is not State.RETIRED:
            raise Conflict("only an old generation retires, a while after writers left it")

    def _generation(self, *where: ColumnElement[bool]) -> Row[Any] | None:
        with self._look() as connection:
            return connection.execute(select(wrapping_keys).where(*where)).first()

    def _in_state(self, unit: str, key_class: KeyClass, state: State) -> Row[Any] | None:
        keys = wrapping_keys.c
        return self._generation(keys.unit == unit, keys.key_class == key_class, keys.state == state)

    def _make(self, unit: str, key_class: KeyClass, generation: int, state: State, at: int | None) -> bool:
        key = self.random(_ID_BYTES).hex()
        wrapped = self.provider.wrap(self.random(_KEY_BYTES), _context(key, unit, key_class, generation))
        return self._inserted(
            insert(wrapping_keys).values(
                id=key,
                unit=unit,
                key_class=key_class,
                generation=generation,
                state=state,
                wrapped=wrapped,
                made_at=at,
            )
        )

    def _ready(self, row: Row[Any]) -> WrappingKey:
        cipher = AESGCM(self.provider.unwrap(row.wrapped, wrapping_context(row)))
        return WrappingKey(
            row.id, row.unit, KeyClass(row.key_class), row.generation, State(row.state), cipher
        )


def wrapping_context(row: Row[Any]) -> str:
    """Return what binds a stored wrapping key to its place: rows of two units or classes cannot be swapped.

    Raises:
        Tampered: the row holds what was never stored.
    """
    try:
        return _context(row.id, row.unit, row.key_class, row.generation)
    except ValueError:
        raise Tampered("the row of a wrapping key is not what was stored") from None


def _context(key: str, unit: str, key_class: str, generation: int) -> str:
    return context_of("wrapping", key, unit, key_class, str(generation))

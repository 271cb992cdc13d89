"""Rotating a wrapping key without downtime: begin, switch, re-wrap in batches, retire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.crypto.sealing import rewrap
from sharehub.crypto.tables import State
from sharehub.errors import Conflict, KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sharehub.crypto.classes import KeyClass
    from sharehub.crypto.sealing import Binding, Sealed
    from sharehub.crypto.store import KeyStore
    from sharehub.crypto.wrapping import Generation


@dataclass(frozen=True, slots=True)
class Rotation:
    """A rotation under way: ids of the generation that records move to, and of those they leave."""

    unit: str
    key_class: KeyClass
    to: str
    leaving: tuple[str, ...]


def begin(store: KeyStore, unit: str, key_class: KeyClass, at: datetime) -> Rotation:
    """Take up the rotation under way, or begin one: make the next generation, pending.

    A crash before its row is committed leaves nothing. A crash after leaves a generation that every process
    can read and none writes with, and this takes it up again.

    Raises:
        KeysUnavailable: the key store or its provider cannot be reached.
    """
    found = under_way(store, unit, key_class)
    if found is not None:
        return found
    to = store.new_generation(unit, key_class, at)
    return Rotation(
        unit, key_class, to, tuple(key.id for key in _standing(store, unit, key_class) if key.id != to)
    )


def under_way(store: KeyStore, unit: str, key_class: KeyClass) -> Rotation | None:
    """Return the rotation under way, read from the key store alone, or None when there is none."""
    standing = _standing(store, unit, key_class)
    if len(standing) <= 1:
        return None
    # At most one generation is pending, and then it is the newest; else the current one is.
    *leaving, newest = standing
    return Rotation(unit, key_class, newest.id, tuple(key.id for key in leaving))


def switch(store: KeyStore, rotation: Rotation, at: datetime) -> None:
    """Let writers use the new generation, once every reader has been deployed that can find it.

    One transaction: a crash leaves writers with the old generation or with the new, never with none or two.
    For as long as caches live, other processes go on writing with the old one, which is still read.

    Raises:
        Conflict: the generation is neither pending nor current.
        KeysUnavailable: the key store or its provider cannot be reached.
    """
    store.switch_writers(rotation.to, at)


def rewrap_batch(store: KeyStore, records: Iterable[tuple[Binding, Sealed]], to: str) -> list[Sealed]:
    """Return each record wrapped by the new generation, in order; nothing is stored here.

    The caller replaces a row only where it still has the wrapped key that was read. A crash before its
    commit leaves the batch as it was, a crash after leaves it done; either way the next run reads the rows
    that still name an old generation, and one re-wrapped twice is the same record.

    A record whose case was destroyed comes back as it was, naming the old generation: nothing opens it ever
    again, so the caller deletes it or leaves it out of the count.

    Raises:
        Tampered: a record is not what was sealed; the batch is not returned, for this is an alarm.
        KeysUnavailable: the keys cannot be had now; the batch may be tried again.
        Conflict: the generation is not for this record, or not to be written with.
    """
    return [_rewrapped(store, binding, sealed, to) for binding, sealed in records]


def retire(store: KeyStore, rotation: Rotation, referring: Mapping[str, int], at: datetime) -> None:
    """Put the generations that were left out of use, once nothing refers to them.

    Each is a transaction of its own: a crash between two leaves the rest to the next run. A crash before
    any leaves old generations that are still read, which costs nothing but tidiness.

    Args:
        store: the key store.
        rotation: what `begin` or `under_way` returned.
        referring: for the id of each generation in `leaving`, how many records name it now.
        at: now; see `WrappingKeys.retire`.

    Raises:
        Conflict: one was not counted, is still named, or was left too short a time ago.
        KeysUnavailable: the key store or its provider cannot be reached.
    """
    if not referring.keys() >= set(rotation.leaving):
        raise Conflict("every generation that is left must be counted before it is retired")
    for key in rotation.leaving:
        store.retire(key, referring[key], at)


def _standing(store: KeyStore, unit: str, key_class: KeyClass) -> list[Generation]:
    return [key for key in store.generations(unit, key_class) if key.state is not State.RETIRED]


def _rewrapped(store: KeyStore, binding: Binding, sealed: Sealed, to: str) -> Sealed:
    try:
        return rewrap(store, binding, sealed, to)
    except KeyDestroyed:
        return sealed

"""A bounded cache whose entries live a short, hard life: for keys that must be forgotten in time."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Name = TypeVar("Name", bound="Hashable")
Kept = TypeVar("Kept")


class ShortLived(Generic[Name, Kept]):
    """Keep at most `most` things for at most `seconds` each, however often they are used.

    Whoever loads a thing takes a `stamp` first and hands it to `put`: when something was dropped in
    between, what was loaded may be the very key that was destroyed, and it is not kept.
    """

    def __init__(self, monotonic: Callable[[], float], seconds: float, most: int) -> None:
        """Start empty; `monotonic` is a clock in seconds that never goes back."""
        self._monotonic = monotonic
        self._seconds = seconds
        self._most = most
        self._lock = Lock()
        self._kept: dict[Name, tuple[float, Kept]] = {}
        self._drops = 0

    def get(self, name: Name) -> Kept | None:
        """Return what is kept under the name, or None when its life is over or it never was."""
        found = self._kept.get(name)
        if found is None:
            return None
        dies, kept = found
        if self._monotonic() < dies:
            return kept
        with self._lock:
            if self._kept.get(name) is found:
                del self._kept[name]
        return None

    def stamp(self) -> int:
        """Return a mark to take before loading, and to hand to `put` after."""
        return self._drops

    def put(self, name: Name, kept: Kept, stamp: int) -> None:
        """Keep a thing, unless anything was dropped since the stamp; the oldest makes room."""
        with self._lock:
            if stamp != self._drops:
                return
            self._kept.pop(name, None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = (self._monotonic() + self._seconds, kept)

    def drop(self, name: Name) -> None:
        """Forget what is kept under the name, and whatever is being loaded at this moment."""
        with self._lock:
            self._drops += 1
            self._kept.pop(name, None)

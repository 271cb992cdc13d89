"""Counting what must not be written down one by one: whoever can be refused could fill the disk with it.

The first refusal after a quiet time is written at once. From then on they are counted, and written together
when a window has passed; one in which nothing came is a quiet time again. A crash loses one window's counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from sharehub.web.notes import NO_ROUTE, OTHER

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from uuid import UUID

    from sharehub.audit.entry import Action

MOST_SUBJECTS = 1000
"""Of whom refusals are counted apart at one time; in memory, and each an entry a window at the most."""
MOST_ITEMS = 200
"""That are told apart in one entry, which has its limit; all others are one more."""


class Subject(NamedTuple):
    """Whose refusals are counted together: all nobodies', one user's, or one user's for one reason."""

    action: Action
    user: UUID | None = None
    unit: UUID | None = None
    role: str | None = None
    why: str | None = None


class Item(NamedTuple):
    """What is counted: a refusal's method, route template, status, code, and why; never a path or a token."""

    method: str
    route: str
    status: int
    code: str
    why: str | None = None


OTHERS = Item(OTHER, NO_ROUTE, 0, "other")


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each thing was refused, since when."""

    since: datetime
    items: Counter[Item]


@dataclass(slots=True)
class _Window:
    began: datetime
    items: Counter[Item] = field(default_factory=Counter)
    since: datetime | None = None

    def add(self, item: Item, times: int, now: datetime) -> None:
        known = item in self.items or len(self.items) < MOST_ITEMS
        self.items[item if known else OTHERS] += times
        self.since = min(self.since or now, now)

    def taken(self, now: datetime) -> Counts:
        return Counts(self.since or now, self.items)


class Tally:
    """Counts refusals by whose they are, from any thread; it writes nothing itself."""

    def __init__(self, window: timedelta) -> None:
        """Begin at nothing."""
        self._length = window
        self._lock = Lock()
        self._windows: dict[Subject, _Window] = {}

    def add(self, subject: Subject, item: Item, now: datetime) -> Counts | None:
        """Count one refusal; return what is to be written now, or None when it can wait."""
        with self._lock:
            window = self._windows.get(subject)
            if window is not None and not self._over(window, now):
                window.add(item, 1, now)
                return None
            self._windows[subject] = _Window(now)
            due = window or _Window(now)
            due.add(item, 1, now)
            return due.taken(now)

    def has_room(self, subject: Subject) -> bool:
        """Say whether a subject's refusals are counted apart, or can be from now on."""
        return subject in self._windows or len(self._windows) < MOST_SUBJECTS

    def ended(self, now: datetime, *, everything: bool = False) -> list[tuple[Subject, Counts]]:
        """Return what is to be written of the windows that are over, or of all."""
        found: list[tuple[Subject, Counts]] = []
        with self._lock:
            for subject, window in list(self._windows.items()):
                if not (everything or self._over(window, now)):
                    continue
                del self._windows[subject]
                if window.items:
                    # It is no quiet time yet: what comes now waits for the next window's end.
                    self._windows[subject] = _Window(now)
                    found.append((subject, window.taken(now)))
        return found

    def put_back(self, subject: Subject, counts: Counts, now: datetime) -> None:
        """Count again what could not be written."""
        with self._lock:
            window = self._windows.setdefault(subject, _Window(now))
            for item, times in counts.items.items():
                window.add(item, times, counts.since)

    def _over(self, window: _Window, now: datetime) -> bool:
        # A clock that was put back ends a window, too.
        return not window.began <= now < window.began + self._length

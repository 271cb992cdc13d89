"""How often something is tried, and how long is waited in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Endurance:
    """Waits double from `first` to `longest`; after `most` tries it is given up.

    `lease` is how long whoever took work up has for it, before somebody else may.
    """

    most: int = 16
    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(hours=1)
    lease: timedelta = timedelta(seconds=60)

    def pause(self, attempts: int, random: Callable[[int], bytes]) -> timedelta:
        """Return how long to wait after so many tries: half of it for sure, half by chance.

        By chance, so that what failed together does not come back together.
        """
        whole = min(self.longest, self.first * (1 << min(attempts - 1, _MOST_DOUBLINGS)))
        return whole / 2 + whole / 2 * (int.from_bytes(random(2), "big") / 2**16)

    @property
    def furthest(self) -> timedelta:
        """How far away a lease or a pause can end at most."""
        return max(self.lease, self.longest)


USUAL = Endurance()
"""Sixteen tries, over some six hours: a mail host may be away for an afternoon."""

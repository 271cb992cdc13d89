"""Timing, as spreads over rounds; what is compared is timed in turns, so that drift cancels."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to measure: rounds, calls of each side in a round, cases on the big hub, and writers."""

    rounds: int
    calls: int
    cases: int
    writers: int = 16


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of several rounds."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Return the spread of some values; there is at least one."""
        known = sorted(values)
        return cls(known[0], median(known), known[-1])

    def times(self, factor: float) -> Spread:
        """Return the spread in another unit."""
        return Spread(self.least * factor, self.middle * factor, self.most * factor)

    def __str__(self) -> str:
        """Write the middle, with the least and the most behind it."""
        return f"{_short(self.middle)} ({_short(self.least)} to {_short(self.most)})"


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds per call of ours and of the bare function, and, round by round, what ours takes more."""

    ours: Spread
    bare: Spread
    ratio: Spread
    more: Spread


def timed(call: Callable[[], object], effort: Effort) -> Spread:
    """Return seconds per call."""
    call()
    gc.collect()
    return Spread.of([_seconds(call, effort.calls) for _ in range(effort.rounds)])


def compared(ours: Callable[[], object], bare: Callable[[], object], effort: Effort) -> Compared:
    """Time two functions in turns; who is first changes from round to round."""
    for call in (ours, bare):
        call()
    gc.collect()
    pairs = []
    for number in range(effort.rounds):
        if number % 2:
            second = _seconds(bare, effort.calls)
            first = _seconds(ours, effort.calls)
        else:
            first = _seconds(ours, effort.calls)
            second = _seconds(bare, effort.calls)
        pairs.append((first, second))
    return Compared(
        ours=Spread.of([first for first, _ in pairs]),
        bare=Spread.of([second for _, second in pairs]),
        ratio=Spread.of([first / second for first, second in pairs]),
        more=Spread.of([first - second for first, second in pairs]),
    )


def _seconds(call: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) / calls


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"

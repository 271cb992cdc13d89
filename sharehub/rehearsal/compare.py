"""Compares what was decided with what the author of a case file expects, and only where the file says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policies.vocabulary import Caveat, Reason
    from sharehub.rehearsal.parts import CaseFile, Expectation, WallExpectation


@dataclass(frozen=True, slots=True)
class Actual:
    """What one reader was actually given, by the fact ids of the file."""

    full: frozenset[str]
    gist: frozenset[str]
    withheld: Mapping[Reason, frozenset[str]]
    caveats: Mapping[str, frozenset[Caveat]]


@dataclass(frozen=True, slots=True)
class ActualWall:
    """What one wall actually showed, by the fact ids of the file."""

    full: frozenset[str]
    gist: frozenset[str]
    off_wall: frozenset[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One list that differs: `missing` was expected and is not there, `unexpected` is there and was not.

    `where` is the list's path inside the expectation: full, gist, off_wall, withheld.REASON or caveats.FACT.
    """

    where: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]


def differences(expected: Expectation, actual: Actual) -> tuple[Difference, ...]:
    """Say where one reader's answer differs from what was expected; order never matters.

    Caveats must be among those decided; further ones are no difference.
    """
    pairs = [("full", expected.full, actual.full), ("gist", expected.gist, actual.gist)]
    if expected.withheld is not None:
        nothing = frozenset[str]()
        pairs += [
            (
                f"withheld.{reason}",
                expected.withheld.get(reason, nothing),
                actual.withheld.get(reason, nothing),
            )
            for reason in sorted({*expected.withheld, *actual.withheld})
        ]
    return (*_differing(pairs), *_caveats(expected, actual))


def wall_differences(expected: WallExpectation, actual: ActualWall) -> tuple[Difference, ...]:
    """Say where a wall differs from what was expected."""
    pairs = [
        ("full", expected.full, actual.full),
        ("gist", expected.gist, actual.gist),
        ("off_wall", expected.off_wall, actual.off_wall),
    ]
    return tuple(_differing(pairs))


def all_agree(case: CaseFile, actuals: Mapping[str, Actual], walls: Mapping[str, ActualWall]) -> bool:
    """Say whether everything expected came about.

    Args:
        case: the case file that was played.
        actuals: by the id of the expectation, what its reader was given.
        walls: by the id of the wall expectation, what the wall showed.

    Raises:
        KeyError: an expectation was not played.
    """
    differing = any(differences(expected, actuals[expected.id]) for expected in case.expectations)
    return not differing and not any(
        wall_differences(wall, walls[wall.id]) for wall in case.wall_expectations
    )


def _differing(pairs: list[tuple[str, frozenset[str] | None, frozenset[str]]]) -> Iterator[Difference]:
    """Yield the lists that differ; one that the file does not give is not compared."""
    for where, expected, actual in pairs:
        if expected is not None and expected != actual:
            yield Difference(where, tuple(sorted(expected - actual)), tuple(sorted(actual - expected)))


def _caveats(expected: Expectation, actual: Actual) -> Iterator[Difference]:
    for fact, must_include in sorted((expected.caveats or {}).items()):
        missing = must_include - actual.caveats.get(fact, frozenset())
        if missing:
            yield Difference(f"caveats.{fact}", tuple(sorted(missing)), ())

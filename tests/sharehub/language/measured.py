"""Labelled sentences, and how the check does on them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sharehub.language.check import rules_of
from sharehub.language.lines import checked, read

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
SETS = ("shared", "tuning", "held_out", "fresh")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sentence: what its author expects, and what was found."""

    id: str
    expected: frozenset[str]
    found: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of a set: found of what should be, found of what should not, named by just their rules."""

    recall: float
    false: float
    exact: float


@cache
def outcomes(name: str) -> list[Outcome]:
    """Check every sentence of a set, once."""
    content = (HERE / f"{name}.jsonl").read_bytes()
    expected = {row["id"]: frozenset(row["rules"]) for row in map(json.loads, content.splitlines())}
    return [
        Outcome(line.id, expected[line.id], frozenset(rules_of(found)))
        for line, found in checked(read(content))
    ]


def figures(name: str) -> Figures:
    """Measure a set."""
    found = outcomes(name)
    to_flag = [one for one in found if one.expected]
    to_pass = [one for one in found if not one.expected]
    return Figures(
        recall=sum(bool(one.found) for one in to_flag) / len(to_flag),
        false=sum(bool(one.found) for one in to_pass) / len(to_pass),
        exact=sum(one.found == one.expected for one in found) / len(found),
    )


def by_rule(name: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield for each rule how often it was right, wrongly found, and missed."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for one in outcomes(name):
        right.update(one.found & one.expected)
        wrong.update(one.found - one.expected)
        missed.update(one.expected - one.found)
    for rule in sorted({*right, *wrong, *missed}):
        yield rule, right[rule], wrong[rule], missed[rule]

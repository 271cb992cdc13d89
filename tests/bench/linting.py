"""How long the language check takes for a sentence, beside cutting the same sentence into words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharehub.language.grammar.tokens import tokens
from sharehub.language.lines import checked, read
from tests.bench.spread import compared
from tests.sharehub.language.measured import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.spread import Effort

MILLISECONDS = 1e3
AT_MOST = 5
"""Milliseconds for a sentence, as the domain page asks for."""
SENTENCES = 40


def linting(effort: Effort) -> Iterator[str]:
    """Measure the check over sentences of the set kept apart, and the longest of them by itself."""
    effort = replace(effort, calls=max(1, effort.calls // 4))
    lines = read((HERE / "held_out.jsonl").read_bytes())
    longest = max(lines, key=lambda line: len(line.text))
    yield f"ms per sentence; {AT_MOST} are allowed"
    for what, some in ((f"{SENTENCES} sentences", lines[:SENTENCES]), ("the longest sentence", [longest])):
        found = compared(
            lambda some=some: list(checked(some)),  # type: ignore[misc]
            lambda some=some: [tokens(line.text) for line in some],  # type: ignore[misc]
            effort,
        )
        yield what
        yield f"  {'ShareHub':<20} {found.ours.times(MILLISECONDS / len(some))} ms"
        yield f"  {'cutting into words':<20} {found.bare.times(MILLISECONDS / len(some))} ms"

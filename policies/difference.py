"""One difference between two rulebooks, as it is told: which way it turns, where it is, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """What a change does to what goes out, or to what people may do; the widening first."""

    OPENS = "opens"
    SHIFTS = "shifts"
    CLOSES = "closes"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Difference:
    """`where` is a path as the rulebook has it; the sentence is for somebody who has not learnt the codes."""

    turn: Turn
    where: str
    sentence: str


def in_order(differences: list[Difference]) -> tuple[Difference, ...]:
    """Put what opens before what opens here and closes there, then what closes; otherwise the order stays."""
    places = {turn: place for place, turn in enumerate(Turn)}
    return tuple(sorted(differences, key=lambda difference: places[difference.turn]))

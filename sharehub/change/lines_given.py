"""The lines that one reader was given, as those who arrange change ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.disclosure.compose import Composed
    from sharehub.language.vocabulary import Kind

MONTH = 7
"""Length of YYYY-MM: no day goes to his side."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one reader has: the released lines, and the part of everybody in the family, by id."""

    composed: Composed
    people: Mapping[str, str]

    def has(self, fact: object) -> bool:
        """Say whether the reader gets a fact in full."""
        return str(fact) in self.composed.places

    def text(self, fact: object) -> str:
        """Return the words of a fact that the reader has."""
        return str(self.composed.lines[str(fact)]["text"])

    def text_if(self, fact: object) -> str | None:
        """Return the words of a fact, None where there is none or the reader lacks it."""
        return self.text(fact) if fact is not None and self.has(fact) else None

    def day(self, day: object) -> str:
        """Return a day as this reader may have it."""
        return str(day)[:MONTH] if self.composed.his_side else str(day)

    def unit(self, unit: object) -> str | None:
        """Return the name of a unit that may be named to this reader."""
        return self.composed.units.get(str(unit))

    def tactics(self, *kinds: Kind) -> frozenset[str]:
        """Return the tactics on the reader's lines of these kinds."""
        return frozenset(
            tactic
            for fact, place in self.composed.places.items()
            if place.kind in kinds
            for tactic in self.composed.lines[fact]["tactics"]
        )

"""The access heat map: how often each unit looked for what, as numbers with a shade for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sharehub.pages.words import purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sharehub.pages.staff import Known

SHADES = 5
NAMES = "who is who"
"""What is asked for without a purpose."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How often, and how dark: 0 for never, up to `SHADES` for as often as any."""

    looks: int
    shade: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Purposes in columns; a row for each unit, with its id, its name and its cells."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, str, Sequence[Cell]]]


def heat(cells: Iterable[Mapping[str, Any]], known: Known) -> Heat:
    """Return the map of counts, units and purposes in the order of their words."""
    counts = {(cell["unit"], cell["purpose"]): int(cell["looks"]) for cell in cells}
    most = max(counts.values(), default=0)
    purposes = sorted({word for _, word in counts}, key=_column)
    units = sorted({unit for unit, _ in counts}, key=known.unit)

    def cell(unit: str, word: str | None) -> Cell:
        looks = counts.get((unit, word), 0)
        # Rounded up: whoever looked once is told from who never did.
        return Cell(looks, -(-looks * SHADES // most) if looks else 0)

    rows = [(unit, known.unit(unit), [cell(unit, word) for word in purposes]) for unit in units]
    return Heat([_column(word) for word in purposes], rows)


def _column(word: str | None) -> str:
    return purpose(word) if word else purpose(NAMES)

"""A wall as it hangs in a room: cards in four columns, his side first, and a strip of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from policies.vocabulary import Caveat
from sharehub.disclosure.wording import BASES, CORROBORATIONS, SOURCES, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COLUMNS: Final = {
    1: "His pattern: what he does to control, and to harm the children",
    2: "What it does to the children and the family, and what she does to protect them",
    3: "What else plays in: money, substances, health, language, services",
    4: "What should change",
}
HIS, HERS, GAP = 1, "protective_effort", "gap"
AGENCIES: Final = 8
"""Marks by which agencies are told apart; the name stands beside each."""
LANES: Final = {
    "behaviour": "What he does",
    "impact": "Children and family",
    "protective_effort": "What she does",
    "service_response": "Services",
}
MONTHS, MONTH = 12, 7
LEFT, WIDTH, TOP, LANE, BAR, LEAST = 190, 780, 28, 34, 20, 22
"""Of the strip, in its own units."""
AT_MOST: Final = 13
"""Months that are named on the strip."""


@dataclass(frozen=True, slots=True)
class Card:
    """One line on the wall: its number there, its words, and of whom they are."""

    number: int
    text: str
    kind: str
    agency: str
    mark: int
    when: str
    known: str
    not_to_him: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A card on the strip of time."""

    card: Card
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip: its bars, the lanes' names with their places, and the months that are named."""

    bars: Sequence[Bar]
    lanes: Sequence[tuple[str, float]]
    months: Sequence[tuple[str, float]]
    height: float


@dataclass(frozen=True, slots=True)
class Wall:
    """Columns with their cards; from the second on there are any only when the first has some."""

    columns: Sequence[tuple[int, str, Sequence[Card]]]
    efforts: Sequence[Card] = ()
    strip: Strip | None = None
    agencies: Sequence[tuple[str, int]] = field(default_factory=tuple)

    @property
    def opened(self) -> bool:
        """Say whether his side has cards, so that the others may be looked at."""
        return bool(self.columns[0][2])


def hang(lines: Sequence[Mapping[str, Any]]) -> Wall:
    """Hang the lines of a wall's answer, in order; nothing about her comes before what he does."""
    marks: dict[str, int] = {}
    # What nobody knows yet hangs below what is known.
    placed = sorted(lines, key=lambda line: (line["section"], line.get("kind") == GAP))
    cards = [(line, _card(number, line, marks)) for number, line in enumerate(placed, start=1)]
    by_column = {
        column: [card for line, card in cards if line["section"] == column and card.kind != HERS]
        for column in COLUMNS
    }
    if not by_column[HIS]:
        return Wall([(HIS, COLUMNS[HIS], ())])
    return Wall(
        [(column, COLUMNS[column], by_column[column]) for column in COLUMNS],
        [card for _, card in cards if card.kind == HERS],
        _strip(cards),
        [*marks.items()],
    )


def _card(number: int, line: Mapping[str, Any], marks: dict[str, int]) -> Card:
    how = line.get("how_we_know") or {}
    agency = how.get("unit", "")
    mark = marks.setdefault(agency, len(marks) % AGENCIES + 1) if agency else 0
    words = (
        SOURCES.get(how.get("source_type", "")),
        BASES.get(how.get("basis", "")),
        CORROBORATIONS.get(how.get("corroboration", "")),
    )
    known = "; ".join(dict.fromkeys(word for word in words if word))
    return Card(
        number=number,
        text=line["text"],
        kind=line.get("kind", ""),
        agency=agency,
        mark=mark,
        when="; ".join(when(line)),
        known=known,
        not_to_him=Caveat.NOT_TO_PERPETRATOR in line["caveats"],
    )


def _strip(cards: Iterable[tuple[Mapping[str, Any], Card]]) -> Strip | None:
    """Place the cards that say when; a mark's width is from the first month known to the last."""
    spans = [
        (card, _month(line.get("first_known") or line["last_known"]), _month(line.get("last_known")))
        for line, card in cards
        if card.kind in LANES and (line.get("first_known") or line.get("last_known"))
    ]
    dated = [
        (card, first, last if last is not None else first) for card, first, last in spans if first is not None
    ]
    if not dated:
        return None
    begin = min(first for _, first, _ in dated)
    months = max(last for *_, last in dated) - begin + 1
    step = WIDTH / months
    lanes = [kind for kind in LANES if any(card.kind == kind for card, *_ in dated)]
    bars, tops, top = [], [], float(TOP)
    for kind in lanes:
        tops.append((LANES[kind], top + BAR))
        rows: list[int] = []
        for card, first, last in (one for one in dated if one[0].kind == kind):
            row = next((at for at, free in enumerate(rows) if free < first), len(rows))
            rows[row : row + 1] = [last]
            x = LEFT + (first - begin) * step
            bars.append(Bar(card, x, top + row * (BAR + 4), max((last - first + 1) * step - 3, LEAST)))
        top += max(len(rows) * (BAR + 4) + LANE - BAR, LANE)
    every = max(1, -(-months // AT_MOST))
    named = [(_written(begin + at), LEFT + at * step) for at in range(0, months, every)]
    return Strip(bars, tops, named, top)


def _month(day: str | None) -> int | None:
    if not day:
        return None
    year = int(day[:4])
    return year * MONTHS + (int(day[5:MONTH]) - 1 if len(day) >= MONTH else 0)


def _written(month: int) -> str:
    return f"{month % MONTHS + 1:02}/{month // MONTHS}"

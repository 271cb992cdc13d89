"""A wall as it hangs in a room: cards in four columns, his side first, and a strip of time.

While it is open whose pattern of control it is the first column is the two adults, side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from policies.vocabulary import Caveat
from sharehub.disclosure.wording import when
from sharehub.language.vocabulary import Kind
from sharehub.pages.pattern_lines import known_by
from sharehub.pages.two_adults import SHOWN, Mapped, heading_of, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sharehub.pages.two_adults import Adult

COLUMNS: Final = {
    1: "His pattern: what he does to control, and to harm the children",
    2: "What it does to the children and the family, and what she does to protect them",
    3: "What else plays in: money, substances, health, language, services",
    4: "What should change",
}
UNDECIDED_COLUMNS: Final = {
    **COLUMNS,
    1: "What each does: to the other, and for and against the children",
    2: "What it does to the children and the family, and what is done to protect them",
}
FIRST: Final = 1
AGENCIES: Final = 8
"""Marks by which agencies are told apart; the name stands beside each."""
LANES: Final[Mapping[str, str]] = {
    Kind.BEHAVIOUR: "What he does",
    Kind.IMPACT: "Children and family",
    Kind.PROTECTIVE_EFFORT: "What she does",
    Kind.SERVICE_RESPONSE: "Services",
}
UNDECIDED_LANES: Final[Mapping[str, str]] = {
    Kind.BEHAVIOUR: "Of neither alone",
    Kind.IMPACT: "Children and family",
    Kind.PROTECTIVE_EFFORT: "To protect",
    Kind.SERVICE_RESPONSE: "Services",
}
LONGEST_LANE: Final = 22
"""Letters of a lane's name that there is room for."""
MONTHS, MONTH = 12, 7
LEFT, WIDTH, TOP, LANE, BAR, LEAST = 190, 780, 28, 34, 20, 22
"""Of the strip, in its own units."""
AT_MOST: Final = 13
"""Months that are named on the strip."""


@dataclass(frozen=True, slots=True)
class Card:
    """One line on the wall: its number there, its words, and of whom they are.

    `by` is whose act it is, as far as that is told. `context`: what it is never shown without, each with its
    number, which is on the card as well as where it hangs itself.
    """

    number: int
    section: int
    text: str = field(repr=False)
    kind: str
    by: str
    tactics: frozenset[str]
    agency: str
    mark: int
    first: str
    last: str
    when: str
    known: str
    not_to_him: bool
    context: Sequence[tuple[int, str]] = field(default=(), repr=False)


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
    """Columns with their cards; from the second on there are any only when the first has some.

    `adults`: while it is open whose pattern it is, the two whose acts stand first; the first column's own
    cards are then those of neither. `hers`: once it is decided, what she did, which is no pattern of his.
    """

    columns: Sequence[tuple[int, str, Sequence[Card]]]
    opened: bool = False
    efforts: Sequence[Card] = ()
    adults: Sequence[Adult] = ()
    hers: Sequence[Card] = ()
    strip: Strip | None = None


def hang(lines: Sequence[Mapping[str, Any]], people: Mapped | None = None) -> Wall:
    """Hang the lines of a wall's answer, in order; nothing about her comes before what he does.

    Args:
        lines: as the API gave them.
        people: the mapped adults; without them nobody's acts are told apart.
    """
    who = people or Mapped()
    cards = _cards(lines, who)
    titles = UNDECIDED_COLUMNS if who.undecided else COLUMNS
    apart = [card for card in cards if _side(card, who)]
    rest = [card for card in cards if not _side(card, who)]
    efforts = [card for card in rest if card.kind == Kind.PROTECTIVE_EFFORT and not _his(card, who)]
    columns = [
        (column, title, [card for card in rest if card.section == column and card not in efforts])
        for column, title in titles.items()
    ]
    acts = [card for card in apart if who.undecided and card.kind == Kind.BEHAVIOUR]
    if not (columns[0][2] or acts):
        return Wall([(FIRST, titles[FIRST], ())])
    return Wall(
        columns,
        opened=True,
        efforts=efforts,
        adults=side_by_side(cards, who.undecided),
        hers=[card for card in apart if card.by in who.hers],
        strip=_strip(cards, who),
    )


def _side(card: Card, who: Mapped) -> bool:
    """Say whether a card stands apart: as the act of one of the two, or as hers and no pattern of his."""
    hers = card.by in who.hers and card.kind == Kind.BEHAVIOUR and card.section == FIRST
    return hers or card.by in who.undecided


def _his(card: Card, who: Mapped) -> bool:
    """Say whether an act is known to be the other's, once it is decided who she is."""
    return bool(card.by and who.hers) and card.by not in who.hers


def _cards(lines: Sequence[Mapping[str, Any]], who: Mapped) -> list[Card]:
    """Return the cards in the order in which they hang, numbered by it, each with its context."""
    placed = sorted(lines, key=lambda line: _order(line, who))
    there = {line["id"]: (number, line["text"]) for number, line in enumerate(placed, start=1)}
    marks: dict[str, int] = {}
    return [_card(line, there, marks, who) for line in placed]


def _order(line: Mapping[str, Any], who: Mapped) -> tuple[int, int, int]:
    """Return where a line hangs among all; what nobody knows yet hangs below what is known."""
    kind, by = _kind(line), _by(line)
    if by in who.undecided:
        heading = heading_of(kind, frozenset(line["tactics"]))
        return (0, [*who.undecided].index(by), SHOWN.index(heading))
    return (line["section"], line["section"] == FIRST and by in who.hers, kind == Kind.GAP)


def _kind(line: Mapping[str, Any]) -> str:
    """Return what kind of fact a line is; of a short form only the section is told."""
    return str(line["place"]["kind"]) if "place" in line else ""


def _by(line: Mapping[str, Any]) -> str:
    return (line["place"]["by"] or "") if "place" in line else ""


def _card(
    line: Mapping[str, Any], there: Mapping[str, tuple[int, str]], marks: dict[str, int], who: Mapped
) -> Card:
    how = line.get("how_we_know") or {}
    agency = how.get("unit", "")
    return Card(
        number=there[line["id"]][0],
        section=line["section"],
        text=line["text"],
        kind=_kind(line),
        by=_by(line),
        tactics=frozenset(line.get("tactics") or ()),
        agency=agency,
        mark=marks.setdefault(agency, len(marks) % AGENCIES + 1) if agency else 0,
        first=line.get("first_known") or line.get("last_known") or "",
        last=line.get("last_known") or line.get("first_known") or "",
        when="; ".join(when(line)),
        known=known_by(how, undecided=bool(who.undecided)),
        not_to_him=Caveat.NOT_TO_PERPETRATOR in line["caveats"],
        context=[there[one] for one in line.get("place", {}).get("travels_with", ())],
    )


def _lanes(who: Mapped) -> Mapping[str, str]:
    """Return the lanes of the strip in their order, by what hangs in each, with their names."""
    if not who.undecided:
        return LANES
    return {**{adult: _cut(name) for adult, name in who.undecided.items()}, **UNDECIDED_LANES}


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_LANE else f"{name[: LONGEST_LANE - 1]}…"


def _lane(card: Card, who: Mapped) -> str:
    if card.by in who.undecided:
        return card.by
    if card.by in who.hers:
        return Kind.PROTECTIVE_EFFORT
    return Kind.BEHAVIOUR if _his(card, who) else card.kind


def _strip(cards: Iterable[Card], who: Mapped) -> Strip | None:
    """Place the cards that say when; a mark's width is from the first month known to the last."""
    called = _lanes(who)
    dated = [
        (card, lane, _month(card.first), _month(card.last))
        for card in cards
        if (lane := _lane(card, who)) in called and card.first
    ]
    if not dated:
        return None
    begin = min(first for *_, first, _ in dated)
    months = max(last for *_, last in dated) - begin + 1
    step = WIDTH / months
    bars, tops, top = [], [], float(TOP)
    for lane in called:
        here = [(card, first, last) for card, its, first, last in dated if its == lane]
        if not here:
            continue
        tops.append((called[lane], top + BAR))
        rows: list[int] = []
        for card, first, last in here:
            row = next((at for at, free in enumerate(rows) if free < first), len(rows))
            rows[row : row + 1] = [last]
            x = LEFT + (first - begin) * step
            bars.append(Bar(card, x, top + row * (BAR + 4), max((last - first + 1) * step - 3, LEAST)))
        top += max(len(rows) * (BAR + 4) + LANE - BAR, LANE)
    every = max(1, -(-months // AT_MOST))
    named = [(_written(begin + at), LEFT + at * step) for at in range(0, months, every)]
    return Strip(bars, tops, named, top)


def _month(day: str) -> int:
    year = int(day[:4])
    return year * MONTHS + (int(day[5:MONTH]) - 1 if len(day) >= MONTH else 0)


def _written(month: int) -> str:
    return f"{month % MONTHS + 1:02}/{month // MONTHS}"

"""The timeline: lanes by family of tactics and marks by agency, as geometry of an SVG and as rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sharehub.disclosure.wording import month_in_words, when
from sharehub.language.vocabulary import Kind
from sharehub.pages.pattern_lines import FAMILY, HIS
from sharehub.pages.words_reading import LANES, UNDECIDED_LANES
from sharehub.reports.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sharehub.pages.pattern_lines import Line

WIDTH: Final = 640
EDGE: Final = 14
NAME, ROW, GAP = 22, 18, 8
"""Heights: of a lane's name, of a row of marks, and of what is left free between lanes."""
AXIS: Final = 26
SHAPES: Final = ("circle", "square", "triangle", "diamond", "ring", "box", "cross", "bar")
"""What stands for an agency; where there are more agencies, the last stands for all further ones."""
NOT_NAMED: Final = "Unit not named"
MONTHS: Final = 12
MOST_TICKS: Final = 8
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Mark:
    """An end of what one or more lines say of one lane, by one agency, in one row of the lane."""

    shape: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """The same as a mark, in words."""

    lane: str
    when: str
    unit: str = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: what it is called, where its name stands, its marks, and what joins them, as paths.

    One path for all of a lane, since a page may hold hundreds of marks. `going_on` are those without an end.
    """

    name: str
    y: int
    marks: tuple[Mark, ...]
    spans: str
    going_on: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture and the same as rows. `agencies` are pairs of a shape and a name."""

    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[int, str], ...]
    agencies: tuple[tuple[str, str], ...] = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Span:
    lane: str
    first: str
    last: str
    unit: str


def timeline(lines: Iterable[Line]) -> Timeline | None:
    """Return the timeline of those lines that say when; None where none does."""
    spans: dict[_Span, list[Line]] = {}
    for line in lines:
        lane = _lane(line)
        if lane and (_day(line.first) or _day(line.last)):
            spans.setdefault(_Span(lane, line.first, line.last, line.unit), []).append(line)
    if not spans:
        return None
    ordered = sorted(spans, key=lambda span: (_place(span.lane), *_when(span), span.unit))
    shapes = _shapes(ordered)
    low = min(int(_when(span)[0]) for span in ordered)
    high = max(*(_when(span)[1] for span in ordered), low + 1)
    scale = (WIDTH - 2 * EDGE) / (high - low)
    undecided = any(line.undecided for found in spans.values() for line in found)
    called = {**FAMILIES, **(UNDECIDED_LANES if undecided else LANES)}
    lanes, height = _lanes(ordered, shapes, low, scale, called)
    return Timeline(
        height=height + AXIS,
        lanes=lanes,
        ticks=_ticks(low, high, scale),
        agencies=tuple((shape, unit or NOT_NAMED) for unit, shape in shapes.items()),
        rows=tuple(
            Row(
                called[span.lane],
                "; ".join(when({"first_known": span.first, "last_known": span.last})),
                span.unit or NOT_NAMED,
                tuple(spans[span]),
            )
            for span in ordered
        ),
    )


def _lane(line: Line) -> str:
    """Return in which lane a line stands; empty: in none. Of lines to his side only the section is known."""
    if line.kind == Kind.SERVICE_RESPONSE:
        return "services"
    if line.kind == Kind.IMPACT or (not line.kind and line.section == FAMILY):
        return "effects"
    if line.kind == Kind.BEHAVIOUR or (not line.kind and line.section == HIS):
        return line.family or "his"
    return ""


def _place(lane: str) -> int:
    return [*FAMILIES, "his", "effects", "services"].index(lane)


def _shapes(spans: Sequence[_Span]) -> dict[str, str]:
    units = sorted({span.unit for span in spans}, key=lambda unit: (not unit, unit))
    return {unit: SHAPES[min(place, len(SHAPES) - 1)] for place, unit in enumerate(units)}


def _lanes(
    spans: Sequence[_Span],
    shapes: Mapping[str, str],
    low: int,
    scale: float,
    called: Mapping[str, str],
) -> tuple[tuple[Lane, ...], int]:
    y = 0
    lanes = []
    for name in dict.fromkeys(span.lane for span in spans):
        ends: list[int] = []
        marks: list[Mark] = []
        joined, going_on = "", ""
        for span in (one for one in spans if one.lane == name):
            start, end = (round(EDGE + (at - low) * scale) for at in _when(span))
            row = next((place for place, taken in enumerate(ends) if taken < start - ROW), len(ends))
            height = y + NAME + row * ROW + ROW // 2
            goes_on = bool(span.first) and not span.last
            ends[row : row + 1] = [WIDTH if goes_on else end]
            marks += [Mark(shapes[span.unit], x, height) for x in dict.fromkeys((start, end))]
            joined += f"M{start} {height}H{end}" if end > start else ""
            going_on += f"M{start} {height}H{WIDTH}" if goes_on else ""
        lanes.append(Lane(called[name], y + NAME - 6, tuple(marks), joined, going_on))
        y += NAME + len(ends) * ROW + GAP
    return tuple(lanes), y


def _when(span: _Span) -> tuple[float, float]:
    """Return from when to when, in months; what is known of one end alone is a point."""
    first, last = _day(span.first), _day(span.last)
    start, end = first or last, last or first
    if start is None or end is None:
        raise ValueError("a span says when")
    return min(start, end), max(start, end)


def _day(text: str) -> float | None:
    """Return a day, a month or a year as months: its middle, where the day or the month is not said."""
    found = _DAY.match(text)
    if found is None:
        return None
    year, month, day = found.groups()
    if month is None:
        return int(year) * MONTHS + MONTHS / 2
    return int(year) * MONTHS + int(month) - 1 + ((int(day) - 0.5) / 31 if day else 0.5)


def _ticks(low: int, high: float, scale: float) -> tuple[tuple[int, str], ...]:
    """Return where the months stand that are written: at most so many, at even distances."""
    step = next(each for each in (1, 2, 3, 6, *range(12, 1200, 12)) if (high - low) / each <= MOST_TICKS)
    first = -(-low // step) * step
    marked = range(first, int(high) + 1, step)
    return tuple(
        (round(EDGE + (at - low) * scale), month_in_words(f"{at // MONTHS:04}-{at % MONTHS + 1:02}"))
        for at in marked
    )

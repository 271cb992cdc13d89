"""Says how a rehearsal went: as one JSON object for programs, as a table in words for people; no content."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from policies.wall import PURPOSE
from sharehub.rehearsal.compare import Actual, ActualWall, Difference, differences, wall_differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from rich.console import RenderableType

    from sharehub.rehearsal.parts import CaseFile, Expectation, WallExpectation


def as_json(case_id: str, actuals: Mapping[str, Actual], walls: Mapping[str, ActualWall]) -> str:
    """Return what was decided, and only that, as one JSON object; domain/case-file.md gives its shape.

    Args:
        case_id: of the case file.
        actuals: by the id of the expectation; their order is kept, everything inside is sorted.
        walls: by the id of the wall expectation.
    """
    report = {
        "case": case_id,
        "expectations": [{"id": own_id, **_answer(actual)} for own_id, actual in actuals.items()],
        "walls": [{"id": own_id, **_wall(wall)} for own_id, wall in walls.items()],
    }
    return json.dumps(report, indent=2)


def as_table(
    case: CaseFile, actuals: Mapping[str, Actual], walls: Mapping[str, ActualWall]
) -> RenderableType:
    """Return what was expected against what was decided, to print; differences are told in words.

    Raises:
        KeyError: an expectation was not played.
    """
    lines = [_line(expected, actuals[expected.id]) for expected in case.expectations]
    lines += [_wall_line(wall, walls[wall.id]) for wall in case.wall_expectations]
    table = Table(title=Text(f"Rehearsal of {case.case_id}"), title_justify="left", show_lines=True)
    for column in ("Id", "Who asks, when, for what", "Expected", "Decided", "Result"):
        table.add_column(column, overflow="fold")
    for line in lines:
        result = Text("differs", style="bold red") if line.found else Text("agrees", style="green")
        table.add_row(*map(Text, (line.id, line.asked, line.expected, line.decided)), result)
    differing = [line for line in lines if line.found]
    told = [part for line in differing for part in _told(line)]
    return Group(table, *told, Text(_verdict(len(lines), len(differing))))


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    asked: str
    expected: str
    decided: str
    found: tuple[Difference, ...]


def _answer(actual: Actual) -> dict[str, object]:
    return {
        "full": sorted(actual.full),
        "gist": sorted(actual.gist),
        "withheld": {
            reason.value: sorted(facts) for reason, facts in sorted(actual.withheld.items()) if facts
        },
        "caveats": {fact: _values(caveats) for fact, caveats in sorted(actual.caveats.items()) if caveats},
    }


def _wall(wall: ActualWall) -> dict[str, object]:
    return {"full": sorted(wall.full), "gist": sorted(wall.gist), "off_wall": sorted(wall.off_wall)}


def _values(words: Iterable[str]) -> list[str]:
    return sorted(str(word) for word in words)


def _line(expected: Expectation, actual: Actual) -> _Line:
    asked = _asked(expected.reader, expected.day, expected.purpose)
    given = None if expected.withheld is None else frozenset[str]().union(*expected.withheld.values())
    withheld = frozenset[str]().union(*actual.withheld.values())
    return _Line(
        expected.id,
        asked,
        _counts(("full", expected.full), ("gist", expected.gist), ("withheld", given)),
        _counts(("full", actual.full), ("gist", actual.gist), ("withheld", withheld)),
        differences(expected, actual),
    )


def _wall_line(expected: WallExpectation, actual: ActualWall) -> _Line:
    before = "1 reader" if len(expected.attendees) == 1 else f"{len(expected.attendees)} readers"
    return _Line(
        expected.id,
        _asked(f"wall, {before}", expected.day, PURPOSE),
        _counts(("full", expected.full), ("gist", expected.gist), ("off wall", expected.off_wall)),
        _counts(("full", actual.full), ("gist", actual.gist), ("off wall", actual.off_wall)),
        wall_differences(expected, actual),
    )


def _asked(who: str, day: date, purpose: str) -> str:
    return f"{who}, {day.isoformat()}\n{purpose}"


def _counts(*lists: tuple[str, frozenset[str] | None]) -> str:
    """Count each list; a dash stands for one that the file does not give, which is not compared."""
    return "\n".join(f"{'-' if facts is None else len(facts)} {name}" for name, facts in lists)


def _told(line: _Line) -> list[RenderableType]:
    """Tell one line's differences, the expected and the unexpected apart."""
    told: list[RenderableType] = [Text(f"{line.id} differs ({line.asked.replace(chr(10), ', ')}):")]
    for found in line.found:
        for how, what in (
            ("expected, not decided", found.missing),
            ("decided, not expected", found.unexpected),
        ):
            if what:
                told.append(Padding(Text(f"{found.where}: {how}: {', '.join(what)}"), (0, 0, 0, 2)))
    return told


def _verdict(lines: int, differing: int) -> str:
    if not lines:
        return "The file expects nothing: there is nothing to compare."
    if not differing:
        return f"All {lines} expectations agree."
    return f"{differing} of {lines} expectations differ."

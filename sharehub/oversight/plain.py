"""Answers as lines of JSON, and as a table that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any, Protocol

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sharehub.oversight.looking import Item

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With what a cell begins that a spreadsheet would carry out; source: OWASP, "CSV Injection"."""

_ACT = (
    *("id", "at", "action", "outcome", "user", "unit", "role", "purpose", "medium", "case", "fact"),
    *("readers", "about"),
)
_LINE = ("fact", "outcome", "reason", "caveats", "version")
COLUMNS = {
    "bulk": ("id", "user", "unit", "first_at", "last_at", "looks"),
    "holders_of_fact": (
        *("id", "fact", "version", "current", "outcome", "medium", "beyond_recall", "unit", "user", "role"),
        *("first", "last", "recalled_at", "acknowledged_at"),
    ),
    "since_excluded": ("id", "user", "unit", "case", "since", "by", "looks", "first", "last"),
    "consents_ending": (
        *("id", "case", "subject_part", "status", "recipients", "except_units", "purposes", "expires"),
    ),
    "protocols_lapsing": (*("id", "name", "version", "status", "effective", "review_due", "expires", "due"),),
    "heat_map": ("unit", "purpose", "looks"),
}
"""By question; any other is answered with acts."""


class Written(Protocol):
    """Something that answers are written as, one after another."""

    def head(self) -> bytes:
        """Return what stands before the first."""

    def item(self, item: Item) -> bytes:
        """Return one of them."""

    def tail(self) -> bytes:
        """Return what stands behind the last."""


class Jsonl:
    """A line of JSON for each."""

    def head(self) -> bytes:
        """Return what stands before the first: nothing."""
        return b""

    def item(self, item: Item) -> bytes:
        """Return one of them as a line."""
        return orjson.dumps(item) + b"\n"

    def tail(self) -> bytes:
        """Return what stands behind the last: nothing."""
        return b""


class Table:
    """A row for each; an act has one for every line of its look, and one where it has none."""

    def __init__(self, query: str) -> None:
        """Write what answers a question."""
        self._columns = COLUMNS.get(query)

    def head(self) -> bytes:
        """Return the names of the columns."""
        return _row(self._columns or (*_ACT, *(f"line_{name}" for name in _LINE)))

    def item(self, item: Item) -> bytes:
        """Return the rows of one of them."""
        if self._columns is not None:
            return _row(item[name] for name in self._columns)
        act = [item[name] for name in _ACT]
        lines: list[Mapping[str, Any]] = item["lines"] or [{}]
        return b"".join(_row([*act, *(line.get(name) for name in _LINE)]) for line in lines)

    def tail(self) -> bytes:
        """Return what stands behind the last: nothing."""
        return b""


def _row(values: Any) -> bytes:  # noqa: ANN401 - cells of any kind
    text = StringIO()
    csv.writer(text).writerow(map(cell, values))
    return text.getvalue().encode()


def cell(value: object) -> str:
    """Return a value as a cell, with an apostrophe before what would be taken for a formula."""
    text = "" if value is None else " ".join(_words(value))
    return f"'{text}" if text.startswith(FORMULAS) else text


def _words(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        if value:
            yield orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    else:
        yield value.isoformat() if hasattr(value, "isoformat") else str(value)

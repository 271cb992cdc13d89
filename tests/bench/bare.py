"""What a reading and a publishing would cost without being governed: the same statements, the same JSON.

The statements are those that the governed act was seen to execute, built beforehand; nothing is decided,
verified, opened or encoded. The text of a line is at hand instead of being opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import orjson

from tests.bench.statements import OF_ONE_STATEMENT, watched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine, RowMapping

    from sharehub.disclosure.disclose import Disclosed
    from tests.bench.family import Reading
    from tests.bench.statements import Seen, Statement

_KEYS_OF_AN_ENTRY = ("id", "entry_id", *OF_ONE_STATEMENT)
_FACT = "fact_id"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the answer: the columns it takes from its fact's row, and the rest, its text included."""

    fact: str
    columns: tuple[str, ...]
    rest: Mapping[str, Any]

    def written(self, row: RowMapping | dict[str, Any]) -> dict[str, Any]:
        """Return the line, from the row."""
        return {**self.rest, **{name: row[name] for name in self.columns}}


@dataclass(frozen=True, slots=True)
class BareReading:
    """A reading that decides nothing and opens nothing. `facts` is that of `reads` which brings the facts."""

    engine: Engine
    reads: tuple[Statement, ...]
    facts: Statement
    inserts: tuple[Statement, ...]
    lines: tuple[Line, ...]
    head: Mapping[str, Any]

    def __call__(self) -> bytes:
        """Read the same rows, insert as many rows of the same shape, commit, and return the same JSON."""
        entry = uuid4()
        rows: dict[str, RowMapping] = {}
        with self.engine.begin() as connection:
            for read in self.reads:
                found = connection.execute(read.clause, read.parameters or None).mappings().all()
                if read is self.facts:
                    rows = {row[_FACT]: row for row in found}
            for insert in self.inserts:
                connection.execute(insert.clause, renamed(insert, entry))
        return orjson.dumps({**self.head, "lines": [line.written(rows[line.fact]) for line in self.lines]})


def bare_reading(reading: Reading) -> BareReading:
    """Watch a governed reading, and return its bare counterpart."""
    engine = reading.stage.hub.engine
    reading()
    with watched(engine) as seen:
        outcome = reading.disclosed()
    read, rows = _fact_rows(engine, seen)
    facts = _facts_by_text(reading)
    lines = tuple(_line(line, rows[facts[line["text"]]]) for line in outcome.lines)
    return BareReading(engine, tuple(seen.reads), read, tuple(seen.inserts), lines, _head(outcome))


def renamed(insert: Statement, entry: UUID) -> list[dict[str, Any]]:
    """Return the rows of an insert under an entry id of their own."""
    return [
        {**values, **{name: entry for name in _KEYS_OF_AN_ENTRY if name in values}}
        for values in insert.parameters
    ]


def _head(outcome: Disclosed) -> dict[str, Any]:
    return {
        "release": outcome.release,
        "purpose": outcome.purpose,
        "day": outcome.day,
        "told": outcome.told,
    }


def _fact_rows(engine: Engine, seen: Seen) -> tuple[Statement, dict[str, RowMapping]]:
    with engine.begin() as connection:
        for read in seen.reads:
            found = connection.execute(read.clause, read.parameters or None).mappings().all()
            if found and _FACT in found[0]:
                return read, {row[_FACT]: row for row in found}
    raise LookupError("a governed reading reads facts")


def _facts_by_text(reading: Reading) -> dict[str, str]:
    """Return the facts by their statements and gists: a gist's line has no id that means anything."""
    stage = reading.stage
    by_text = {
        text: str(stage.facts[fact.metadata.id])
        for fact in stage.file.facts
        for text in (fact.statement, fact.gist)
        if text
    }
    if len(by_text) != sum(1 + bool(fact.gist) for fact in stage.file.facts):
        raise LookupError("two facts share a text")
    return by_text


def _line(line: Mapping[str, Any], row: RowMapping) -> Line:
    columns = tuple(name for name in line if name in row and row[name] == line[name])
    return Line(row[_FACT], columns, {name: value for name, value in line.items() if name not in columns})

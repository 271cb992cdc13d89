"""Watching an engine: the statements it executes are counted, executed again, and explained."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import event

from sharehub.database.schema import AuditEntry, DecisionRecord, LogQueue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Engine, Executable, Table


_NAMED = re.compile(r"%\(\w+\)s(::\w+)?")
_AT_ONCE: tuple[Any, ...] = (AuditEntry.__table__, LogQueue.__table__, DecisionRecord.__table__)
"""What PostgreSQL inserts into by one statement, whose parameters say of which table they are."""
OF_ONE_STATEMENT = tuple(f"{table.name}_{key}" for table in _AT_ONCE for key in ("id", "entry_id"))
"""How an entry's id is named there."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it was given to the engine, with its sets of parameters, be they none."""

    clause: Executable
    parameters: list[Mapping[str, Any]]


@dataclass(slots=True)
class Seen:
    """What was executed while an engine was watched; `sent` is what went to the driver."""

    reads: list[Statement] = field(default_factory=list)
    inserts: list[Statement] = field(default_factory=list)
    updates: list[Statement] = field(default_factory=list)
    sent: list[tuple[str, Any]] = field(default_factory=list)

    def counts(self) -> str:
        """Say how many there were of each."""
        words = [f"{len(self.reads)} selects", f"{len(self.inserts)} inserts"]
        return ", ".join(words + ([f"{len(self.updates)} updates"] if self.updates else []))

    def tables(self) -> list[str]:
        """Return, sorted, the tables that were written to, once for every statement."""
        rows = [row for one in self.inserts for row in apart(one.clause, next(iter(one.parameters), {}))]
        updated = [cast("Any", one.clause).table for one in self.updates]
        return sorted(str(table.name) for table in (*(table for table, _ in rows), *updated))

    def sent_reads(self) -> list[tuple[str, Any]]:
        """Return the selects as the driver got them."""
        return [(text, values) for text, values in self.sent if text.startswith("SELECT")]

    def sent_texts(self) -> list[str]:
        """Return, sorted, the text of everything the driver got; what a parameter is called is no matter."""
        return sorted(_NAMED.sub("?", text) for text, _ in self.sent)


def apart(clause: Executable, values: Mapping[str, Any]) -> list[tuple[Table, Mapping[str, Any]]]:
    """Return the rows of an insert: one, or one of each table that it inserts into."""
    found: list[tuple[Table, Mapping[str, Any]]] = []
    for table in _AT_ONCE:
        row = {one.name: values.get(f"{table.name}_{one.name}") for one in table.c}
        if f"{table.name}_{next(iter(table.primary_key)).name}" in values:
            found.append((table, row))
    return found or [(cast("Any", clause).table, values)]


@contextmanager
def watched(engine: Engine) -> Iterator[Seen]:
    """Watch an engine while the block runs."""
    seen = Seen()

    def note(_connection: Connection, clause: Any, many: Any, one: Any, _options: object) -> None:
        kinds = (("is_select", seen.reads), ("is_insert", seen.inserts), ("is_update", seen.updates))
        for flag, kept in kinds:
            if getattr(clause, flag, False):
                kept.append(Statement(clause, [*many] if many else [one] if one else []))

    def send(_connection: Connection, _cursor: object, text: str, values: object, *_: object) -> None:
        seen.sent.append((text, values))

    event.listen(engine, "before_execute", note)
    event.listen(engine, "before_cursor_execute", send)
    try:
        yield seen
    finally:
        event.remove(engine, "before_execute", note)
        event.remove(engine, "before_cursor_execute", send)

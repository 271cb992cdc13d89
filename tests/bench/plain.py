"""What a reading would cost as an ordinary function: a session, selects where they are needed, no governing.

Stricter than this is `bare.py`, which replays the very statements, built beforehand, on a connection. Between
the two lies what building a select and passing it through a session cost; the product builds its own once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson

from sharehub.database.transaction import begin
from tests.bench.bare import bare_reading, renamed
from tests.bench.selects import rows_of

if TYPE_CHECKING:
    from tests.bench.bare import BareReading
    from tests.bench.family import Reading


@dataclass(frozen=True, slots=True)
class PlainReading:
    """A reading that decides, verifies and opens nothing."""

    governed: Reading
    bare: BareReading

    def __call__(self) -> bytes:
        """Read the same rows, insert as many rows of the same shape, commit, and return the same JSON."""
        hub = self.governed.stage.hub
        entry = uuid4()
        now = hub.clock.now()
        with begin(hub.engine, now, now.date(), self.governed.actor.unit) as tx:
            rows = {row["fact_id"]: row for row in rows_of(tx.session, self.governed)}
            for insert in self.bare.inserts:
                tx.session.connection().execute(insert.clause, renamed(insert, entry))
        lines = [line.written(rows[line.fact]) for line in self.bare.lines]
        return orjson.dumps({**self.bare.head, "lines": lines})


def plain_reading(reading: Reading) -> PlainReading:
    """Return the ordinary counterpart of a governed reading."""
    return PlainReading(reading, bare_reading(reading))

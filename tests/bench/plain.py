"""What a reading would cost as an ordinary function: a session, the queries of a reading, and no governing.

Stricter than this is `bare.py`, which replays the very statements, built beforehand, on a connection. Between
the two lies what SQLAlchemy's session and turning rows into dictionaries cost, governed or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson

from sharehub.database.transaction import begin
from sharehub.disclosure import queries
from sharehub.protocols import queries as protocols
from tests.bench.bare import bare_reading, renamed

if TYPE_CHECKING:
    from sharehub.database.transaction import Transaction
    from tests.bench.bare import BareReading
    from tests.bench.family import Reading


@dataclass(frozen=True, slots=True)
class PlainReading:
    """A reading that reads by the product's own queries, and decides, verifies and opens nothing."""

    governed: Reading
    bare: BareReading

    def __call__(self) -> bytes:
        """Read the same rows, insert as many rows of the same shape, commit, and return the same JSON."""
        hub = self.governed.stage.hub
        entry = uuid4()
        now = hub.clock.now()
        with begin(hub.engine, now, now.date()) as tx:
            rows = self._read(tx)
            for insert in self.bare.inserts:
                tx.session.connection().execute(insert.clause, renamed(insert, entry))
        lines = [line.written(rows[line.fact]) for line in self.bare.lines]
        return orjson.dumps({**self.bare.head, "lines": lines})

    def _read(self, tx: Transaction) -> dict[object, queries.Row]:
        case, actor = self.governed.stage.case, self.governed.actor
        queries.hold_case(tx, case)
        protocols.base_digest(tx)
        protocols.in_force(tx, frozenset({actor.unit}))
        for read in (queries.memberships, queries.exclusions, queries.conflict_checks):
            read(tx, case, [actor.user])
        for about in (
            queries.people,
            queries.gates,
            queries.consent_events,
            queries.approvals,
            queries.serious_risk_decisions,
        ):
            about(tx, case)
        queries.units(tx, case, self.governed.stage.rulebook.attribution.discreet_roles)
        return {row["fact_id"]: row for row in queries.facts(tx, case)}


def plain_reading(reading: Reading) -> PlainReading:
    """Return the ordinary counterpart of a governed reading."""
    return PlainReading(reading, bare_reading(reading))

"""Filling a hub with other families: rows of the shape and size of a real case's, under ids of their own.

They went through no use case, and what is sealed in them is a copy that opens nowhere: nobody ever asks for
them. They are there to be passed over.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text

from sharehub.cases import conflicts
from sharehub.cases.conflicts import Trigger
from sharehub.consents import serious_risk
from sharehub.consents.approvals import Scope
from sharehub.consents.serious_risk import Grounds
from sharehub.database.schema import (
    Approval,
    AuditEntry,
    Case,
    ConflictCheck,
    ConsentEvent,
    Exclusion,
    Fact,
    FactVersion,
    Gate,
    LogQueue,
    Membership,
    Person,
    SeriousRiskDecision,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Table

    from sharehub.rehearsal.stage import Stage

    Rows = list[dict[str, Any]]
    Family = list[tuple[Table, Rows]]

FACTS = 2
KEPT = 4
"""How many facts another family has, and at most how many rows of everything else."""
BATCH = 250
"""Families written at a time."""
DAY = date(2024, 1, 1)


def fill(stage: Stage, cases: int) -> int:
    """Add families until the hub holds this many cases; return how many rows were added."""
    rows = 0
    _let_rarer_things_happen(stage)
    with stage.hub.engine.begin() as connection:
        family = _family(connection, stage.case)
        drawn = _drawn(family)
        alias = stage.hub.keys.alias(str(stage.case))
        for batch in _batches(cases - 1):
            copies = [_names(drawn, alias) for _ in range(batch)]
            for table, known in family:
                added = [_renamed(row, names) for names in copies for row in known]
                connection.execute(insert(table), added)
                rows += len(added)
    with stage.hub.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return rows


def _let_rarer_things_happen(stage: Stage) -> None:
    """Record what the shipped case has none of, so that no table is empty; no reader is touched by it."""
    loader, second = stage.loader, stage.second
    fact = next(iter(stage.facts.values()))
    scope = Scope(frozenset({fact}), frozenset({loader.unit}), frozenset({"audit"}), DAY)
    with stage.hub.begin() as work:
        conflicts.exclude(work, loader, stage.case, second.user, "synthetic", DAY)
        conflicts.raise_check(work, loader, stage.case, second.user, Trigger.DECLARED, None, DAY)
        decision = serious_risk.ask(work, loader, stage.case, scope, Grounds("synthetic", "synthetic"))
        serious_risk.approve(work, second, stage.case, decision)


def _batches(cases: int) -> Iterator[int]:
    for start in range(0, cases, BATCH):
        yield min(BATCH, cases - start)


def _family(connection: Connection, case: UUID) -> Family:
    """Return a small family's rows, taken from the real one's, in an order that foreign keys allow."""
    facts = _some(connection, Fact.__table__, FACTS, case_id=case)
    ids = [row["id"] for row in facts]
    entries = [row for fact in ids for row in _some(connection, AuditEntry.__table__, KEPT, fact_id=fact)]
    tables: dict[Any, Rows] = {
        Case: _some(connection, Case.__table__, 1, id=case),
        Person: _some(connection, Person.__table__, KEPT, case_id=case),
        Membership: _some(connection, Membership.__table__, KEPT, case_id=case),
        Gate: _some(connection, Gate.__table__, KEPT, case_id=case),
        ConsentEvent: _some(connection, ConsentEvent.__table__, KEPT, case_id=case),
        Approval: _some(connection, Approval.__table__, KEPT, case_id=case),
        Exclusion: _some(connection, Exclusion.__table__, KEPT, case_id=case),
        ConflictCheck: _some(connection, ConflictCheck.__table__, KEPT, case_id=case),
        SeriousRiskDecision: _some(connection, SeriousRiskDecision.__table__, KEPT, case_id=case),
        Fact: facts,
        FactVersion: [
            row for fact in ids for row in _some(connection, FactVersion.__table__, 1, fact_id=fact)
        ],
        AuditEntry: entries,
        LogQueue: [{"entry_id": row["id"]} for row in entries],
    }
    return [(table.__table__, rows) for table, rows in tables.items() if rows]


def _some(connection: Connection, table: Any, most: int, **where: UUID) -> Rows:
    found = connection.execute(select(table).filter_by(**where).limit(most))
    return [dict(row) for row in found.mappings()]


def _drawn(family: Family) -> frozenset[UUID]:
    """Return the ids that every family has of its own; units and staff are the same for all."""
    return frozenset(row["id"] for _, rows in family for row in rows if "id" in row)


def _names(drawn: frozenset[UUID], alias: str) -> dict[Any, Any]:
    return {**{identity: uuid4() for identity in drawn}, alias: uuid4().hex}


def _renamed(row: Mapping[str, Any], names: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        name: names.get(value, value) if isinstance(value, (UUID, str)) else value
        for name, value in row.items()
    }

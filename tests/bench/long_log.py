"""A long log, filled in directly: a year of a partnership's acts, of the shape and size that real ones have.

No use case wrote them, and nothing of them is in the tree: they are there to be looked for. A few cases are
real, so that questions can name them; all others are names in the log alone.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import insert, text

from policies.shipped import rulebook_text
from sharehub.audit.entry import Action
from sharehub.cases.open import open_case
from sharehub.clock import uuid7
from sharehub.database.schema import AuditEntry, DecisionPortion, Fact
from sharehub.identity.actor import Actor
from sharehub.protocols import partnership, rulebooks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Table

    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub, Work

UNITS, PEOPLE, OWNERS, FACTS, NAMED = 14, 25, 3, 4, 25
"""Units, people of each, owners of facts in a case, facts of each, and cases that questions can name."""
TO_A_CASE = 100
"""Entries to a case."""
BEGINS, DAYS = datetime(2023, 6, 3, tzinfo=UTC), 365
ENDS = BEGINS + timedelta(days=DAYS, hours=20)
LOOKS, REFUSED, NIGHTLY, HURRIED = 0.6, 0.02, 0.04, 0.0005
"""The shares of looks among acts, of refusals, of acts by night, and of acts that begin a burst."""
BURST = 40
PURPOSES = ("child_protection", "case_mapping", "programme_referral", "survivor_support")
OTHERS = (Action.LIST_ASKED, Action.FACT_RECORDED, Action.FACT_PUBLISHED, Action.MEMBER_ALLOCATED)
BATCH = 5000
HASH = bytes(32)


@dataclass(frozen=True, slots=True)
class Family:
    """A case as the log has it, and the facts of each unit that owns some; a real case where it has an id."""

    alias: str
    facts: dict[UUID, list[UUID]]
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class LongLog:
    """Who and what is in it; the first officer oversees the hub, the others are one of each unit."""

    hub: Hub
    officers: Sequence[Actor]
    people: Sequence[Actor]
    families: Sequence[Family]


def fill(hub: Hub, clock: SteppedClock, entries: int) -> LongLog:
    """Let a hub have a year of acts behind it; the clock stands at the end of it."""
    clock.put(BEGINS)
    draw = Random(7)  # noqa: S311 - the same log on every run
    with hub.begin() as work:
        rulebooks.register(work, None, rulebook_text(), base=True)
        officers, people = _partnership(work)
        cases = [open_case(work, people[0]) for _ in range(NAMED)]
    families = [
        _family(hub, draw, officers[1:], cases[place] if place < NAMED else None)
        for place in range(max(NAMED, entries // TO_A_CASE))
    ]
    log = LongLog(hub, officers, people, families)
    with hub.engine.begin() as connection:
        connection.execute(insert(Fact), [row for family in families[:NAMED] for row in _facts(log, family)])
    _write(log, draw, entries)
    clock.put(ENDS)
    return log


def _partnership(work: Work) -> tuple[list[Actor], list[Actor]]:
    def join(unit: UUID, role: str) -> Actor:
        return Actor(partnership.register_user(work, unit, "somebody", [role]), unit, role)

    office = partnership.register_unit(work, "OFFICE", "office", discreet=False, oversight=True)
    units = [
        partnership.register_unit(work, f"UNIT-{number}", "unit", discreet=False) for number in range(UNITS)
    ]
    # The last unit works with him.
    roles = ["children_families_sw"] * (UNITS - 1) + ["caledonian_men"]
    people = [join(unit, role) for unit, role in zip(units, roles, strict=True) for _ in range(PEOPLE)]
    return [join(unit, "ig_officer") for unit in (office, *units)], people


def _family(hub: Hub, draw: Random, officers: Sequence[Actor], case: UUID | None) -> Family:
    facts = {
        officer.unit: [UUID(int=draw.getrandbits(128), version=4) for _ in range(FACTS)]
        for officer in draw.sample(officers, OWNERS)
    }
    alias = f"{draw.getrandbits(128):032x}" if case is None else hub.keys.alias(str(case))
    return Family(alias, facts, case)


def _facts(log: LongLog, family: Family) -> Iterator[dict[str, Any]]:
    standing = {"version": 1, "revision": 1, "published": BEGINS.date(), "retracted": None}
    said = {"case_id": family.case, "recorded_by": log.people[0].user, "recorded_at": BEGINS, **standing}
    for unit, facts in family.facts.items():
        for fact in facts:
            yield {"id": fact, "owner_unit_id": unit, **said}


def _acts(log: LongLog, draw: Random, entries: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Yield the rows of one act after another; some of them belong to bursts of one person."""
    hurried: list[tuple[datetime, Actor]] = []
    for number in range(entries):
        at, actor = _moment(draw, number / entries), draw.choice(log.people)
        if hurried:
            at, actor = hurried.pop()
        elif draw.random() < HURRIED:
            hurried = [(at + timedelta(seconds=20 * turn), actor) for turn in range(BURST, 0, -1)]
        family = draw.choice(log.families)
        look = bool(hurried) or draw.random() < LOOKS
        action = Action.PATTERN_ASKED if look else draw.choice(OTHERS)
        ask = {
            "entry_id": uuid7(at, draw.randbytes),
            "at": at,
            "action": action.value,
            "purpose": draw.choice(PURPOSES) if look else None,
            "refused": look and draw.random() < REFUSED,
        }
        yield AuditEntry.__table__, _entry(ask, actor, family)  # type: ignore[misc]  # it is a table
        if look:
            for row in _portions(ask, actor, family, draw):
                yield DecisionPortion.__table__, row  # type: ignore[misc]  # it is a table


def _moment(draw: Random, share: float) -> datetime:
    """Return a moment so far into the year: of an office day, or of a night or weekend now and then."""
    day = int(share * DAYS)
    weekend = (BEGINS + timedelta(days=day)).weekday() >= 5
    if draw.random() < NIGHTLY:
        hour = draw.uniform(0, 24) if weekend else draw.choice((draw.uniform(0, 6), draw.uniform(19, 22)))
    else:
        day += 2 if weekend and day + 2 < DAYS else 0
        hour = draw.uniform(9, 16.5)
    return BEGINS + timedelta(days=day, hours=hour)


def _entry(ask: dict[str, Any], actor: Actor, family: Family) -> dict[str, Any]:
    said = {
        "v": 1,
        "id": str(ask["entry_id"]),
        "salt": "0" * 32,
        "action": ask["action"],
        "actor": str(actor.user),
        "unit": str(actor.unit),
        "role": actor.role,
        "case": family.alias,
        "refs": {"release": str(ask["entry_id"]), "protocols": ["P/1 " + "0" * 64], "rulebook": "0" * 64},
    }
    return {
        "id": ask["entry_id"],
        "at": ask["at"],
        "unit": str(actor.unit),
        "actor": str(actor.user),
        "action": ask["action"],
        "outcome": "refused" if ask["refused"] else "done",
        "purpose": ask["purpose"],
        "case_alias": family.alias,
        "fact_id": None,
        "fact_revision": None,
        "manifest_digest": None,
        "leaf_hash": HASH,
        "body": orjson.dumps(said),
    }


def _portions(ask: dict[str, Any], actor: Actor, family: Family, draw: Random) -> Iterator[dict[str, Any]]:
    of_ask = {**ask, "actor": actor.user, "asker_unit": actor.unit, "instead_of": None, "readers": None}
    went: list[list[object]] = []
    for unit, facts in family.facts.items():
        released = [] if ask["refused"] else [fact for fact in facts if draw.random() < 0.7]
        lines = [[str(fact), "full", "ROLE_AND_PURPOSE", ["NOT_TO_PERPETRATOR"], 1] for fact in released]
        kept = [[str(fact), "withheld", "CONSENT_ABSENT", [], 1] for fact in facts if fact not in released]
        went += [[line[0], "full", None, line[3], 1] for line in lines if unit != actor.unit]
        yield {
            **of_ask, "unit_id": unit, "side": "owner", "case_alias": family.alias,
            "released": lines, "withheld": kept,
        }  # fmt: skip
    alias = None if ask["refused"] else family.alias
    yield {
        **of_ask, "unit_id": actor.unit, "side": "asker", "case_alias": alias,
        "released": went, "withheld": None,
    }  # fmt: skip


def _write(log: LongLog, draw: Random, entries: int) -> None:
    """Write the rows in the database's own fastest way, and make its indexes afterwards."""
    engine = log.hub.engine
    with _without_indexes(log.hub):
        waiting: dict[str, list[list[Any]]] = {}
        columns: dict[str, list[str]] = {}
        for table, row in _acts(log, draw, entries):
            columns.setdefault(table.name, [*row])
            waiting.setdefault(table.name, []).append([*row.values()])
            if len(waiting[table.name]) == BATCH:
                for name in ("audit_entries", "decision_portions"):
                    _load(log.hub, name, columns.get(name, []), waiting.pop(name, []))
        for name in ("audit_entries", "decision_portions"):
            _load(log.hub, name, columns.get(name, []), waiting.pop(name, []))
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    if engine.dialect.name == "postgresql":
        # As it goes through a log that grows: see migration 0019.
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM"))


@contextmanager
def _without_indexes(hub: Hub) -> Iterator[None]:
    tables = (AuditEntry.__table__, DecisionPortion.__table__)
    with hub.engine.begin() as connection:
        for table in tables:
            for index in table.indexes:  # type: ignore[attr-defined]  # it is a table
                index.drop(connection)
    yield
    with hub.engine.begin() as connection:
        for table in tables:
            for index in table.indexes:  # type: ignore[attr-defined]  # it is a table
                index.create(connection)


def _load(hub: Hub, table: str, columns: list[str], rows: list[list[Any]]) -> None:
    if not rows:
        return
    with hub.engine.begin() as connection:
        cursor: Any = connection.connection.cursor()
        if connection.dialect.name == "sqlite":
            places = ", ".join("?" * len(columns))
            cursor.executemany(
                f"insert into {table} ({', '.join(columns)}) values ({places})",
                [[_as_sqlite_has_it(value) for value in row] for row in rows],
            )
            return
        with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
            for row in rows:
                copy.write_row([_as_postgres_has_it(value) for value in row])


def _as_sqlite_has_it(value: object) -> object:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return orjson.dumps(value).decode() if isinstance(value, list) else value


def _as_postgres_has_it(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, list) else value

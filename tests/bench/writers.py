"""Writers that record at once, each a process of its own: a business transaction, and how it is logged."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from time import perf_counter, time
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, select, text, update

from sharehub.audit import log
from sharehub.audit.entry import Act, Action
from sharehub.clock import SystemClock
from sharehub.database.engine import open_engine
from sharehub.database.schema import Case, Fact, FactVersion, Gate, Membership
from sharehub.database.transaction import Transaction, begin
from tests.forked import FORKED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Engine

Logs: TypeAlias = "Callable[[Transaction, Connection, Act], bytes]"
"""Logs an act in its transaction; returns the leaf hash, where there is one."""

TABLES = (
    "create table bench_plain (id uuid primary key, at timestamptz, by uuid, unit uuid, act text, fact uuid)",
    "create table bench_chain (id uuid primary key, at timestamptz, body bytea, link bytea)",
    "create table bench_head (one integer primary key, link bytea)",
    "insert into bench_head values (1, '\\x00')",
)
"""What the two yardsticks write to: a plain row, and a chain in which each entry holds the one before."""

_HOLD = select(Case.id).where(Case.id == bindparam("case")).with_for_update()
_MEMBERS = select(Membership.id, Membership.role).where(Membership.case_id == bindparam("case"))
_GATES = select(Gate.id, Gate.gate).where(Gate.case_id == bindparam("case"))
_FACT, _VERSION = insert(Fact.__table__), insert(FactVersion.__table__)  # type: ignore[arg-type]  # it is a Table
_PUBLISHED = update(Fact.__table__).where(Fact.__table__.c.id == bindparam("which")).values(revision=2)  # type: ignore[arg-type]  # it is a Table
_PLAIN = text("insert into bench_plain values (:id, :at, :actor, :unit, :action, :fact)")
_HEAD = text("select link from bench_head where one = 1 for update")
_LINK = text("insert into bench_chain values (:id, :at, :body, :link)")
_MOVE = text("update bench_head set link = :link where one = 1")


@dataclass(frozen=True, slots=True)
class Template:
    """The rows of a published fact, under whose values further ones are written; and a writer's own case."""

    database: str
    fact: Mapping[str, Any]
    version: Mapping[str, Any]
    case: UUID


@dataclass(slots=True)
class Writer:
    """One writer: publishes facts of a case of its own, and logs each."""

    engine: Engine
    template: Template

    def write(
        self, logs: Logs, *, before: Callable[[Connection], object] = lambda _connection: None
    ) -> bytes:
        """Publish one fact, as much as publishing reads and writes, and log it."""
        template, fact = self.template, uuid4()
        now = SystemClock().now()
        with begin(self.engine, now, now.date()) as tx:
            connection = tx.session.connection()
            before(connection)
            for read in (_HOLD, _MEMBERS, _GATES):
                connection.execute(read, {"case": template.case}).all()
            connection.execute(_FACT, {**template.fact, "id": fact, "case_id": template.case})
            connection.execute(_VERSION, {**template.version, "fact_id": fact})
            connection.execute(_PUBLISHED, {"which": fact})
            act = Act(
                Action.FACT_PUBLISHED, actor=template.fact["recorded_by"], unit=template.fact["owner_unit_id"]
            )
            return logs(tx, connection, act.about_fact(fact, revision=2, manifest_digest="0" * 64))


def ours(tx: Transaction, _connection: Connection, act: Act) -> bytes:
    """Append to the product's log: encode, salt, hash, and two rows."""
    return log.append(tx, act, os.urandom).leaf_hash


def plain(tx: Transaction, connection: Connection, act: Act) -> bytes:
    """Insert one row that says the same."""
    row = {"id": uuid4(), "at": tx.now, "actor": act.actor, "unit": act.unit, "action": act.action.value}
    connection.execute(_PLAIN, row | {"fact": act.fact})
    return b""


def chained(tx: Transaction, connection: Connection, act: Act) -> bytes:
    """Append to a chain of which each entry holds the hash of the one before: its head is locked."""
    link = connection.execute(_HEAD).scalar_one()
    body = f"{tx.now.isoformat()} {act.actor} {act.unit} {act.action} {act.fact}".encode()
    linked = hashlib.sha256(bytes(link) + body).digest()
    connection.execute(_LINK, {"id": uuid4(), "at": tx.now, "body": body, "link": linked})
    connection.execute(_MOVE, {"link": linked})
    return b""


def _head_first(connection: Connection) -> None:
    connection.execute(_HEAD)


_writer: Writer | None = None
_together: Any = None

HOW: dict[str, tuple[Logs, bool]] = {
    "ours": (ours, False),
    "plain": (plain, False),
    "chain": (chained, False),
    "chain first": (chained, True),
}
"""The ways to log, and whether the head is locked before all other work."""


def _begin(templates: Any, together: Any) -> None:
    global _writer, _together  # noqa: PLW0603 - a process has one writer, from its beginning to its end
    template: Template = templates.get()
    _writer = Writer(open_engine(template.database), template)
    _together = together


def _run(asked: tuple[str, float]) -> list[tuple[float, bytes]]:
    """Write for so many seconds; return when each commit returned (seconds since 1970), and its leaf hash."""
    how, seconds = asked
    logs, first = HOW[how]
    if _writer is None:  # pragma: no cover - a pool's process begins with one
        raise RuntimeError("this process has no writer")
    done = []
    _together.wait()
    until = perf_counter() + seconds
    while perf_counter() < until:
        leaf = _writer.write(logs, before=_head_first) if first else _writer.write(logs)
        done.append((time(), leaf))
    return done


class Crowd:
    """So many writers, who begin together."""

    def __init__(self, templates: Sequence[Template]) -> None:
        """Start a process for each."""
        manager = FORKED.SimpleQueue()
        for template in templates:
            manager.put(template)
        barrier = FORKED.Barrier(len(templates))
        self._number = len(templates)
        self._pool = FORKED.Pool(self._number, _begin, (manager, barrier))

    def write(self, how: str, seconds: float) -> list[tuple[float, bytes]]:
        """Let all of them write for so many seconds, and return what each commit was."""
        found = self._pool.map(_run, [(how, seconds)] * self._number, chunksize=1)
        return [one for several in found for one in several]

    def close(self) -> None:
        """End the processes."""
        self._pool.terminate()
        self._pool.join()

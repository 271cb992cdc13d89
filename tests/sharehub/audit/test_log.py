"""Appending: entry, queue row and decision record are durable together, and agree with one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import select

from sharehub.audit import log
from sharehub.audit.entry import Act, Action, leaf_hash, microseconds, salted_digest
from sharehub.database.schema import AuditEntry, DecisionRecord, LogQueue
from tests.sharehub.audit.deeds import recorded
from tests.sharehub.crypto.builders import Counted

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Hub
    from tests.sharehub.world import World

RECORD = b'{"answers":{},"v":1}'


def append(hub: Hub, record: bytes | None = None) -> UUID:
    with hub.begin() as work:
        return log.append(work.tx, Act(Action.KEYS_ROTATED), Counted("log"), record).id


def kept(hub: Hub) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """The ids of entries, of those queued for the tree, and of those with a decision record."""
    with hub.begin() as work:
        session = work.tx.session
        return (
            list(session.scalars(select(AuditEntry.id))),
            list(session.scalars(select(LogQueue.entry_id))),
            list(session.scalars(select(DecisionRecord.entry_id))),
        )


def test_an_entry_is_queued_for_the_tree_in_the_same_transaction(hub: Hub) -> None:
    entry = append(hub)

    assert kept(hub) == ([entry], [entry], [])
    assert entry.version == 7


def test_a_decision_record_is_kept_beside_its_entry_and_bound_to_it(hub: Hub) -> None:
    entry = append(hub, RECORD)

    assert kept(hub) == ([entry], [entry], [entry])
    with hub.begin() as work:
        body = orjson.loads(work.tx.session.scalars(select(AuditEntry.body)).one())
        assert work.tx.session.scalars(select(DecisionRecord.body)).one() == RECORD
    salt = bytes.fromhex(body["salt"])
    assert body["record"] == salted_digest(salt, RECORD)
    assert body["record"] != salted_digest(salt, RECORD.replace(b"1", b"2"))


def fail_after_appending(hub: Hub) -> None:
    with hub.begin() as work:
        work.record(Act(Action.KEYS_ROTATED), RECORD)
        raise ZeroDivisionError


def test_a_rolled_back_act_leaves_neither_entry_nor_queue_row_nor_record(hub: Hub) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after_appending(hub)

    assert kept(hub) == ([], [], [])


def append_two(hub: Hub, references: Any) -> None:
    with hub.begin() as work:
        work.record(Act(Action.KEYS_ROTATED))
        work.record(Act(Action.KEYS_ROTATED, references=references))


def test_an_entry_outside_the_limits_rolls_its_act_back(hub: Hub) -> None:
    with pytest.raises(ValueError, match="an entry"):
        append_two(hub, {"half": 0.5})

    assert kept(hub) == ([], [], [])


def test_two_equal_acts_have_leaves_that_differ(sqlite_hub: Hub) -> None:
    with sqlite_hub.begin() as work:
        for _ in range(2):
            work.record(Act(Action.KEYS_ROTATED))

    with sqlite_hub.begin() as work:
        leaves = list(work.tx.session.scalars(select(AuditEntry.leaf_hash)))
    assert len(set(leaves)) == 2


def test_the_columns_of_every_entry_say_what_its_body_says(world: World) -> None:
    world.publish(world.behaviour())
    recorded(world, by="teacher")
    world.read("police", "child_protection")

    for row in world.rows(AuditEntry):
        assert columns_of(row) == said_in(row["body"])
        assert row["leaf_hash"] == leaf_hash(row["body"])


def columns_of(row: dict[str, Any]) -> dict[str, Any]:
    fact = row["fact_id"]
    return {
        "id": str(row["id"]),
        "at": microseconds(row["at"]),
        "fact": None if fact is None else str(fact),
        "revision": row["fact_revision"],
        "manifest": row["manifest_digest"],
        "case": row["case_alias"],
        **{name: row[name] for name in ("unit", "actor", "action", "outcome", "purpose")},
    }


def said_in(body: bytes) -> dict[str, Any]:
    said = orjson.loads(body)
    names = (
        "id",
        "at",
        "fact",
        "revision",
        "manifest",
        "case",
        "unit",
        "actor",
        "action",
        "outcome",
        "purpose",
    )
    return {name: said.get(name) for name in names}

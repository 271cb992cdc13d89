"""A full disk: what cannot be recorded is not released; what was to be told is told once there is room."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from sharehub.database.schema import Notice, OutboxTask
from sharehub.language.vocabulary import Tactic
from tests.sharehub.deliveries.ends import after
from tests.sharehub.web.clients import Staff
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tests.sharehub.world import World

ASK = {"purpose": "child_protection"}
ROOM = 1_000_000_000
MANY = 1000


@contextmanager
def no_room(world: World) -> Iterator[None]:
    """Let SQLite find no page more for its file, and what is free in it used up."""
    most = 1

    def bound(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    with world.hub.engine.begin() as connection:
        connection.execute(text("create table ballast (what blob)"))
    event.listen(world.hub.engine, "begin", bound)
    with pytest.raises(OperationalError, match="full"):
        _fill_up(world)
    yield
    most = ROOM


def _fill_up(world: World) -> None:
    with world.hub.engine.connect() as connection:
        for _ in range(MANY):
            with connection.begin():
                connection.execute(text("insert into ballast values (randomblob(5000))"))


def test_a_full_disk_releases_nothing_and_delays_what_is_told_and_loses_nothing(
    sqlite_world: World, opened: list[str]
) -> None:
    world, staff = sqlite_world, Staff(sqlite_world)
    world.open("cp_concern", "HV", "CF-SW")
    facts = {world.publish(world.behaviour(tactics=frozenset({Tactic.BREACH}))) for _ in range(20)}
    with no_room(world):
        # Pages that were not full yet take a few looks; the first that finds no room gets nothing.
        answer, before = staff.post("health_visitor", "/disclosures", json=ASK), 0
        while answer.status_code == 200:
            before = len(opened)
            answer = staff.post("health_visitor", "/disclosures", json=ASK)
        assert answer.status_code == 500
        assert opened[before:] == []
        assert "door" not in answer.text
        with pytest.raises(OperationalError, match="full"):
            work_off(world)
        assert any(row["done_at"] is None for row in world.rows(OutboxTask))

    # Leases that nobody could give back have ended.
    after(world)
    after(world)
    assert {row["done_at"] is not None for row in world.rows(OutboxTask)} == {True}
    told = [(row["unit_id"], row["about_id"]) for row in world.rows(Notice) if row["kind"] == "breach"]
    assert {fact for unit, fact in told if unit == world.units["HV"]} == facts
    assert len(told) == len(set(told))
    assert staff.texts("health_visitor")

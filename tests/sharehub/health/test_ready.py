"""Ready: the database at the newest schema, and keys that can be used; said without a word about anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sharehub.world import World


@pytest.mark.postgres
def test_a_hub_that_can_work_says_so_and_how_long_the_oldest_entry_waits(world: World) -> None:
    answer = Staff(world).client.get("/health/ready")

    body = answer.json()
    assert answer.status_code == 200
    assert body.pop("oldest_queued_seconds") >= 0
    assert body.pop("tree") == {"size": 0, "age": None, "witnessed": "unwitnessed", "fresh": 0, "needed": 0}
    assert body.pop("work") == {"oldest_due_seconds": 0, "waiting": 0, "given_up": 0}
    assert body.pop("overdue_counted_seconds") is None
    assert body == {"status": "ready", "database": "ok", "keys": "ok", "log": "ok"}


def test_an_old_schema_is_not_ready(sqlite_world: World) -> None:
    with sqlite_world.hub.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))

    answer = Staff(sqlite_world).client.get("/health/ready")

    assert (answer.status_code, answer.json()["database"]) == (503, "old_schema")


def test_keys_out_of_reach_are_not_ready(sqlite_world: World, tmp_path: Path) -> None:
    (tmp_path / "hub" / "keys" / "root.json").unlink()

    answer = Staff(sqlite_world).client.get("/health/ready")

    assert (answer.status_code, answer.json()["keys"]) == (503, "out_of_reach")


def test_a_database_out_of_reach_is_not_ready(sqlite_world: World) -> None:
    with sqlite_world.hub.engine.begin() as connection:
        connection.execute(text("drop table alembic_version"))

    answer = Staff(sqlite_world).client.get("/health/ready")

    assert (answer.status_code, answer.json()["database"], answer.json()["log"]) == (
        503, "out_of_reach", "unknown",
    )  # fmt: skip
    assert Staff(sqlite_world).client.get("/health/live").json() == {"status": "live"}

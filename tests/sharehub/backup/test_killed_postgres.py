"""The same on PostgreSQL, whose tools do the work and may outlive whoever began them: nothing half, ever."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, text

from sharehub.backup import folder
from sharehub.backup.make import back_up
from sharehub.backup.manifest import Held
from sharehub.backup.restore import examined, restore
from sharehub.crypto.tables import key_engine
from sharehub.database.engine import open_engine
from sharehub.errors import Conflict, Invalid
from tests.sharehub.backup.killing import begun, ended, kill, killed
from tests.sharehub.backup.places import at, new_places, url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine, TextClause

    from tests.sharehub.backup.places import Places
    from tests.sharehub.world import World

pytestmark = pytest.mark.postgres
LATER = datetime(2024, 6, 3, 10, tzinfo=UTC)
PATIENCE = 60
WITH_TOOLS = pytest.mark.parametrize("with_tools", [True, False])
TABLES = text("select count(*) from pg_tables where schemaname = 'public'")
WAITING = text(
    "select count(*) from pg_stat_activity where datname = current_database() and application_name = :tool"
    " and wait_event_type = 'Lock'"
)
AT_WORK = text(
    "select count(*) from pg_stat_activity where datname = current_database() and application_name = :tool"
)
STOPPING = (
    "create schema apart",
    """create function apart.wait() returns event_trigger as
       $$ begin perform pg_advisory_xact_lock(1); end $$ language plpgsql""",
    "create event trigger wait on ddl_command_end when tag in ('CREATE INDEX') execute function apart.wait()",
)
"""Lets a restoring wait when all its rows are in and it is not done. It is no part of what is restored."""


@pytest.fixture
def world(postgres_world: World) -> World:
    postgres_world.open("cp_concern", "HV", "POL-DA")
    postgres_world.publish(postgres_world.behaviour())
    return postgres_world


@pytest.fixture
def places(world: World, tmp_path: Path) -> Iterator[Places]:
    with new_places(world.hub, tmp_path) as found:
        yield found


def until(so: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def asked(engine: Engine, question: TextClause, **given: str) -> int:
    with engine.begin() as connection:
        return int(connection.execute(question, given).scalar_one())


def backing_up(world: World, target: Path) -> Callable[[], object]:
    url = url_of(world.hub.engine)
    return lambda: back_up(open_engine(url), Held.DATA, target, LATER)


def whole(world: World, places: Places, backup: Path, tmp_path: Path) -> bool:
    """Restore a backup into a new place, which is empty, and say whether it reads as what was backed up."""
    engine = places.data_engine()
    restore(engine, Held.DATA, backup, world.hub.clock.now())
    engine.dispose()
    return reads(world, tmp_path, places.data)


def reads(world: World, tmp_path: Path, data: str, keys: str | None = None) -> bool:
    with closing(at(data, keys or url_of(world.hub.keys.engine), tmp_path, world.hub)) as hub:
        asked = ("health_visitor", "child_protection")
        return replace(world, hub=hub).texts(*asked) == world.texts(*asked) != []


def test_a_backup_that_is_killed_before_any_step_is_none_and_the_next_is_whole(
    world: World, places: Places, tmp_path: Path
) -> None:
    target, steps = tmp_path / "of-data", 0
    world.hub.close()
    while killed(backing_up(world, target), steps + 1):
        steps += 1
        for one in folder.named(target, Held.DATA):
            examined(one, Held.DATA)
            one.rename(tmp_path / f"whole-{steps}")

    assert steps >= 5
    assert [one.name for one in target.iterdir()] == ["data-20240603T100000Z"]
    assert whole(world, places, target / "data-20240603T100000Z", tmp_path)


@WITH_TOOLS
def test_a_backup_that_is_killed_while_pg_dump_is_at_it_is_none_and_a_tool_left_over_spoils_none(
    world: World, places: Places, tmp_path: Path, *, with_tools: bool
) -> None:
    target = tmp_path / "of-data"
    world.hub.close()
    with world.hub.engine.connect() as holding:
        holding.execute(text("lock table cases in access exclusive mode"))
        child = begun(backing_up(world, target))
        until(lambda: asked(world.hub.engine, WAITING, tool="pg_dump"))
        assert kill(child, with_tools=with_tools)
        assert folder.named(target, Held.DATA) == []
        again = begun(backing_up(world, target))
        until(lambda: asked(world.hub.engine, WAITING, tool="pg_dump") >= (1 if with_tools else 2))
    assert not ended(again)
    until(lambda: not asked(world.hub.engine, AT_WORK, tool="pg_dump"))

    assert [one.name for one in target.iterdir()] == ["data-20240603T100000Z"]
    assert whole(world, places, target / "data-20240603T100000Z", tmp_path)


@WITH_TOOLS
@pytest.mark.parametrize("kind", list(Held))
def test_a_restoring_that_is_killed_when_all_its_rows_are_in_is_none_or_comes_to_its_end(
    world: World, places: Places, tmp_path: Path, kind: Held, *, with_tools: bool
) -> None:
    """With its tool there is nothing, and it can be done again; the tool alone still brings all of it."""
    of_data = kind is Held.DATA
    source = world.hub.engine if of_data else world.hub.keys.engine
    backup, _ = back_up(source, kind, tmp_path / "backups", LATER)
    url = places.data if of_data else places.keys
    world.hub.close()

    def restoring() -> None:
        engine = open_engine(url) if of_data else key_engine(url)
        try:
            restore(engine, kind, backup, LATER)
        finally:
            engine.dispose()

    watching = create_engine(url, poolclass=NullPool)
    with watching.begin() as connection:
        for statement in STOPPING:
            connection.execute(text(statement))
    with watching.begin() as holding:
        holding.execute(text("select pg_advisory_xact_lock(1)"))
        child = begun(restoring)
        until(lambda: asked(watching, WAITING, tool="pg_restore"))
        assert kill(child, with_tools=with_tools)
        assert asked(watching, TABLES) == 0
    until(lambda: not asked(watching, AT_WORK, tool="pg_restore"))

    assert bool(asked(watching, TABLES)) is not with_tools
    if with_tools:
        restoring()
    else:
        with pytest.raises(Conflict, match="make a new, empty one"):
            restoring()
    used = (places.data, None) if of_data else (url_of(world.hub.engine), places.keys)
    assert reads(world, tmp_path, *used)


def test_whoever_restores_while_a_tool_is_left_over_waits_for_it_and_is_refused(
    world: World, places: Places, tmp_path: Path
) -> None:
    backup, _ = back_up(world.hub.engine, Held.DATA, tmp_path / "backups", LATER)
    world.hub.close()

    def restoring() -> None:
        restore(open_engine(places.data), Held.DATA, backup, LATER)

    watching = create_engine(places.data, poolclass=NullPool)
    with watching.begin() as connection:
        for statement in STOPPING:
            connection.execute(text(statement))
    with watching.begin() as holding:
        holding.execute(text("select pg_advisory_xact_lock(1)"))
        left_over = begun(restoring)
        until(lambda: asked(watching, WAITING, tool="pg_restore"))
        assert kill(left_over, with_tools=False)
        second = begun(lambda: refused(restoring))
        until(lambda: asked(watching, WAITING, tool="pg_restore") == 2)
    assert not ended(second)

    assert reads(world, tmp_path, places.data)


def refused(do: Callable[[], object]) -> None:
    with pytest.raises(Invalid, match="not empty"):
        do()

"""Hubs made through the real migrations, on each database in turn, and a world of people in them."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from sharehub.assembly import assemble, fresh
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile
from sharehub.database.migrate import upgrade
from tests.conftest import lacking
from tests.kept import kept_at
from tests.sharehub.contents import deleted, put_back, taken_out
from tests.sharehub.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sharehub.hub import Hub
    from tests.sharehub.contents import Contents

START = datetime(2024, 6, 3, 9, tzinfo=UTC)
"""A Monday morning, on which every test begins unless it says otherwise."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a new, migrated hub in it, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "hub"
    fresh(folder, SteppedClock(START)).close()
    return folder


@pytest.fixture(scope="session")
def sqlite_founded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """Return a folder with a hub in which a world has been founded, to be copied, and that world's ids."""
    folder = tmp_path_factory.mktemp("founded") / "hub"
    shutil.copytree(sqlite_template, folder)
    hub = on_sqlite(folder, START)
    world = World.of(hub)
    hub.close()
    return folder, world


def on_sqlite(folder: Path, now: datetime) -> Hub:
    """Open the hub in a folder, at a moment."""
    return assemble(
        f"sqlite:///{folder / 'data' / 'hub.db'}",
        f"sqlite:///{folder / 'keys' / 'keys.db'}",
        KeyFile(folder / "keys" / "root.json", os.urandom),
        SteppedClock(now),
    )


@pytest.fixture
def sqlite_hub(sqlite_template: Path, tmp_path: Path) -> Iterator[Hub]:
    """Yield a hub of this test's own on SQLite; its files are in `tmp_path / "hub"`."""
    folder = tmp_path / "hub"
    shutil.copytree(sqlite_template, folder)
    hub = on_sqlite(folder, START)
    yield hub
    hub.close()


def on_postgres(databases: tuple[str, str], root: Path) -> Hub:
    """Open the hub in two databases, on the morning on which tests begin."""
    return assemble(*databases, KeyFile(root, os.urandom), SteppedClock(START))


@pytest.fixture(scope="session")
def postgres_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the root key of all hubs on PostgreSQL, to be copied."""
    root = tmp_path_factory.mktemp("root") / "root.json"
    KeyFile.create(root, os.urandom, demo=True)
    return root


@pytest.fixture(scope="session")
def postgres_migrated(
    postgres_databases: tuple[str, str] | None, postgres_root: Path
) -> tuple[str, str] | None:
    """Return the URLs of this run's PostgreSQL databases, migrated, or None."""
    if postgres_databases is not None:
        hub = on_postgres(postgres_databases, postgres_root)
        hub.keys.create_tables()
        upgrade(hub.engine)
        hub.close()
        # Whoever migrates meets tables that change under it; the tests meet them as they stay.
        for engine in (hub.engine, hub.keys.engine):
            kept_at(engine)
    return postgres_databases


@pytest.fixture(scope="session")
def postgres_founded(
    postgres_migrated: tuple[str, str] | None, postgres_root: Path
) -> tuple[Contents, Contents, World] | None:
    """Return what founding a world puts into both PostgreSQL databases, and that world's ids."""
    if postgres_migrated is None:
        return None
    hub = on_postgres(postgres_migrated, postgres_root)
    world = World.of(hub)
    contents = [taken_out(engine) for engine in (hub.engine, hub.keys.engine)]
    for engine in (hub.engine, hub.keys.engine):
        deleted(engine)
    hub.close()
    return contents[0], contents[1], world


@pytest.fixture
def postgres_hub(
    postgres_migrated: tuple[str, str] | None, postgres_root: Path, tmp_path: Path
) -> Iterator[Hub]:
    """Yield a hub on PostgreSQL, whose tables are empty at the start of each test."""
    if postgres_migrated is None:
        lacking("postgres", "none answers; set SHAREHUB_TEST_POSTGRES to the URL of one")
    shutil.copy(postgres_root, tmp_path)
    hub = on_postgres(postgres_migrated, tmp_path / postgres_root.name)
    yield hub
    for engine in (hub.engine, hub.keys.engine):
        deleted(engine)
    hub.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Hub:
    """Return a hub on each database in turn."""
    found: Hub = request.getfixturevalue(f"{request.param}_hub")
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest) -> World:
    """Return a partnership with one family, on each database in turn."""
    found: World = request.getfixturevalue(f"{request.param}_world")
    return found


@pytest.fixture
def sqlite_world(sqlite_founded: tuple[Path, World], tmp_path: Path) -> Iterator[World]:
    """Yield a partnership with one family, for tests that no database makes a difference to."""
    template, founded = sqlite_founded
    folder = tmp_path / "hub"
    shutil.copytree(template, folder)
    # The world was founded in the first moments of the day: what a test does comes after.
    hub = on_sqlite(folder, START + timedelta(seconds=1))
    yield replace(founded, hub=hub)
    hub.close()


@pytest.fixture
def postgres_world(postgres_hub: Hub, postgres_founded: tuple[Contents, Contents, World] | None) -> World:
    """Return a partnership with one family, on PostgreSQL."""
    assert postgres_founded
    data, keys, founded = postgres_founded
    put_back(postgres_hub.engine, data)
    put_back(postgres_hub.keys.engine, keys)
    # As on SQLite.
    cast("SteppedClock", postgres_hub.clock).put(START + timedelta(seconds=1))
    return replace(founded, hub=postgres_hub)


@pytest.fixture
def another_world(sqlite_template: Path, tmp_path: Path) -> Callable[[], World]:
    """Return a maker of further worlds, founded one by one, for tests that compare two."""

    def make() -> World:
        folder = tmp_path / f"hub-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(sqlite_template, folder)
        return World.of(on_sqlite(folder, START))

    return make

"""Hubs made through the real migrations, on each database in turn, and a world of people in them."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from sharehub.assembly import ZONE, assemble, fresh
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile
from sharehub.crypto.store import KeyStore
from sharehub.crypto.tables import key_engine
from sharehub.database.engine import open_engine
from sharehub.database.migrate import upgrade
from sharehub.hub import Hub
from tests.conftest import lacking
from tests.sharehub.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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


@pytest.fixture(scope="session")
def postgres_migrated(postgres_databases: tuple[str, str] | None) -> tuple[str, str] | None:
    """Return the URLs of this run's PostgreSQL databases, migrated, or None."""
    if postgres_databases is not None:
        engine = open_engine(postgres_databases[0])
        upgrade(engine)
        engine.dispose()
    return postgres_databases


@pytest.fixture
def postgres_hub(postgres_migrated: tuple[str, str] | None, tmp_path: Path) -> Iterator[Hub]:
    """Yield a hub on PostgreSQL, whose tables are empty at the start of each test."""
    if postgres_migrated is None:
        lacking("postgres", "none answers; set SHAREHUB_TEST_POSTGRES to the URL of one")
    data, keys = postgres_migrated or ("", "")
    provider = KeyFile.create(tmp_path / "root.json", os.urandom, demo=True)
    store = KeyStore(key_engine(keys), provider, os.urandom, time.monotonic)
    store.create_tables()
    hub = Hub(open_engine(data), store, SteppedClock(START), ZoneInfo(ZONE), os.urandom)
    yield hub
    for engine in (hub.engine, store.engine):
        with engine.begin() as connection:
            tables = connection.execute(
                text("select tablename from pg_tables where schemaname = 'public'")
            ).scalars()
            names = ", ".join(f'"{name}"' for name in tables if name != "alembic_version")
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
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
def postgres_world(postgres_hub: Hub) -> World:
    """Return a partnership with one family, on PostgreSQL."""
    return World.of(postgres_hub)


@pytest.fixture
def another_world(sqlite_template: Path, tmp_path: Path) -> Callable[[], World]:
    """Return a maker of further worlds, founded one by one, for tests that compare two."""

    def make() -> World:
        folder = tmp_path / f"hub-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(sqlite_template, folder)
        return World.of(on_sqlite(folder, START))

    return make

"""Databases with nothing in them, not even tables, for tests of what makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from sharehub.database.engine import open_engine
from tests.conftest import lacking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine on a new SQLite file."""
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db")
    yield engine
    engine.dispose()


@pytest.fixture
def empty_postgres(postgres_server: str | None) -> Iterator[Engine]:
    """Yield an engine on a new PostgreSQL database, dropped after the test."""
    if postgres_server is None:
        lacking("postgres", "none answers; set SHAREHUB_TEST_POSTGRES to the URL of one")
    url = make_url(postgres_server or "")
    name = f"sharehub_empty_{uuid4().hex}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine = open_engine(url.set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest) -> Engine:
    """Return an empty database of each kind in turn."""
    found: Engine = request.getfixturevalue(f"empty_{request.param}")
    return found

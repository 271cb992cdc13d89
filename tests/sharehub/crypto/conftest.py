"""Key stores on both databases; PostgreSQL only where one can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from sharehub.crypto.tables import key_engine, metadata
from tests.conftest import lacking
from tests.sharehub.crypto.builders import Keys, some_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from sharehub.crypto.store import KeyStore


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str | None) -> Iterator[str]:
    """A PostgreSQL database of these tests' own, dropped after them."""
    if postgres_server is None:
        lacking("postgres", "none answers; set SHAREHUB_TEST_POSTGRES to the URL of one")
    name = f"sharehub_crypto_{uuid4().hex}"
    admin = create_engine(postgres_server or "", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres_server or "").set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = key_engine(f"sqlite:///{tmp_path}/keys.db")
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    engine = key_engine(postgres_url)
    yield engine
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The key store's database, on each kind in turn."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine


@pytest.fixture
def keys(engine: Engine, tmp_path: Path) -> Keys:
    """A key store on each kind of database in turn."""
    return some_keys(engine, tmp_path)


@pytest.fixture
def store(sqlite_engine: Engine, tmp_path: Path) -> KeyStore:
    """A key store on SQLite, for tests that no database makes a difference to."""
    return some_keys(sqlite_engine, tmp_path).store()

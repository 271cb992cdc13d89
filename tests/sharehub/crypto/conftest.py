"""Key stores on both databases; PostgreSQL only where one can be reached."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from sharehub.crypto.tables import key_engine, metadata
from tests.sharehub.crypto.builders import Keys, some_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from sharehub.crypto.store import KeyStore

_ANY_POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database of this test run's own, dropped after it."""
    # The one setting of these tests; the product reads its own in one place.
    found = os.environ.get("SHAREHUB_TEST_POSTGRES", _ANY_POSTGRES)  # noqa: TID251
    name = f"sharehub_crypto_{uuid4().hex}"
    admin = create_engine(found, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except SQLAlchemyError as error:
        admin.dispose()
        pytest.skip(f"postgres: cannot be reached ({type(error).__name__})")
    yield make_url(found).set(database=name).render_as_string(hide_password=False)
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

"""Empty hubs to measure on, each in a folder or in databases of its own that are gone afterwards."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

from amqp.exceptions import AMQPError
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from sharehub.assembly import assemble, fresh
from sharehub.crypto.keys import KeyFile
from sharehub.database.migrate import upgrade
from tests.brokers import USUAL_RABBITMQ, Connection
from tests.conftest import USUAL_POSTGRES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sharehub.clock import Clock
    from sharehub.hub import Hub

    MakeHub = Callable[[Clock], AbstractContextManager[Hub]]

SQLITE, POSTGRES = "SQLite", "PostgreSQL"


def makers() -> dict[str, MakeHub]:
    """Return how to make a hub on each database that this machine has."""
    found: dict[str, MakeHub] = {SQLITE: _on_sqlite}
    server = _server()
    if server is not None:
        found[POSTGRES] = lambda clock: _on_postgres(server, clock)
    return found


@contextmanager
def _on_sqlite(clock: Clock) -> Iterator[Hub]:
    with TemporaryDirectory(prefix="sharehub-bench-") as folder:
        hub = fresh(Path(folder) / "hub", clock)
        try:
            yield hub
        finally:
            hub.close()


@contextmanager
def _on_postgres(server: str, clock: Clock) -> Iterator[Hub]:
    names = [f"sharehub_bench_{uuid4().hex[:12]}_{part}" for part in ("data", "keys")]
    data, keys = (make_url(server).set(database=name).render_as_string(hide_password=False) for name in names)
    _for_each(server, names, "CREATE DATABASE {}")
    try:
        with TemporaryDirectory(prefix="sharehub-bench-") as folder:
            provider = KeyFile.create(Path(folder) / "root.json", os.urandom, demo=True)
            hub = assemble(data, keys, provider, clock)
            try:
                hub.keys.create_tables()
                upgrade(hub.engine)
                yield hub
            finally:
                hub.close()
    finally:
        _for_each(server, names, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _for_each(server: str, names: list[str], statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(statement.format(name)))
    engine.dispose()


def rabbitmq() -> str | None:
    """Return the URL of the RabbitMQ that tests would use, or None."""
    url = os.environ.get("SHAREHUB_TEST_RABBITMQ", USUAL_RABBITMQ)  # noqa: TID251 - as the tests find it
    try:
        with Connection(url, connect_timeout=3) as connection:
            connection.connect()
    except (OSError, AMQPError):
        return None
    return url


def _server() -> str | None:
    """Return the URL of a PostgreSQL that this machine can reach, the one that tests would use, or None."""
    given = os.environ.get("SHAREHUB_TEST_POSTGRES")  # noqa: TID251 - as the tests find it
    for url in [given] if given else USUAL_POSTGRES:
        engine = create_engine(url, connect_args={"connect_timeout": 3})
        try:
            engine.connect().close()
        except OperationalError:
            continue
        finally:
            engine.dispose()
        return url
    return None

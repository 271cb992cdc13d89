"""Where a backup is put back in tests: databases that are new and empty, on either system."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from sharehub.assembly import assemble
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile
from sharehub.crypto.tables import key_engine
from sharehub.database.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from sharehub.hub import Hub


def url_of(engine: Engine) -> str:
    """Return an engine's address, with what is secret in it."""
    return engine.url.render_as_string(hide_password=False)


@dataclass(frozen=True, slots=True)
class Places:
    """New places for a hub's two databases."""

    data: str
    keys: str

    def data_engine(self) -> Engine:
        """Return an engine of the new place for data."""
        return open_engine(self.data)

    def keys_engine(self) -> Engine:
        """Return an engine of the new place for keys."""
        return key_engine(self.keys)


@contextmanager
def new_places(hub: Hub, folder: Path) -> Iterator[Places]:
    """Yield two empty places of the system that a hub is on."""
    if hub.engine.dialect.name == "sqlite":
        for name in ("data", "keys"):
            (folder / "new" / name).mkdir(parents=True)
        yield Places(*(f"sqlite:///{folder / 'new' / name / 'here.db'}" for name in ("data", "keys")))
        return
    admin = create_engine(url_of(hub.engine), isolation_level="AUTOCOMMIT")
    names = [f"sharehub_test_{uuid4().hex[:12]}_{part}" for part in ("data", "keys")]
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    address = make_url(url_of(hub.engine))
    try:
        yield Places(*(address.set(database=name).render_as_string(hide_password=False) for name in names))
    finally:
        with admin.connect() as connection:
            for name in names:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def root_of(folder: Path) -> Path:
    """Return the root key's file of a test's hub."""
    return next(one for one in (folder / "hub" / "keys" / "root.json", folder / "root.json") if one.exists())


def at(data: str, keys: str, folder: Path, hub: Hub) -> Hub:
    """Return the hub that another process would have on these two databases, at the same moment."""
    return assemble(data, keys, KeyFile(root_of(folder), os.urandom), SteppedClock(hub.clock.now()))

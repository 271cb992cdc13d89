"""Logins of the four database roles, made for one run of the tests."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from sharehub.database.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.sharehub.world import World

ROLES = ("app", "worker", "sequencer", "migration")


@dataclass(frozen=True, slots=True)
class Logins:
    """The URL of the database of data, as each role's login reaches it."""

    urls: dict[str, str]
    opened: list[Engine] = field(default_factory=list)

    def engine(self, role: str) -> Engine:
        """Open the database as a role, until the test ends."""
        self.opened.append(open_engine(self.urls[role]))
        return self.opened[-1]

    def bound(self, world: World) -> World:
        """Return a world whose hub is the application's: bound by the second lock."""
        return replace(world, hub=replace(world.hub, engine=self.engine("app")))


@contextmanager
def logins_on(url: str) -> Iterator[Logins]:
    """Make a login for each role of a migrated database, and take them away again."""
    password, run = uuid4().hex, uuid4().hex[:8]
    names = {role: f"sharehub_test_{role}_{run}" for role in ROLES}
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for role, name in names.items():
            connection.execute(
                text(f"CREATE ROLE {name} LOGIN PASSWORD '{password}' IN ROLE sharehub_{role}")
            )
    found = Logins(
        {
            role: make_url(url)
            .set(username=name, password=password, host=make_url(url).host or "127.0.0.1")
            .render_as_string(hide_password=False)
            for role, name in names.items()
        }
    )
    yield found
    for engine in found.opened:
        engine.dispose()
    with admin.connect() as connection:
        for name in names.values():
            connection.execute(text(f"DROP ROLE {name}"))
    admin.dispose()

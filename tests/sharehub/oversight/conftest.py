"""Officers on each database in turn, and on PostgreSQL as the application's own login too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sharehub.database.logins import logins_on
from tests.sharehub.oversight.offices import Offices

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(
    params=["sqlite", *(pytest.param(name, marks=pytest.mark.postgres) for name in ("postgres", "bound"))]
)
def offices(request: pytest.FixtureRequest) -> Iterator[Offices]:
    """Yield a world with officers: on SQLite, on PostgreSQL, and there bound by the second lock."""
    kind = request.param
    world = request.getfixturevalue("sqlite_world" if kind == "sqlite" else "postgres_world")
    if kind != "bound":
        yield Offices.of(world)
        return
    data, _ = request.getfixturevalue("postgres_migrated")
    with logins_on(data) as logins:
        yield Offices.of(world, logins.bound(world).hub)


@pytest.fixture
def here(sqlite_world: object) -> Offices:
    """Return a world with officers, for tests that no database makes a difference to."""
    return Offices.of(sqlite_world)  # type: ignore[arg-type]  # it is a world

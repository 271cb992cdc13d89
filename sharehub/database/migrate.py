"""Bringing a database to the newest schema, and saying which one it has."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from sharehub.database import statistics

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine


class Revisions(NamedTuple):
    """Which schema a database had and has; None before the first."""

    before: str | None
    after: str | None


def configured() -> Config:
    """Return where the migrations are, as Alembic wants to be told."""
    config = Config()
    # Alembic reads % as the beginning of a name; a folder may be called anything.
    migrations = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", migrations)
    return config


@cache
def newest() -> str:
    """Return the revision of the newest schema that this program knows."""
    head = ScriptDirectory.from_config(configured()).get_current_head()
    return head or ""


def known(revision: str) -> bool:
    """Say whether this program knows a schema, and so can bring it to the newest."""
    try:
        ScriptDirectory.from_config(configured()).get_revision(revision)
    except CommandError:
        return False
    return True


def upgrade(
    engine: Engine, revision: str = "head", last: Callable[[Connection, Revisions], None] | None = None
) -> None:
    """Apply every migration up to `revision`; a failing one leaves nothing of itself behind.

    `last` is done in the same transaction, when all others are.
    """
    config = configured()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        before = _revision(connection)
        command.upgrade(config, revision)
        after = _revision(connection)
        if before not in {None, after}:
            # Of an index that is new nothing is known, and it would be taken for the best of all.
            statistics.refresh(connection)
        if last is not None:
            last(connection, Revisions(before, after))


def downgrade(engine: Engine, revision: str) -> None:
    """Undo migrations down to `revision`; for tests, and for stepping back a release."""
    config = configured()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()

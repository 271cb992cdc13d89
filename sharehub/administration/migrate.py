"""Bringing a hub to the newest schema, on record with it, and finishing what a crash interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit import log
from sharehub.audit.entry import Act, Action
from sharehub.clock import civil_day
from sharehub.custody.shred import finish_shredding
from sharehub.database.migrate import upgrade
from sharehub.database.transaction import within

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sharehub.database.migrate import Revisions
    from sharehub.hub import Hub

NONE = "none"
"""What a database is at that has no schema yet."""


def migrate(hub: Hub) -> None:
    """Bring both databases to the newest schema, and see that what was shredded in either is so in both."""
    hub.keys.create_tables()
    migrate_data(hub)
    finish_shredding(hub)


def migrate_data(hub: Hub) -> None:
    """Bring the database of data to the newest schema; it takes no key.

    The entry is written by the last step of the migration itself, the very first one included: a crash leaves
    both or neither. Run again it changes nothing, and leaves an entry that says so.
    """

    def record(connection: Connection, revisions: Revisions) -> None:
        now = hub.clock.now()
        with within(connection, now, civil_day(now, hub.zone)) as tx:
            said = {"from": revisions.before or NONE, "to": revisions.after or NONE}
            log.append(tx, Act(Action.SCHEMA_MIGRATED, references=said), hub.random)

    upgrade(hub.engine, last=record)

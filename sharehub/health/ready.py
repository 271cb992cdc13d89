"""Whether a hub can do its work now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from sharehub.database.migrate import newest
from sharehub.errors import KeysUnavailable
from sharehub.health import queries

if TYPE_CHECKING:
    from sharehub.hub import Hub

OK = "ok"
OUT_OF_REACH = "out_of_reach"
OLD_SCHEMA = "old_schema"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """How each part stands, in closed words; `oldest_queued` is in seconds, None where nothing waits."""

    database: str
    keys: str
    log: str
    oldest_queued: int | None

    @property
    def ready(self) -> bool:
        """Whether work can be done."""
        return {self.database, self.keys, self.log} == {OK}


def health(hub: Hub) -> Health:
    """Look at database, keys and log; nothing is written."""
    database, log, oldest = _database(hub)
    return Health(database, _keys(hub), log, oldest)


def _database(hub: Hub) -> tuple[str, str, int | None]:
    try:
        with hub.glance() as tx:
            if queries.schema_version(tx) != newest():
                return OLD_SCHEMA, UNKNOWN, None
            oldest = queries.oldest_queued(tx)
            waits = None if oldest is None else max(0, int((tx.now - oldest).total_seconds()))
    except SQLAlchemyError:
        return OUT_OF_REACH, UNKNOWN, None
    return OK, OK, waits


def _keys(hub: Hub) -> str:
    try:
        hub.keys.provider.health()
    except KeysUnavailable:
        return OUT_OF_REACH
    return OK

"""Whether a hub can do its work now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from sharehub.audit.standing import standing
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.database.migrate import newest
from sharehub.deadlines.counting import overdue_standing
from sharehub.errors import KeysUnavailable
from sharehub.health import queries
from sharehub.outbox.standing import work_standing

if TYPE_CHECKING:
    from sharehub.audit.checkpoint import Policy
    from sharehub.audit.standing import LogStanding
    from sharehub.deadlines.counting import OverdueStanding
    from sharehub.hub import Hub
    from sharehub.outbox.standing import WorkStanding

OK = "ok"
OUT_OF_REACH = "out_of_reach"
OLD_SCHEMA = "old_schema"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """How each part stands, in closed words; `oldest_queued` is in seconds, None where nothing waits.

    `tree` is how the log's tree stands, `work` the outbox, `overdue` what is late; None where that cannot be
    asked. A hub is ready without witnesses, and with work that waits: who has to know of a life at risk is
    not kept from it.
    """

    database: str
    keys: str
    log: str
    oldest_queued: int | None
    tree: LogStanding | None
    work: WorkStanding | None = None
    overdue: OverdueStanding | None = None

    @property
    def ready(self) -> bool:
        """Whether work can be done."""
        return {self.database, self.keys, self.log} == {OK}


def health(hub: Hub, policy: Policy = NOBODY_WATCHES.policy) -> Health:
    """Look at database, keys and log, and at the witnesses that a policy names; nothing is written."""
    keys = _keys(hub)
    try:
        with hub.glance() as tx:
            if queries.schema_version(tx) != newest():
                return Health(OLD_SCHEMA, keys, UNKNOWN, None, None)
            oldest = queries.oldest_queued(tx)
            waits = None if oldest is None else max(0, int((tx.now - oldest).total_seconds()))
            tree, late = standing(tx, policy, tx.now), overdue_standing(tx)
            return Health(OK, keys, OK, waits, tree, work_standing(tx), late)
    except SQLAlchemyError:
        return Health(OUT_OF_REACH, keys, UNKNOWN, None, None)


def _keys(hub: Hub) -> str:
    try:
        hub.keys.provider.health()
    except KeysUnavailable:
        return OUT_OF_REACH
    return OK

"""Recalls in tests: doing what waits, and what holders, officers and records then say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from sharehub.database.order import FIRST
from sharehub.database.schema import RecalledCopy, RecallReach
from sharehub.notices.hear import heard
from sharehub.outbox import queries
from sharehub.recalls import queries as recalls
from sharehub.recalls.acknowledge import copies
from sharehub.worker.endurance import USUAL
from sharehub.worker.runner import Came, Runner
from sharehub.worker.tasks import TASKS

if TYPE_CHECKING:
    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World


def work_off(world: World, hub: Hub | None = None) -> None:
    """Do what is due, as a worker would; on another login, where one is given."""
    work_off_of(hub or world.hub)


def work_off_of(doing: Hub) -> None:
    """Do what is due in a hub, as a worker would."""
    while True:
        with doing.begin() as work:
            terms = queries.Terms([*TASKS.tasks], work.tx.now + USUAL.furthest)
            leased = queries.lease(work.tx, uuid4(), work.tx.now + USUAL.lease, terms, 50)
        if not leased:
            return
        for task, _ in leased:
            assert Runner(doing).run(task) is Came.DONE


def after(world: World, **length: int) -> None:
    """Let time pass."""
    clock = cast("SteppedClock", world.hub.clock)
    clock.put(clock.now() + timedelta(**length))


def listed(world: World, by: str | Actor) -> list[dict[str, Any]]:
    """Return the copies that somebody is told to destroy."""
    actor = world.actor(by) if isinstance(by, str) else by
    with world.hub.begin(actor.unit) as work:
        return copies(work, actor, world.hub.zone, FIRST, 50)


def hears(world: World, by: str | Actor) -> list[str]:
    """Return the kinds of notices that somebody hears, the newest first."""
    actor = world.actor(by) if isinstance(by, str) else by
    with world.hub.begin(actor.unit) as work:
        return [row["kind"] for row in heard(work, actor, FIRST, 50)]


def a_recalled_copy(world: World, name: str) -> UUID:
    """Let a copy that somebody has be out of date; return it."""
    holder = world.actor(name)
    with world.hub.begin() as work:
        copy, moments = work.new_id(), dict.fromkeys(("copied_at", "told_at", "due_at"), work.tx.now)
        whose = {"unit_id": holder.unit, "user_id": holder.user, "role": holder.role, "by_glass": False}
        recalls.add_copy(work.tx, id=copy, case_id=world.case, revision=1, **whose, **moments)
    return copy


def recalled(world: World) -> set[tuple[UUID, str]]:
    """Return who was told of a copy in the case, each in their role."""
    rows = [row for row in world.rows(RecalledCopy) if row["case_id"] == world.case]
    return {(row["user_id"], row["role"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom which recall reached, and for which facts."""

    of: dict[UUID, dict[UUID, set[UUID]]]

    @classmethod
    def of_world(cls, world: World) -> Reached:
        """Read it from what was written down."""
        users = {row["id"]: row["user_id"] for row in world.rows(RecalledCopy)}
        found: dict[UUID, dict[UUID, set[UUID]]] = {}
        for row in world.rows(RecallReach):
            held = found.setdefault(row["recall_id"], {})
            held.setdefault(users[row["copy_id"]], set()).add(row["fact_id"])
        return cls(found)

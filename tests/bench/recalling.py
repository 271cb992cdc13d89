"""How long a recall to 50 holders takes: the click that begins it, and all until the last of them is told."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, cast

from sqlalchemy import func, select, update

from consent.record import Status
from sharehub.cases.members import allocate
from sharehub.database.schema import Notice, RecalledCopy
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.identity.actor import Actor
from sharehub.patterns.publish import retract
from sharehub.protocols.partnership import register_user
from tests.bench.readings import MILLISECONDS
from tests.bench.spread import Spread
from tests.sharehub.recalls.recalling import after, work_off
from tests.sharehub.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub
    from tests.bench.spread import Effort

HOLDERS = 50
BEGINS = datetime(2024, 6, 3, 9, tzinfo=UTC)


def recalling(hub: Hub, effort: Effort) -> Iterator[str]:
    """Measure a retraction, whose holders portions name, and a withdrawal, for which each look is decided."""
    cast("SteppedClock", hub.clock).put(BEGINS)
    world = World.of(hub)
    world.open("cp_concern", "HV")
    world.open("programme_referral", "RESP-M")
    rounds = max(2, effort.rounds // 4)
    visitors = _holders(world, "HV", "health_visitor")
    yield from _measured(world, visitors, "child_protection", _retraction, rounds)
    workers = _holders(world, "RESP-M", "caledonian_men")
    yield from _measured(world, workers, "programme_referral", _withdrawal, rounds)


def _holders(world: World, unit: str, role: str) -> list[Actor]:
    """Return so many people of a unit who work on the case."""
    found = []
    with world.hub.begin() as work:
        for number in range(HOLDERS):
            user = register_user(work, world.units[unit], f"{role} {number}", [role])
            allocate(work, world.actor("social_worker"), world.case, user, role, work.tx.today)
            found.append(Actor(user, world.units[unit], role))
    return found


def _retraction(world: World) -> tuple[Callable[[], object], str]:
    fact = world.publish(world.behaviour())
    return lambda: world.act(retract, "police", fact), "a retraction"


def _withdrawal(world: World) -> tuple[Callable[[], object], str]:
    world.publish(world.told_by_her(), by="womens_worker")
    world.consents()
    work_off(world)
    return lambda: world.consents(status=Status.RESCINDED), "a withdrawal"


def _measured(
    world: World,
    holders: list[Actor],
    purpose: str,
    cause: Callable[[World], tuple[Callable[[], object], str]],
    rounds: int,
) -> Iterator[str]:
    clicks, whole, what = [], [], ""
    for _ in range(rounds):
        click, what = cause(world)
        for holder in holders:
            outcome = disclose(world.hub, holder, world.case, purpose)
            if not isinstance(outcome, Disclosed):
                raise TypeError("a holder got an answer")
        after(world, minutes=1)
        before = _told(world)
        begun = perf_counter()
        click()
        clicks.append(perf_counter() - begun)
        work_off(world)
        whole.append(perf_counter() - begun)
        if _told(world) - before != HOLDERS:
            raise AssertionError("a recall reached somebody else, or not all")
        _acknowledge(world)
        after(world, minutes=1)
    yield (
        f"{what}, {HOLDERS} holders: the click {Spread.of(clicks).times(MILLISECONDS)} ms; until the last is"
        f" told {Spread.of(whole).times(MILLISECONDS)} ms"
    )


def _told(world: World) -> int:
    with world.hub.begin() as work:
        told = select(func.count()).select_from(Notice).where(Notice.kind == "copy_out_of_date")
        return work.tx.session.execute(told).scalar_one()


def _acknowledge(world: World) -> None:
    """Let everybody say that theirs is gone, so that the next recall opens items of its own."""
    with world.hub.begin() as work:
        gone = {"acknowledged_at": work.tx.now, "acknowledged_by": RecalledCopy.user_id}
        work.tx.session.execute(
            update(RecalledCopy).where(RecalledCopy.acknowledged_at.is_(None)).values(**gone)
        )

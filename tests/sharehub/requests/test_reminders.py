"""Reminders: before the day and on it, once each, and only where there is still something to remind of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from policies.lifecycle import SuspensionReason
from policies.routes import IG_OFFICER
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.custody import shred
from sharehub.database.schema import OutboxTask, Protocol
from sharehub.identity.actor import Actor
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.patterns.publish import retract
from sharehub.protocols import partnership, suspend
from sharehub.requests.answer import decline, withdraw
from sharehub.requests.words import Reason
from sharehub.worker.runner import Came
from tests.sharehub.requests.gaps_asked import DUE, a_gap, asks, told
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.world import World

BEFORE = date(2024, 6, 14)


def asked(world: World) -> tuple[UUID, UUID]:
    """Let the health visitor be asked about a gap; return gap and request."""
    world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    gap = world.publish(a_gap(world))
    return gap, asks(world, gap)


def reminders(world: World) -> int:
    return told(world).count(("HV", "request_reminder"))


def test_a_unit_is_told_again_three_days_before_and_on_the_day_once_each(world: World) -> None:
    _, request = asked(world)
    counts = []
    for day in (BEFORE - timedelta(days=1), BEFORE, BEFORE, DUE, DUE + timedelta(days=3)):
        world.go_to(day)
        work_off(world)
        counts.append(reminders(world))
    for number in (1, 2):
        with world.hub.begin() as work:
            put(work, Kind.REMIND_OF_REQUEST, [request, number])
    again = work_off(world)

    assert counts == [0, 1, 1, 2, 2]
    assert again == [Came.DONE, Came.DONE]
    assert reminders(world) == 2
    entries = world.logged(Action.REQUEST_REMINDED)
    assert [entry["refs"] for entry in entries] == [
        {"request": str(request), "number": number} for number in (1, 2)
    ]


def test_what_is_asked_late_is_reminded_of_on_its_day_alone_or_not_at_all(sqlite_world: World) -> None:
    gap, _ = asked(sqlite_world)

    def put_for(days: int) -> int:
        before = len(to_remind())
        asks(sqlite_world, gap, due=sqlite_world.today() + timedelta(days=days))
        return len(to_remind()) - before

    def to_remind() -> list[object]:
        return [row for row in sqlite_world.rows(OutboxTask) if row["kind"] == Kind.REMIND_OF_REQUEST]

    assert [put_for(days) for days in (0, 1, 3, 4)] == [0, 1, 1, 2]


def _declined(world: World, _gap: UUID, request: UUID) -> None:
    world.act(decline, "health_visitor", request, Reason.NOTHING_KNOWN)


def _withdrawn(world: World, _gap: UUID, request: UUID) -> None:
    world.act(withdraw, "social_worker", request)


def _taken_back(world: World, gap: UUID, _request: UUID) -> None:
    world.act(retract, "police", gap)


def _excluded(world: World, _gap: UUID, _request: UUID) -> None:
    visitor = world.actor("health_visitor").user
    world.act(exclude, "officer", visitor, "her cousin", world.today())


def _shredded(world: World, _gap: UUID, _request: UUID) -> None:
    officer = world.actor("officer")
    with world.hub.begin() as work:
        second = partnership.register_user(work, officer.unit, "second officer", [IG_OFFICER])
        shred.ask_to_shred(work, officer, world.case)
    with world.hub.begin() as work:
        shred.close(work, Actor(second, officer.unit, IG_OFFICER), world.case)


def _suspended(world: World, _gap: UUID, _request: UUID) -> None:
    protocol = world.rows(Protocol)[0]["id"]
    with world.hub.begin() as work:
        suspend.suspend(work, world.administrator, protocol, SuspensionReason.BREACH)


@pytest.mark.parametrize("ended", [_declined, _withdrawn, _taken_back, _excluded, _shredded, _suspended])
def test_nothing_is_told_when_there_is_nothing_to_remind_of_any_more(
    sqlite_world: World, ended: Callable[[World, UUID, UUID], None]
) -> None:
    gap, request = asked(sqlite_world)
    ended(sqlite_world, gap, request)
    sqlite_world.go_to(DUE)

    assert set(work_off(sqlite_world)) == {Came.DONE}

    assert reminders(sqlite_world) == 0
    assert sqlite_world.logged(Action.REQUEST_REMINDED) == []

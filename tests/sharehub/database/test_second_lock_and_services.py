"""The second lock and treatment services: asked, answered and read by the application's own login."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.database.order import FIRST
from sharehub.deadlines.listing import deadlines
from sharehub.disclosure.compose import Composed
from sharehub.language.vocabulary import Kind
from sharehub.notices.hear import heard
from sharehub.patterns import gaps
from sharehub.patterns.shared_with import Hers, shared_with
from sharehub.patterns.shown import Shown, show
from sharehub.permissions import lists, permission
from sharehub.permissions.permission import Answered, Reply
from sharehub.requests.answer import answer, decline
from sharehub.requests.ask import ask, ask_about_gap
from sharehub.requests.lists import requests
from sharehub.requests.read_answer import read_answer
from sharehub.requests.words import About, Reason
from tests.sharehub.database.test_second_lock import acting, logins
from tests.sharehub.permissions.asking import HIS_WORKER, TO_THEM, his_health, wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.database.logins import Logins
    from tests.sharehub.world import World

__all__ = ["logins"]

pytestmark = pytest.mark.postgres

TABLES = ("permissions", "requests", "gap_closings", "shown_to_her")
GOAL = "He is to say when he drinks."


def does(world: World, by: str, verb: Callable[..., Any], *what: Any) -> Any:
    """Act as the API does: in the name of the actor's unit."""
    actor = world.actor(by)
    with world.hub.begin(actor.unit) as work:
        return verb(work, actor, world.case, *what)


def what_is_due(world: World, by: str) -> set[str]:
    actor = world.actor(by)
    with world.hub.begin(actor.unit) as work:
        return {one.kind.value for one in deadlines(work, actor, world.hub.zone, NOBODY_WATCHES.policy)}


def test_it_all_works_bound_and_is_seen_by_no_unit_that_takes_no_part(
    postgres_world: World, logins: Logins
) -> None:
    world = postgres_world
    world.open("cp_concern", "CF-SW", "POL-DA")
    goal = world.publish(his_health(world, GOAL, Kind.GOAL), by=HIS_WORKER)
    told = world.publish(world.told_by_her(), by="womens_worker")
    gap = world.publish(
        world.behaviour(
            kind=Kind.GAP, tactics=frozenset(), action_unit=world.units["CF-SW"], due=world.today()
        )
    )
    fact, today = world.publish(world.behaviour(), by="social_worker"), world.today()
    world = logins.bound(world)
    about = About.INTERVENTION_GOALS

    request = does(world, "social_worker", ask, about, world.units["SUB-P"], today)
    about_gap = does(
        world, "social_worker", ask_about_gap, gap, "child_protection", world.units["POL-DA"], today
    )
    due = {name: what_is_due(world, name) for name in ("social_worker", "police", HIS_WORKER)}
    assert due == {
        "social_worker": {"gap", "request_unanswered"},
        "police": {"gap", "request_to_answer"},
        HIS_WORKER: {"request_to_answer"},
    }
    does(world, "police", decline, about_gap, Reason.NOTHING_KNOWN)
    asked = wanted(
        world, with_unit=world.units["CF-SW"], purposes=frozenset({"child_protection"}), ends=date(2024, 9, 1)
    )
    held = does(world, HIS_WORKER, permission.ask, asked)
    does(world, HIS_WORKER, permission.answer, held, Answered(TO_THEM, Reply.GIVEN))
    does(world, HIS_WORKER, answer, request, frozenset({goal}))
    does(world, "social_worker", gaps.close, gap, fact)
    shown = Shown(frozenset({told}), world.people["her"], today, asked_to_share=True)
    does(world, "womens_worker", show, shown)

    assert len(does(world, "social_worker", lists.permissions, FIRST, 9)) == 1
    found = {item["id"]: item["status"] for item in does(world, "social_worker", requests, FIRST, 9)}
    assert found == {request: "answered", about_gap: "declined"}
    read = read_answer(world.hub, world.actor("social_worker"), world.case, request, "child_protection")
    assert isinstance(read, Composed)
    assert [line["text"] for line in read.lines.values()] == [GOAL]
    assert does(world, "police", gaps.open_gaps, FIRST, 9) == []
    hers = shared_with(world.hub, world.actor("womens_worker"), world.case, "survivor_support")
    assert isinstance(hers, Hers)
    assert hers.hanging.keys() == {str(told)}
    actor = world.actor("social_worker")
    with world.hub.begin(actor.unit) as work:
        kinds = {row["kind"] for row in heard(work, actor, FIRST, 9)}
    assert kinds == {"permission_granted", "request_answered", "request_declined"}
    for unit, rows in (("SUB-P", 1), ("ALC-S", 0)):
        with acting(logins.engine("app"), world.units[unit]) as connection:
            for table in TABLES:
                counted = connection.execute(text(f"select count(*) from {table}")).scalar_one()
                assert counted == (2 * rows if table == "requests" else rows), table

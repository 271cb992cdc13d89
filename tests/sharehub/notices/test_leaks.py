"""Leaks: whoever works with her, a child or the family reports one, and who must hear hears at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from policies.vocabulary import Category, SourceType
from sharehub.audit.entry import Action
from sharehub.database.order import FIRST
from sharehub.database.schema import Leak
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.notices.hear import heard
from sharehub.notices.leaks import Leaked, leaks, report
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

pytestmark = pytest.mark.postgres


def guarded(world: World) -> NewFact:
    """Return what goes to no other unit without an approval."""
    return world.behaviour(
        source_type=SourceType.POLICE_INTELLIGENCE,
        categories=frozenset({Category.BEHAVIOUR, Category.INTELLIGENCE}),
    )


def hearing(world: World) -> set[str]:
    found = set()
    for name, actor in world.staff.items():
        with world.hub.begin() as work:
            if any(row["kind"] == "leak" for row in heard(work, actor, FIRST, 9)):
                found.add(name)
    return found


def listed(world: World, by: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.act(leaks, by, FIRST, 9)
    return found


def test_who_holds_what_leaked_and_her_worker_hear_and_nobody_else_but_who_oversees(world: World) -> None:
    world.publish(world.behaviour())
    world.publish(world.behaviour(), by="teacher")
    leak: UUID = world.act(report, "social_worker", Leaked.WHO_SPOKE)
    work_off(world)

    assert hearing(world) == {"police", "police_two", "teacher", "womens_worker", "officer"}
    (row,) = world.rows(Leak)
    assert (row["id"], row["what"], row["fact_id"]) == (leak, "who_spoke", None)
    (entry,) = world.logged(Action.LEAK_REPORTED)
    assert entry["refs"] == {"leak": str(leak), "what": "who_spoke"}


def test_of_a_fact_its_own_unit_hears_and_who_does_not_know_the_fact_is_not_told_which(world: World) -> None:
    fact = world.publish(guarded(world))
    world.publish(world.behaviour(), by="teacher")
    world.act(report, "police_two", Leaked.ADDRESS, fact)

    assert hearing(world) == {"police", "police_two", "womens_worker", "officer"}
    assert [one["fact"] for one in listed(world, "police")] == [fact]
    (shown,) = listed(world, "therapist")
    assert (shown["what"], shown["fact"], shown["unit"]) == ("address", None, world.units["POL-DA"])
    assert [listed(world, by) for by in ("mens_worker", "his_substance_worker")] == [[], []]


def test_who_works_with_him_reports_none_and_nobody_names_what_they_do_not_know_of(world: World) -> None:
    fact = world.publish(guarded(world))
    for by in ("mens_worker", "his_substance_worker"):
        with pytest.raises(Forbidden):
            world.act(report, by, Leaked.OTHER)
    for unknown in (fact, uuid4()):
        with pytest.raises(Invalid):
            world.act(report, "therapist", Leaked.OTHER, unknown)
    with pytest.raises(NotFound):
        world.another_case({}).act(report, "teacher", Leaked.OTHER)

    assert world.rows(Leak) == []

"""Admission: what is not the asker's is as if it were not there, and a role's own limits come first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import update

from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.cases.gates import close_gate
from sharehub.consents.record import record_consent
from sharehub.database.schema import Case
from sharehub.errors import Forbidden, NotFound
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from tests.sharehub.audit.deeds import DEEDS, an_opening, recorded, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.audit.deed import Deed
    from tests.sharehub.world import World


def absent(world: World) -> World:
    return replace(world, case=uuid4())


def not_a_member(world: World) -> World:
    return world.another_case({})


def excluded(world: World) -> World:
    world.act(exclude, "officer", world.actor("police").user, "his brother", world.today())
    return world


def pending(world: World) -> World:
    concerned = world.actor("police").user
    world.act(raise_check, "teacher", concerned, Trigger.SAME_ADDRESS, None, world.today())
    return world


def shredded(world: World) -> World:
    with world.hub.begin() as work:
        work.tx.session.execute(update(Case).where(Case.id == world.case).values(shredded_at=work.tx.now))
    return world


@pytest.mark.parametrize("closed", [absent, not_a_member, excluded, pending, shredded])
def test_whatever_keeps_somebody_out_the_answer_is_the_same(
    world: World, closed: Callable[[World], World]
) -> None:
    new = world.behaviour()
    there = closed(world)

    with pytest.raises(NotFound) as refused:
        there.act(record, "police", new)
    assert str(refused.value) == "no such case, or you do not work on it"


@pytest.mark.parametrize("closed", [absent, not_a_member, excluded, shredded])
def test_a_role_without_the_act_is_forbidden_it_whatever_the_case_holds(
    sqlite_world: World, closed: Callable[[World], World]
) -> None:
    new, fact, gate = sqlite_world.behaviour(), recorded(sqlite_world), an_opening(sqlite_world)
    words = said(sqlite_world)
    there = closed(sqlite_world)

    for verb, what in (
        (record, (new,)),
        (publish, (fact,)),
        (close_gate, (gate, there.today())),
        (record_consent, (words,)),
    ):
        with pytest.raises(Forbidden):
            there.act(verb, "court", *what)


@pytest.mark.parametrize("deed", DEEDS, ids=[deed.action.value for deed in DEEDS])
def test_a_role_that_no_rulebook_knows_does_nothing(sqlite_world: World, deed: Deed) -> None:
    there = deed.placed(sqlite_world)
    by, verb, what = deed.right(there)

    # Whoever raises a possible conflict needs no other permission than to work on the case.
    with pytest.raises((Forbidden, NotFound)):
        there.act(verb, replace(there.actor(by), role="porter"), *what)


def test_membership_in_one_role_does_not_let_act_in_another(sqlite_world: World) -> None:
    with pytest.raises(NotFound):
        sqlite_world.act(
            record, replace(sqlite_world.actor("police"), role="health_visitor"), sqlite_world.behaviour()
        )


def test_an_officer_records_nothing_in_a_case(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        sqlite_world.act(record, "officer", sqlite_world.behaviour())

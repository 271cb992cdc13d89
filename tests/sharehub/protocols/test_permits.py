"""Permits: a role does what the rulebook gives it, and an act that no rulebook knows is nobody's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from policies.rulebook import Act
from sharehub.errors import Forbidden
from sharehub.protocols import rulebooks
from sharehub.protocols.permits import permit, permit_gate, permit_one_of, permit_some_gate

if TYPE_CHECKING:
    from tests.sharehub.world import World


@pytest.mark.parametrize("act", list(Act))
def test_exactly_the_roles_that_the_rulebook_names_may_do_an_act(sqlite_world: World, act: Act) -> None:
    with sqlite_world.hub.begin() as work:
        allowed = rulebooks.base(work.tx).rulebook.may_record.acts[act]
        for role in {actor.role for actor in sqlite_world.staff.values()} | allowed:
            actor = replace(sqlite_world.actor("police"), role=role)
            if role in allowed:
                permit(work, actor, act)
            else:
                with pytest.raises(Forbidden, match=act):
                    permit(work, actor, act)


def test_an_act_or_gate_that_the_rulebook_does_not_know_is_nobodys(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        for actor in sqlite_world.staff.values():
            with pytest.raises(Forbidden):
                permit(work, actor, "eavesdrop")
            with pytest.raises(Forbidden):
                permit_gate(work, actor, "back_gate")


def test_one_of_several_acts_is_enough_and_none_is_not(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        permit_one_of(work, sqlite_world.actor("police"), "decide_conflict", "open_case")
        with pytest.raises(Forbidden):
            permit_one_of(work, sqlite_world.actor("court"), "decide_conflict", "open_case")
        with pytest.raises(Forbidden):
            permit_one_of(work, sqlite_world.actor("police"))


def test_somebody_who_may_open_some_gate_may_be_asked_which(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        permit_some_gate(work, sqlite_world.actor("police"))
        with pytest.raises(Forbidden):
            permit_some_gate(work, sqlite_world.actor("mens_worker"))


def test_whoever_loads_history_records_whatever_was(sqlite_world: World) -> None:
    importer = replace(sqlite_world.importer("SHERIFF"), role="importer")

    with sqlite_world.hub.begin() as work:
        permit(work, importer, "decide_mapping")
        permit_gate(work, importer, "cp_concern")
        permit_some_gate(work, importer)
        with pytest.raises(Forbidden):
            permit_some_gate(work, replace(importer, importing=False))

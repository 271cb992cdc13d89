"""Every act leaves one entry; one that is refused leaves one that says so; one that fails leaves nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.audit.entry import Action
from sharehub.cases.open import open_case
from sharehub.database.schema import Case
from sharehub.errors import Forbidden, ShareHubError
from tests.sharehub.audit.deeds import DEEDS

if TYPE_CHECKING:
    from sharehub.hub import Work
    from tests.sharehub.audit.deed import Deed, Step
    from tests.sharehub.world import World

UPON_A_CASE = pytest.mark.parametrize("deed", DEEDS, ids=[deed.action.value for deed in DEEDS])


def do(world: World, work: Work, step: Step) -> Any:
    by, verb, what = step
    return verb(work, world.actor(by), world.case, *what)


def fail_after(world: World, step: Step) -> None:
    with world.hub.begin() as work:
        do(world, work, step)
        raise ZeroDivisionError


@UPON_A_CASE
def test_an_act_leaves_one_entry_of_its_action_under_the_cases_alias(world: World, deed: Deed) -> None:
    there = deed.placed(world)
    step = deed.right(there)
    before = there.logged()

    with there.hub.acting(there.actor(step[0]), deed.action) as work:
        do(there, work, step)

    left = [entry for entry in there.logged() if entry not in before]
    assert {entry["action"] for entry in left} == {deed.action, *deed.besides}
    (entry,) = [entry for entry in left if entry["action"] == deed.action]
    actor = there.actor(step[0])
    assert (entry["action"], entry["outcome"], entry["case"]) == (deed.action.value, "done", there.alias())
    assert (entry["actor"], entry["unit"], entry["role"]) == (str(actor.user), str(actor.unit), actor.role)


@UPON_A_CASE
def test_a_refused_act_leaves_one_entry_that_says_so_and_nothing_else(
    sqlite_world: World, deed: Deed
) -> None:
    there = deed.placed(sqlite_world)
    step = deed.wrong(there)
    before, logged = there.everything(), there.logged()

    with (
        pytest.raises(ShareHubError) as refused,
        there.hub.acting(there.actor(step[0]), deed.action, there.case) as work,
    ):
        do(there, work, step)

    (entry,) = [entry for entry in there.logged() if entry not in logged]
    assert (entry["action"], entry["outcome"], entry["case"]) == ("act.refused", "refused", there.alias())
    assert entry["refs"] == {"action": deed.action.value, "code": refused.value.code}
    after = there.everything()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"audit_entries", "log_queue"}


@UPON_A_CASE
def test_an_act_that_fails_at_its_very_end_leaves_nothing(sqlite_world: World, deed: Deed) -> None:
    there = deed.placed(sqlite_world)
    step = deed.right(there)
    before = there.everything()

    with pytest.raises(ZeroDivisionError):
        fail_after(there, step)

    assert there.everything() == before


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.history], ids=lambda deed: deed.action.value)
def test_history_is_marked_in_the_log(sqlite_world: World, deed: Deed) -> None:
    there = deed.placed(sqlite_world)
    by, verb, what = deed.right(there)

    there.act(verb, replace(there.actor(by), importing=True), *what)

    assert there.logged(deed.action)[-1]["refs"]["imported"] is True


def test_opening_a_case_is_logged_under_the_new_cases_alias(world: World) -> None:
    with world.hub.acting(world.actor("police"), Action.CASE_OPENED) as work:
        case = open_case(work, world.actor("police"))

    assert world.logged(Action.CASE_OPENED)[-1]["case"] == world.hub.keys.alias(str(case))
    assert world.hub.keys.alias(str(case)) != world.alias()


def test_a_case_that_may_not_be_opened_leaves_the_refusal_alone(sqlite_world: World) -> None:
    teacher = sqlite_world.actor("teacher")
    before = len(sqlite_world.rows(Case))

    with pytest.raises(Forbidden), sqlite_world.hub.acting(teacher, Action.CASE_OPENED) as work:
        open_case(work, teacher)

    assert len(sqlite_world.rows(Case)) == before
    (entry,) = sqlite_world.logged(Action.ACT_REFUSED)
    assert entry["refs"] == {"action": "case.opened", "code": "forbidden"}

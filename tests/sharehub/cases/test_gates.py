"""Gates: opened one by one, for named units, by the roles to which the rulebook gives them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from sharehub.cases.gates import close_gate, open_gate
from sharehub.database.schema import Gate
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import an_opening

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

MONDAY = date(2024, 6, 3)


def opening(world: World, identity: UUID) -> dict[str, object]:
    (row,) = [row for row in world.rows(Gate) if row["id"] == identity]
    return row


def test_an_open_gate_opens_its_purpose_for_the_units_it_names(world: World) -> None:
    new = world.behaviour()
    world.publish(new)
    an_opening(world)

    assert world.texts("health_visitor", "child_protection") == [new.statement]
    assert world.texts("teacher", "child_protection") == []


def test_a_gate_that_names_no_unit_is_refused(sqlite_world: World) -> None:
    nobody: tuple[frozenset[UUID] | None, ...] = (None, frozenset())
    for units in nobody:
        with pytest.raises(Invalid, match="units: "):
            sqlite_world.act(open_gate, "social_worker", "cp_concern", units, MONDAY)


def test_a_gate_that_names_an_unknown_unit_is_refused(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="units: no such unit"):
        sqlite_world.act(open_gate, "social_worker", "cp_concern", frozenset({NOBODY}), MONDAY)


def test_history_may_have_opened_a_gate_for_all_or_for_nobody(world: World) -> None:
    new = world.behaviour()
    world.publish(new)
    importer = world.importer("CF-SW")

    world.act(open_gate, importer, "cp_concern", frozenset(), MONDAY)
    assert world.texts("health_visitor", "child_protection") == []
    world.act(open_gate, importer, "cp_concern", None, MONDAY)
    assert world.texts("health_visitor", "child_protection") == [new.statement]


def test_a_role_opens_the_gates_that_the_rulebook_gives_it_and_no_other(sqlite_world: World) -> None:
    units = frozenset({sqlite_world.units["HV"]})

    for by, gate in (
        ("health_visitor", "cp_concern"),
        ("mens_worker", "programme_start"),
        ("police", "programme_referral"),
        ("social_worker", "no_such_gate"),
    ):
        with pytest.raises(Forbidden):
            sqlite_world.act(open_gate, by, gate, units, MONDAY)


def test_a_gate_does_not_close_before_it_opens(sqlite_world: World) -> None:
    before = MONDAY - timedelta(1)

    with pytest.raises(Invalid, match="end: "):
        sqlite_world.act(
            open_gate, "social_worker", "cp_concern", frozenset({sqlite_world.units["HV"]}), MONDAY, before
        )
    with pytest.raises(Invalid, match="end: "):
        sqlite_world.act(close_gate, "social_worker", an_opening(sqlite_world), before)


def test_a_closed_gate_is_open_on_its_last_day_and_not_after(world: World) -> None:
    new = world.behaviour()
    world.publish(new)
    identity = an_opening(world)
    world.act(close_gate, "police", identity, MONDAY)

    assert opening(world, identity)["end"] == MONDAY
    assert world.texts("health_visitor", "child_protection") == [new.statement]
    world.go_to(MONDAY + timedelta(1))
    assert world.texts("health_visitor", "child_protection") == []


def test_closing_never_prolongs(sqlite_world: World) -> None:
    identity = an_opening(sqlite_world)
    sqlite_world.act(close_gate, "social_worker", identity, MONDAY)

    with pytest.raises(Conflict):
        sqlite_world.act(close_gate, "social_worker", identity, MONDAY + timedelta(1))
    assert opening(sqlite_world, identity)["end"] == MONDAY


def test_a_gate_is_closed_by_those_who_may_open_it_and_is_not_there_for_others(sqlite_world: World) -> None:
    identity = an_opening(sqlite_world)

    with pytest.raises(NotFound):
        sqlite_world.act(close_gate, "womens_worker", identity, MONDAY)
    with pytest.raises(Forbidden, match="no gate"):
        sqlite_world.act(close_gate, "health_visitor", identity, MONDAY)


def test_an_opening_of_another_case_is_not_there(sqlite_world: World) -> None:
    identity = an_opening(sqlite_world)

    with pytest.raises(NotFound):
        sqlite_world.another_case({}).act(close_gate, "social_worker", identity, MONDAY)


def test_the_log_says_for_which_units_and_from_when_a_gate_is_open(sqlite_world: World) -> None:
    unit, end = sqlite_world.units["HV"], MONDAY + timedelta(1)
    importer = sqlite_world.importer("CF-SW")
    sqlite_world.act(open_gate, "social_worker", "cp_concern", frozenset({unit}), MONDAY, end)
    sqlite_world.act(open_gate, importer, "cp_concern", None, MONDAY)

    said = [entry["refs"] for entry in sqlite_world.logged(Action.GATE_OPENED)]
    assert [(refs["units"], refs["start"], refs.get("end")) for refs in said] == [
        ([str(unit)], "2024-06-03", "2024-06-04"),
        ("all", "2024-06-03", None),
    ]

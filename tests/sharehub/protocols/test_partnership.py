"""The units and people of a hub: known by id, registered once, each with its entry in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sharehub.audit.entry import Action
from sharehub.database.schema import Unit, User
from sharehub.errors import Conflict, Invalid
from sharehub.protocols import partnership, queries
from tests.sharehub.audit.deed import NOBODY

if TYPE_CHECKING:
    from sharehub.hub import Hub
    from tests.sharehub.world import World


def test_a_unit_and_its_staff_are_registered_and_logged_by_id(hub: Hub) -> None:
    with hub.begin() as work:
        unit = partnership.register_unit(work, "HV", "Health visiting", discreet=True)
        user = partnership.register_user(work, unit, "Una Worker", ["health_visitor", "idaa", "idaa"])

    with hub.begin() as work:
        assert queries.user_roles(work.tx, user) == (unit, ["health_visitor", "idaa"])
        assert work.tx.session.query(Unit.code, Unit.name, Unit.discreet).all() == [
            ("HV", "Health visiting", True)
        ]
        assert queries.units_by_code(work.tx, frozenset({"HV", "NONE"})) == {"HV": unit}
        assert queries.known_units(work.tx, frozenset({unit, NOBODY})) == {unit}
        assert queries.user_roles(work.tx, NOBODY) is None


def test_registering_leaves_one_entry_without_a_name(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        unit = partnership.register_unit(work, "NEW", "The Marked Unit", discreet=False)
        user = partnership.register_user(work, unit, "Marked Worker", ["police"])

    assert sqlite_world.logged(Action.UNIT_REGISTERED)[-1]["unit"] == str(unit)
    last = sqlite_world.logged(Action.USER_REGISTERED)[-1]
    assert (last["actor"], last["unit"]) == (str(user), str(unit))
    assert "Marked" not in repr(sqlite_world.logged())


def test_a_units_code_is_its_own(hub: Hub) -> None:
    with hub.begin() as work:
        partnership.register_unit(work, "HV", "Health visiting", discreet=False)

    with pytest.raises(Conflict), hub.begin() as work:
        partnership.register_unit(work, "HV", "Another", discreet=False)


@pytest.mark.parametrize(
    ("where", "code", "name"),
    [("code", "", "x"), ("code", "x" * 65, "x"), ("name", "HV", " "), ("name", "HV", "x" * 201)],
)
def test_a_unit_has_a_code_and_a_name_that_fit(sqlite_hub: Hub, where: str, code: str, name: str) -> None:
    with pytest.raises(Invalid) as refused, sqlite_hub.begin() as work:
        partnership.register_unit(work, code, name, discreet=False)
    assert refused.value.where == where


def test_the_longest_code_and_name_fit_in_the_database(hub: Hub) -> None:
    with hub.begin() as work:
        unit = partnership.register_unit(work, "x" * 64, "é" * 200, discreet=False)

    with hub.begin() as work:
        assert work.tx.session.query(Unit.id, Unit.code, Unit.name).all() == [(unit, "x" * 64, "é" * 200)]


def test_a_user_has_a_unit_a_name_and_a_role(sqlite_hub: Hub) -> None:
    with sqlite_hub.begin() as work:
        unit = partnership.register_unit(work, "HV", "Health visiting", discreet=False)
    wrong: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("roles", (unit, "Una Worker", [])),
        ("unit", (NOBODY, "Una Worker", ["police"])),
        ("name", (unit, "", ["police"])),
    )

    for where, what in wrong:
        with pytest.raises(Invalid) as refused, sqlite_hub.begin() as work:
            partnership.register_user(work, *what)
        assert refused.value.where == where
    with sqlite_hub.begin() as work:
        assert work.tx.session.query(User).count() == 0
        assert work.tx.session.query(Unit).count() == 1

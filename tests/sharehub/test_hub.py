"""The hub: a unit of work commits whole or not at all, and a refusal is on record though its act is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from sharehub.crypto.sealing import Sealed
from sharehub.database.schema import Unit
from sharehub.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KeyDestroyed,
    KeysUnavailable,
    NotFound,
    ShareHubError,
    Tampered,
)
from sharehub.hub import columns, refused
from sharehub.protocols import partnership

if TYPE_CHECKING:
    from sharehub.hub import Hub
    from tests.sharehub.world import World

REFUSALS = (
    Invalid("name", "too long"),
    NotFound("no such case"),
    Forbidden("not this role"),
    Conflict("done already"),
    KeysUnavailable("out of reach"),
    KeyDestroyed("gone"),
    Tampered("changed"),
)


def end_with(world: World, error: Exception) -> None:
    """Register a unit, and then fail."""
    with world.hub.acting(world.actor("police"), Action.UNIT_REGISTERED) as work:
        partnership.register_unit(work, "NEW", "A new unit", discreet=False)
        raise error


@pytest.mark.parametrize("error", REFUSALS, ids=[error.code for error in REFUSALS])
def test_a_refusal_rolls_its_act_back_and_is_logged_with_its_code_alone(
    sqlite_world: World, error: ShareHubError
) -> None:
    before = sqlite_world.logged()
    with pytest.raises(type(error)):
        end_with(sqlite_world, error)

    (entry,) = [entry for entry in sqlite_world.logged() if entry not in before]
    police = sqlite_world.actor("police")
    assert (entry["action"], entry["outcome"]) == ("act.refused", "refused")
    assert (entry["actor"], entry["unit"], entry["role"]) == (str(police.user), str(police.unit), "police")
    assert entry["refs"] == {"action": "unit.registered", "code": error.code}
    assert "case" not in entry
    assert "NEW" not in {row["code"] for row in sqlite_world.rows(Unit)}


def test_what_is_no_refusal_rolls_back_and_is_not_logged(world: World) -> None:
    before = world.everything()
    with pytest.raises(ZeroDivisionError):
        end_with(world, ZeroDivisionError())

    assert world.everything() == before


def test_an_act_that_is_not_refused_is_durable_when_the_block_ends(world: World) -> None:
    with world.hub.acting(world.actor("police"), Action.UNIT_REGISTERED) as work:
        partnership.register_unit(work, "NEW", "A new unit", discreet=False)

    assert "NEW" in {row["code"] for row in world.rows(Unit)}
    assert world.logged(Action.ACT_REFUSED) == []


def test_the_entry_of_a_refusal_says_which_act_and_which_code(sqlite_world: World) -> None:
    act = refused(sqlite_world.actor("court"), Action.FACT_RECORDED, Forbidden("this role may not"))

    assert dict(act.references) == {"action": "fact.recorded", "code": "forbidden"}
    assert (act.role, act.case_alias, act.fact) == ("court", None, None)


def test_new_ids_are_random_and_tell_no_time(sqlite_hub: Hub) -> None:
    with sqlite_hub.begin() as work:
        ids = {work.new_id() for _ in range(50)}

    assert len(ids) == 50
    assert {identity.version for identity in ids} == {4}


def test_a_sealed_record_fills_the_columns_of_its_row() -> None:
    sealed = Sealed("key", b"wrapped", b"commitment", b"manifest", {"name": b"envelope"})

    assert columns(sealed) == {
        "wrapping_key": "key",
        "wrapped_key": b"wrapped",
        "commitment": b"commitment",
        "manifest": b"manifest",
        "name": b"envelope",
    }

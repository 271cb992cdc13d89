"""The hub: a unit of work commits whole or not at all, and a refusal is on record though its act is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import event, text

from policies.findings import PolicyError
from sharehub.audit.entry import Act, Action
from sharehub.crypto.sealing import Sealed
from sharehub.crypto.tables import case_keys
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
from sharehub.hub import code_of, columns, refused
from sharehub.protocols import partnership

if TYPE_CHECKING:
    from uuid import UUID

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
    PolicyError([]),
)


def end_with(world: World, error: Exception, case: UUID | None = None) -> None:
    """Register a unit, and then fail."""
    with world.hub.acting(world.actor("police"), Action.UNIT_REGISTERED, case) as work:
        partnership.register_unit(work, "NEW", "A new unit", discreet=False)
        raise error


@pytest.mark.parametrize("error", REFUSALS, ids=[code_of(error) for error in REFUSALS])
def test_a_refusal_rolls_its_act_back_and_is_logged_with_its_code_alone(
    sqlite_world: World, error: ShareHubError | PolicyError
) -> None:
    before = sqlite_world.logged()
    with pytest.raises(type(error)):
        end_with(sqlite_world, error)

    (entry,) = [entry for entry in sqlite_world.logged() if entry not in before]
    police = sqlite_world.actor("police")
    assert (entry["action"], entry["outcome"]) == ("act.refused", "refused")
    assert (entry["actor"], entry["unit"], entry["role"]) == (str(police.user), str(police.unit), "police")
    assert entry["refs"] == {"action": "unit.registered", "code": code_of(error)}
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


@pytest.mark.postgres
def test_a_refusal_bears_the_alias_of_the_case_that_was_named_whoever_named_it(world: World) -> None:
    mine, other = world.case, world.another_case({})
    for case in (mine, other.case):
        with pytest.raises(NotFound):
            end_with(world, NotFound("no such case"), case)

    entries = world.logged(Action.ACT_REFUSED)
    assert [entry["case"] for entry in entries] == [world.alias(), other.alias()]


def test_a_refusal_about_no_case_of_ours_bears_none_and_makes_no_key(sqlite_world: World) -> None:
    gone = sqlite_world.another_case({}).case
    sqlite_world.hub.keys.destroy_case(str(gone), sqlite_world.hub.clock.now())
    before = keys_of(sqlite_world)

    for case in (uuid4(), gone):
        with pytest.raises(NotFound):
            end_with(sqlite_world, NotFound("no such case"), case)

    assert [entry.get("case") for entry in sqlite_world.logged(Action.ACT_REFUSED)] == [None, None]
    assert keys_of(sqlite_world) == before


def test_a_refusal_is_on_record_without_the_key_store_too(sqlite_world: World) -> None:
    with sqlite_world.hub.keys.engine.begin() as connection:
        connection.execute(text("drop table case_keys"))

    with pytest.raises(NotFound):
        end_with(sqlite_world, NotFound("no such case"), sqlite_world.case)

    assert [entry.get("case") for entry in sqlite_world.logged(Action.ACT_REFUSED)] == [None]


def test_whether_there_is_such_a_case_or_not_a_refusal_asks_the_same_of_both_databases(
    sqlite_world: World,
) -> None:
    hub, asked = sqlite_world.hub, list[str]()

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    def statements(case: UUID) -> list[str]:
        asked.clear()
        with pytest.raises(NotFound):
            end_with(sqlite_world, NotFound("no such case"), case)
        return list(asked)

    for engine in (hub.engine, hub.keys.engine):
        event.listen(engine, "before_cursor_execute", note)

    assert statements(sqlite_world.case) == statements(uuid4())
    assert [statement for statement in asked if "case_keys" in statement]


def keys_of(world: World) -> list[str]:
    with world.hub.keys.engine.connect() as connection:
        return sorted(map(repr, connection.execute(case_keys.select())))


def test_a_hub_tells_of_what_is_durable_and_of_nothing_else(sqlite_world: World) -> None:
    told = list[int]()
    hub = sqlite_world.hub.telling(lambda: told.append(len(sqlite_world.logged())))
    before = len(sqlite_world.logged())

    with hub.begin():
        pass
    with pytest.raises(ZeroDivisionError):
        end_with(replace(sqlite_world, hub=hub), ZeroDivisionError())
    assert told == []

    with hub.begin() as work:
        work.record(Act(Action.KEYS_ROTATED))
        work.record(Act(Action.KEYS_ROTATED))
    assert told == [before + 2]


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

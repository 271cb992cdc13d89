"""Approvals: a unit says yes to one release of its own facts, and to nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from sharehub.audit.canonical import canonical
from sharehub.audit.entry import LONGEST, Action
from sharehub.consents.approvals import MOST_FACTS, approve_release, scope_references
from sharehub.database.schema import Approval
from sharehub.errors import Forbidden, Invalid
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import a_scope, recorded, undetermined

if TYPE_CHECKING:
    from tests.sharehub.world import World

MONDAY = date(2024, 6, 3)


def test_an_approval_is_kept_with_its_scope(world: World) -> None:
    fact = recorded(world)
    scope = a_scope(world, fact, end=MONDAY + timedelta(30))
    identity = world.act(approve_release, "police_two", scope, "Agreed with the sergeant.")

    (row,) = world.rows(Approval)
    assert (row["id"], row["owner_unit_id"]) == (identity, world.units["POL-DA"])
    assert (row["facts"], row["units"]) == ([str(fact)], [str(world.units["RESP-M"])])
    assert (row["purposes"], row["start"]) == (["programme_referral"], MONDAY)
    assert (row["end"], row["approved_by"]) == (MONDAY + timedelta(30), world.actor("police_two").user)
    assert b"sergeant" not in row["note"]


def test_a_unit_approves_its_own_facts_alone(sqlite_world: World) -> None:
    own, other = recorded(sqlite_world, by="teacher"), recorded(sqlite_world)

    with pytest.raises(Invalid, match="facts of this case"):
        sqlite_world.act(approve_release, "teacher", a_scope(sqlite_world, own, other), None)
    assert sqlite_world.rows(Approval) == []


def test_history_may_hold_an_approval_of_what_was_not_its_own(sqlite_world: World) -> None:
    scope = a_scope(sqlite_world, recorded(sqlite_world))
    sqlite_world.act(approve_release, sqlite_world.importer("SCHOOL"), scope, None)

    (row,) = sqlite_world.rows(Approval)
    assert row["owner_unit_id"] == sqlite_world.units["SCHOOL"]


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("facts", {"facts": frozenset()}),
        ("facts", {"facts": frozenset({NOBODY})}),
        ("units", {"units": frozenset()}),
        ("units", {"units": frozenset({NOBODY})}),
        ("purposes", {"purposes": frozenset()}),
        ("purposes", {"purposes": frozenset({"curiosity"})}),
        ("purposes", {"purposes": frozenset({"*"})}),
        ("end", {"end": MONDAY - timedelta(1)}),
    ],
)
def test_a_scope_names_what_there_is(sqlite_world: World, where: str, changes: dict[str, Any]) -> None:
    scope = a_scope(sqlite_world, recorded(sqlite_world), **changes)

    with pytest.raises(Invalid) as refused:
        sqlite_world.act(approve_release, "police", scope, None)
    assert refused.value.where == where


def test_a_fact_of_another_case_is_not_approved_here(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)
    there = undetermined(sqlite_world)

    with pytest.raises(Invalid, match="facts: "):
        there.act(approve_release, "police", a_scope(there, fact), None)


def test_those_who_record_no_facts_approve_none(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        sqlite_world.act(approve_release, "court", a_scope(sqlite_world, recorded(sqlite_world)), None)


def test_the_log_says_what_was_approved_for_whom_and_until_when(world: World) -> None:
    fact, end = recorded(world), MONDAY + timedelta(30)
    identity = world.act(approve_release, "police", a_scope(world, fact, end=end), None)

    (entry,) = world.logged(Action.APPROVAL_GIVEN)
    assert entry["refs"] == {
        "approval": str(identity),
        "facts": [str(fact)],
        "units": [str(world.units["RESP-M"])],
        "purposes": ["programme_referral"],
        "start": "2024-06-03",
        "end": "2024-07-03",
    }


def test_a_scope_is_no_longer_than_the_log_can_name(sqlite_world: World) -> None:
    facts = frozenset(UUID(int=number) for number in range(MOST_FACTS + 1))

    with pytest.raises(Invalid, match="facts: at most 1000"):
        sqlite_world.act(approve_release, "police", a_scope(sqlite_world, facts=facts), None)


def test_the_longest_scope_fits_in_an_entry(sqlite_world: World) -> None:
    scope = a_scope(
        sqlite_world,
        facts=frozenset(UUID(int=number) for number in range(MOST_FACTS)),
        units=frozenset(UUID(int=number) for number in range(100)),
    )

    assert len(canonical(scope_references(scope))) < LONGEST - 1000

"""One version of an agreement is in force at a time, whoever signs or suspends at the same moment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from policies.lifecycle import SuspensionReason
from sharehub.audit.entry import Action
from sharehub.database.schema import Protocol
from sharehub.errors import Conflict
from sharehub.protocols import agree, suspend
from sharehub.protocols.in_force import for_units
from tests.sharehub.database.test_transaction import waits_for
from tests.sharehub.disclosure.stored import change
from tests.sharehub.protocols.agreements import (
    NAME,
    a_protocol,
    a_stranger,
    between,
    digests,
    drafted,
    in_force,
    rehearsed,
    sign,
    signed_by_all,
    standing,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.hub import Work
    from tests.sharehub.world import World


def all_but_one_signed(world: World, version: int) -> UUID:
    """Let a version wait for health visiting alone."""
    protocol = rehearsed(world, between("POL-DA", "HV", version=version))
    sign(world, protocol, world.signatories["POL-DA"])
    return protocol


def the_last_signature(world: World, protocol: UUID) -> Callable[[Work], object]:
    return lambda work: agree.sign(work, world.signatories["HV"], protocol, digests(work, protocol)[0])


def test_two_last_signatures_at_once_leave_the_later_version_in_force(world: World) -> None:
    earlier, later = all_but_one_signed(world, 2), all_but_one_signed(world, 3)

    first, second = the_last_signature(world, earlier), the_last_signature(world, later)
    assert waits_for(world.hub, first, second)

    assert standing(world) == {(NAME, 1): "superseded", (NAME, 2): "superseded", (NAME, 3): "in_force"}
    assert in_force(world, "HV") == [f"{NAME}/3"]
    assert len(world.logged(Action.PROTOCOL_SUPERSEDED)) == 2


def test_two_last_signatures_at_once_the_other_way_round_refuse_the_earlier_version(world: World) -> None:
    earlier, later = all_but_one_signed(world, 2), all_but_one_signed(world, 3)

    with pytest.raises(Conflict, match="later version"):
        waits_for(world.hub, the_last_signature(world, later), the_last_signature(world, earlier))

    assert standing(world) == {(NAME, 1): "superseded", (NAME, 2): "rehearsed", (NAME, 3): "in_force"}


def test_the_database_itself_takes_no_second_version_in_force(world: World) -> None:
    drafted(world, a_protocol())

    with pytest.raises(IntegrityError):
        change(world, update(Protocol).where(Protocol.version == 2).values(status="in_force"))


def a_reading(world: World, seen: list[str]) -> Callable[[Work], object]:
    units = frozenset({world.units["HV"]})
    return lambda work: seen.extend(protocol.id for protocol in for_units(work.tx, units))


def a_suspension(world: World, protocol: UUID) -> Callable[[Work], object]:
    return lambda work: suspend.suspend(work, world.signatories["POL-DA"], protocol, SuspensionReason.BREACH)


def test_a_suspension_waits_for_a_reading_that_is_being_decided(world: World) -> None:
    protocol = signed_by_all(world, between("POL-DA", "HV"))
    seen: list[str] = []

    assert waits_for(world.hub, a_reading(world, seen), a_suspension(world, protocol))

    assert seen == [f"{NAME}/2"]
    assert in_force(world, "HV") == []


def test_a_reading_waits_for_a_suspension_and_then_uses_nothing_of_it(world: World) -> None:
    protocol = signed_by_all(world, between("POL-DA", "HV"))
    seen: list[str] = []

    assert waits_for(world.hub, a_suspension(world, protocol), a_reading(world, seen))

    assert seen == []


def test_a_reading_waits_for_a_later_version_and_then_uses_that_alone(world: World) -> None:
    signed_by_all(world, between("POL-DA", "HV"))
    later = all_but_one_signed(world, 3)
    seen: list[str] = []

    assert waits_for(world.hub, the_last_signature(world, later), a_reading(world, seen))

    assert seen == [f"{NAME}/3"]


@pytest.mark.postgres
def test_on_postgresql_readings_do_not_wait_for_one_another(postgres_world: World) -> None:
    seen: list[str] = []

    reading = a_reading(postgres_world, seen)
    assert not waits_for(postgres_world.hub, reading, reading)
    assert seen == [f"{NAME}/1"] * 2


def test_an_older_version_never_takes_the_place_of_a_later_one(world: World) -> None:
    older = all_but_one_signed(world, 2)
    signed_by_all(world, between("POL-DA", "HV", version=3))

    with pytest.raises(Conflict, match="later version"):
        sign(world, older, world.signatories["HV"])
    assert standing(world) == {(NAME, 1): "superseded", (NAME, 2): "rehearsed", (NAME, 3): "in_force"}


def test_a_protocol_of_another_name_stands_beside_it(sqlite_world: World) -> None:
    signed_by_all(sqlite_world, a_protocol(1, "ISP-OTHER"))
    stranger = a_stranger(sqlite_world)

    assert in_force(sqlite_world, "HV") == [f"{NAME}/1", "ISP-OTHER/1"]
    with sqlite_world.hub.begin() as work:
        assert for_units(work.tx, frozenset({stranger.unit})) == []


@pytest.mark.parametrize(
    "days",
    [
        {"effective": "2024-06-04", "review_due": "2025-06-04"},
        {"review_due": "2024-06-02", "expires": "2024-06-02"},
    ],
    ids=["to come", "over"],
)
def test_a_version_takes_no_place_on_a_day_that_it_does_not_cover(world: World, days: dict[str, Any]) -> None:
    protocol = rehearsed(world, between("POL-DA", "HV", **days))
    sign(world, protocol, world.signatories["POL-DA"])

    with pytest.raises(Conflict, match="does not"):
        sign(world, protocol, world.signatories["HV"])
    assert in_force(world, "HV") == [f"{NAME}/1"]
    # That signature was refused whole.
    assert standing(world)[NAME, 2] == "rehearsed"


def test_a_version_is_signed_beforehand_and_for_the_last_time_on_its_first_day(world: World) -> None:
    days: dict[str, Any] = {"effective": "2024-06-04", "review_due": "2025-06-04"}
    protocol = rehearsed(world, between("POL-DA", "HV", **days))
    sign(world, protocol, world.signatories["POL-DA"])
    world.go_to(date(2024, 6, 4))

    assert sign(world, protocol, world.signatories["HV"])
    assert in_force(world, "HV") == [f"{NAME}/2"]


def test_where_nothing_runs_a_version_may_be_signed_before_its_first_day(sqlite_world: World) -> None:
    days: dict[str, Any] = {"effective": "2024-06-05", "review_due": "2025-06-04"}
    over: dict[str, Any] = {"review_due": "2024-06-03", "expires": "2024-06-03"}
    signed_by_all(sqlite_world, between("POL-DA", "HV", version=2, **over))
    sqlite_world.publish(sqlite_world.behaviour())
    sqlite_world.open("cp_concern", "HV")
    sqlite_world.go_to(date(2024, 6, 4))

    signed_by_all(sqlite_world, between("POL-DA", "HV", version=3, **days))
    assert sqlite_world.texts("health_visitor", "child_protection") == []
    signed_by_all(sqlite_world, between("POL-DA", "HV", version=4, **days))
    sqlite_world.go_to(date(2024, 6, 5))
    assert sqlite_world.texts("health_visitor", "child_protection") == [sqlite_world.behaviour().statement]

"""Suspending and going on: one party stops a protocol at once, and all of them start it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from policies.lifecycle import SuspensionReason
from sharehub.audit.entry import Action
from sharehub.database.schema import Protocol, ProtocolSignature
from sharehub.errors import Conflict, Forbidden, NotFound, Tampered
from sharehub.protocols import agree, suspend
from tests.sharehub.disclosure.stored import change
from tests.sharehub.protocols.agreements import (
    NAME,
    between,
    in_force,
    rehearsed,
    resume,
    sign,
    signed_by_all,
    standing,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World


def stop(
    world: World, protocol: UUID, actor: Actor, reason: SuspensionReason = SuspensionReason.BREACH
) -> None:
    with world.hub.begin() as work:
        suspend.suspend(work, actor, protocol, reason)


def test_whoever_signs_for_a_party_suspends_at_once_and_nothing_is_opened(world: World) -> None:
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    protocol = signed_by_all(world, between("POL-DA", "HV"))
    assert world.texts("health_visitor", "child_protection") == [world.behaviour().statement]
    health = world.signatories["HV"]

    stop(world, protocol, health, SuspensionReason.LEGAL_ADVICE)

    assert world.texts("health_visitor", "child_protection") == []
    assert in_force(world, "HV") == []
    row = next(row for row in world.rows(Protocol) if row["id"] == protocol)
    assert (row["status"], row["suspended_for"], row["suspended_by_unit"], row["round"]) == (
        "suspended",
        "legal_advice",
        health.unit,
        1,
    )
    entry = world.logged(Action.PROTOCOL_SUSPENDED)[-1]
    assert (entry["unit"], entry["refs"]["protocol"], entry["refs"]["reason"]) == (
        str(health.unit),
        str(protocol),
        "legal_advice",
    )


def test_whoever_runs_the_hub_suspends_and_nobody_who_is_no_party(sqlite_world: World) -> None:
    protocol = signed_by_all(sqlite_world, between("POL-DA", "HV"))

    for actor, refusal in (
        (sqlite_world.actor("police"), Forbidden),
        (sqlite_world.signatories["SCHOOL"], NotFound),
    ):
        with pytest.raises(refusal):
            stop(sqlite_world, protocol, actor)
    stop(sqlite_world, protocol, sqlite_world.administrator)
    with pytest.raises(Conflict, match="this protocol is suspended: no suspension is possible"):
        stop(sqlite_world, protocol, sqlite_world.signatories["HV"])


def test_it_goes_on_when_every_party_has_signed_again_and_not_before(world: World) -> None:
    protocol = signed_by_all(world, between("POL-DA", "HV"))
    stop(world, protocol, world.signatories["HV"])

    assert not resume(world, protocol, world.signatories["HV"])
    assert in_force(world, "HV") == []
    with pytest.raises(Conflict, match="signed already"):
        resume(world, protocol, world.signatories["HV"])
    assert resume(world, protocol, world.signatories["POL-DA"])

    assert in_force(world, "HV") == [f"{NAME}/2"]
    row = next(row for row in world.rows(Protocol) if row["id"] == protocol)
    assert (row["status"], row["suspended_for"], row["suspended_by_unit"]) == ("in_force", None, None)
    assert len(world.logged(Action.PROTOCOL_RESUMPTION_SIGNED)) == 2
    (resumed,) = world.logged(Action.PROTOCOL_RESUMED)
    assert resumed["refs"]["protocol"] == str(protocol)
    rounds = [row["round"] for row in world.rows(ProtocolSignature) if row["protocol_id"] == protocol]
    assert sorted(rounds) == [0, 0, 1, 1]


def test_a_protocol_that_was_tampered_with_is_suspended_and_does_not_go_on(sqlite_world: World) -> None:
    world = sqlite_world
    protocol = signed_by_all(world, between("POL-DA", "HV", name="ISP-OTHER"))
    change(world, update(Protocol).where(Protocol.id == protocol).values(text="id: something else"))
    with pytest.raises(Tampered):
        in_force(world, "HV")

    stop(world, protocol, world.signatories["HV"])

    assert in_force(world, "HV") == [f"{NAME}/1"]
    with pytest.raises(Tampered):
        resume(world, protocol, world.signatories["HV"])


def test_no_word_of_an_earlier_round_counts_for_a_later_one(sqlite_world: World) -> None:
    protocol = signed_by_all(sqlite_world, between("POL-DA", "HV"))
    health, police = sqlite_world.signatories["HV"], sqlite_world.signatories["POL-DA"]
    for _ in range(2):
        stop(sqlite_world, protocol, health)
        assert [resume(sqlite_world, protocol, one) for one in (police, health)] == [False, True]

    # The status alone, put back by hand, bears nothing.
    stop(sqlite_world, protocol, health)
    values = {"status": "in_force", "suspended_for": None, "suspended_by_unit": None}
    change(sqlite_world, update(Protocol).where(Protocol.id == protocol).values(**values))
    with pytest.raises(Tampered, match="not signed as it is"):
        in_force(sqlite_world, "HV")


def test_a_word_for_going_on_is_withdrawn_as_long_as_it_does_not(sqlite_world: World) -> None:
    protocol = signed_by_all(sqlite_world, between("POL-DA", "HV"))
    health, police = sqlite_world.signatories["HV"], sqlite_world.signatories["POL-DA"]
    stop(sqlite_world, protocol, police)
    with pytest.raises(Conflict, match="no signature"), sqlite_world.hub.begin() as work:
        agree.withdraw_signature(work, health, protocol)

    resume(sqlite_world, protocol, health)
    with sqlite_world.hub.begin() as work:
        agree.withdraw_signature(work, health, protocol)

    assert not resume(sqlite_world, protocol, police)
    assert resume(sqlite_world, protocol, health)


def test_only_what_is_suspended_goes_on_and_only_as_it_was(sqlite_world: World) -> None:
    protocol = signed_by_all(sqlite_world, between("POL-DA", "HV"))
    health = sqlite_world.signatories["HV"]

    with pytest.raises(Conflict, match="this protocol is in force: no resumption is possible"):
        resume(sqlite_world, protocol, health)
    stop(sqlite_world, protocol, health)
    for actor, refusal in (
        (sqlite_world.administrator, Forbidden),
        (sqlite_world.signatories["SCHOOL"], NotFound),
    ):
        with pytest.raises(refusal):
            resume(sqlite_world, protocol, actor)
    with pytest.raises(Conflict, match="something else"), sqlite_world.hub.begin() as work:
        suspend.resume(work, health, protocol, "0" * 64)
    with pytest.raises(Conflict, match="this protocol is suspended: no signature is possible"):
        sign(sqlite_world, protocol, health)


def test_a_later_version_takes_the_place_of_a_suspended_one(world: World) -> None:
    first = signed_by_all(world, between("POL-DA", "HV"))
    stop(world, first, world.signatories["HV"])
    signed_by_all(world, between("POL-DA", "HV", version=3))

    assert standing(world)[NAME, 2] == "superseded"
    assert in_force(world, "HV") == [f"{NAME}/3"]
    with pytest.raises(Conflict, match="this protocol is superseded"):
        resume(world, first, world.signatories["HV"])


def test_while_a_version_is_suspended_no_earlier_one_comes_into_force(sqlite_world: World) -> None:
    earlier = rehearsed(sqlite_world, between("POL-DA", "HV"))
    later = signed_by_all(sqlite_world, between("POL-DA", "HV", version=3))
    stop(sqlite_world, later, sqlite_world.signatories["HV"])

    with pytest.raises(Conflict, match="later version"):
        sign(sqlite_world, earlier, sqlite_world.signatories["HV"])


def test_what_has_expired_is_neither_suspended_nor_goes_on(sqlite_world: World) -> None:
    days: dict[str, Any] = {"review_due": "2024-06-03", "expires": "2024-06-03"}
    running = signed_by_all(sqlite_world, between("POL-DA", "HV", **days))
    stopped = signed_by_all(sqlite_world, between("POL-DA", "HV", name="ISP-OTHER", **days))
    stop(sqlite_world, stopped, sqlite_world.administrator)
    sqlite_world.go_to(sqlite_world.today().replace(day=4))

    with pytest.raises(Conflict, match="this protocol is expired: no suspension is possible"):
        stop(sqlite_world, running, sqlite_world.administrator)
    with pytest.raises(Conflict, match="this protocol is expired: no resumption is possible"):
        resume(sqlite_world, stopped, sqlite_world.signatories["HV"])


def test_the_database_itself_takes_no_suspension_without_a_reason(world: World) -> None:
    protocol = signed_by_all(world, between("POL-DA", "HV"))
    of = update(Protocol).where(Protocol.id == protocol)

    for values in ({"status": "suspended"}, {"suspended_for": "breach"}, {"status": "paused"}):
        with pytest.raises(IntegrityError):
            change(world, of.values(**values))
    assert in_force(world, "HV") == [f"{NAME}/2"]

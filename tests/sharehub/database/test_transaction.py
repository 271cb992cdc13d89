"""The transaction: all of it or none of it, and writers wait for one another instead of failing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from sharehub.audit.entry import Action
from sharehub.database.schema import FactVersion, Protocol, Unit
from sharehub.disclosure import queries as disclosure
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct
from sharehub.protocols import agree, partnership
from tests.sharehub.audit.deeds import recorded
from tests.sharehub.protocols.agreements import a_protocol, digests, rehearsed, sign
from tests.sharehub.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.disclosure.stored import StoredFact
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

LONG_ENOUGH = 0.3
"""Seconds that somebody is left waiting before it is believed that they wait."""
PATIENCE = 20.0
"""Seconds after which something that should have gone on is given up."""


def waits_for(hub: Hub, first: Callable[[Work], object], second: Callable[[Work], object]) -> bool:
    """Do the first, and before it commits let another thread do the second; say whether the second waited."""
    begun, done = Event(), Event()

    def do_second() -> None:
        # On SQLite whoever is second waits to begin, on PostgreSQL at the row.
        begun.set()
        with hub.begin() as work:
            second(work)
        done.set()

    with ThreadPoolExecutor(1) as other:
        with hub.begin() as work:
            first(work)
            outcome = other.submit(do_second)
            assert begun.wait(PATIENCE)
            waited = not done.wait(LONG_ENOUGH)
        outcome.result(PATIENCE)
    return waited


def test_what_fails_in_a_block_is_rolled_back(hub: Hub) -> None:
    def fail() -> None:
        with hub.begin() as work:
            partnership.register_unit(work, "HV", "Health visiting", discreet=False)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with hub.begin() as work:
        assert work.tx.session.query(Unit).count() == 0


def test_a_transaction_knows_its_moment_and_the_hubs_civil_day(hub: Hub) -> None:
    with hub.begin() as work:
        assert work.tx.now.utcoffset() is not None
        assert work.tx.today == work.tx.now.astimezone(hub.zone).date()


def test_two_writers_on_sqlite_queue_instead_of_failing(sqlite_hub: Hub) -> None:
    def register(code: str) -> Callable[[Work], object]:
        return lambda work: partnership.register_unit(work, code, "A unit", discreet=False)

    assert waits_for(sqlite_hub, register("ONE"), register("TWO"))
    with sqlite_hub.begin() as work:
        assert sorted(work.tx.session.query(Unit.code).all()) == [("ONE",), ("TWO",)]


def test_a_change_waits_for_a_disclosure_that_holds_the_case(world: World) -> None:
    fact = recorded(world)

    assert waits_for(
        world.hub,
        lambda work: disclosure.hold_case(work.tx, world.case),
        lambda work: retract(work, world.actor("police"), world.case, fact),
    )


def test_a_disclosure_waits_for_a_change_and_then_sees_it(world: World) -> None:
    fact = recorded(world)
    seen: list[StoredFact] = []

    def disclose(work: Work) -> None:
        disclosure.hold_case(work.tx, world.case)
        seen.extend(disclosure.facts(work.tx, world.case).values())

    assert waits_for(world.hub, lambda work: retract(work, world.actor("police"), world.case, fact), disclose)
    assert [fact.clear["retracted"] for fact in seen] == [world.today()]


@pytest.mark.postgres
def test_on_postgresql_two_disclosures_do_not_wait_for_one_another(postgres_hub: Hub) -> None:
    world = World.of(postgres_hub)

    def hold(work: Work) -> object:
        return disclosure.hold_case(work.tx, world.case)

    assert not waits_for(world.hub, hold, hold)


@pytest.mark.postgres
def test_on_postgresql_a_change_to_one_case_waits_for_no_other(postgres_hub: Hub) -> None:
    world = World.of(postgres_hub)
    there = world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR}, ["police"])
    here, elsewhere = recorded(world), recorded(there)

    assert not waits_for(
        world.hub,
        lambda work: retract(work, world.actor("police"), world.case, here),
        lambda work: retract(work, there.actor("police"), there.case, elsewhere),
    )


def test_two_corrections_of_one_fact_at_once_lose_nothing(world: World) -> None:
    fact = recorded(world)

    def corrected(by: str, rank: int) -> Callable[[Work], object]:
        new = world.behaviour(concern_rank=rank)
        return lambda work: correct(work, world.actor(by), world.case, fact, new)

    assert waits_for(world.hub, corrected("police", 1), corrected("police_two", 2))
    versions = [(row["version"], row["concern_rank"]) for row in world.rows(FactVersion)]
    assert sorted(versions, key=lambda version: int(version[0])) == [(1, None), (2, 1), (3, 2)]
    revisions = [entry["revision"] for entry in world.logged(Action.FACT_CORRECTED)]
    assert sorted(revisions) == [2, 3]


def test_the_last_two_signatures_at_once_put_a_protocol_in_force_once(world: World) -> None:
    protocol = rehearsed(world, a_protocol())
    *first, one, other = world.signatories.values()
    for signatory in first:
        sign(world, protocol, signatory)

    def by(signatory: Actor) -> Callable[[Work], object]:
        return lambda work: agree.sign(work, signatory, protocol, digests(work, protocol)[0])

    assert waits_for(world.hub, by(one), by(other))
    standing = {row["id"]: row["status"] for row in world.rows(Protocol)}
    assert standing[protocol] == "in_force"
    entries = [entry["refs"]["protocol"] for entry in world.logged(Action.PROTOCOL_IN_FORCE)]
    assert entries.count(str(protocol)) == 1

"""The second lock before officers: what a transaction sees in which one looks, and what it does not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sharehub.database.transaction import overseeing
from sharehub.disclosure.disclose import Disclosed, disclose
from tests.sharehub.database.logins import Logins, logins_on
from tests.sharehub.oversight.offices import (
    THE_HUBS,
    Offices,
    a_wall,
    kept_from_him,
    open_gates,
    refused_look,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tests.sharehub.world import World

pytestmark = pytest.mark.postgres

UNITS = ("POL-DA", "CF-SW", "HV", "RESP-M", "CAL-W", "ALC-S")


@pytest.fixture
def logins(postgres_world: World, postgres_migrated: tuple[str, str] | None) -> Iterator[Logins]:
    """Yield a login for each role, to a database in which everybody has looked at something."""
    assert postgres_migrated
    world = Offices.of(postgres_world).world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    world.publish(kept_from_him(world), by="womens_worker")
    world.read("health_visitor", "child_protection")
    world.read("mens_worker", "programme_referral")
    a_wall(world, "health_visitor", "mens_worker")
    refused_look(world, "court", purpose="marac_safety")
    elsewhere = world.another_case({}, ["police"])
    elsewhere.read("police", "child_protection")
    with logins_on(postgres_migrated[0]) as found:
        yield found


@contextmanager
def looking(logins: Logins, unit: UUID | None, officer: str | None = "on") -> Iterator[Connection]:
    """Yield a connection of the application's, in a transaction that says for which unit an officer looks."""
    with logins.engine("app").begin() as connection:
        for name, value in (("sharehub.unit", unit), ("sharehub.officer", officer)):
            if value is not None:
                connection.execute(
                    text("select set_config(:name, :value, true)"), {"name": name, "value": str(value)}
                )
        yield connection


def portions(connection: Connection) -> set[tuple[UUID, str]]:
    """Return of which units there are portions, and on which sides."""
    rows = connection.execute(text("select unit_id, side from decision_portions"))
    return {(row.unit_id, row.side) for row in rows}


def refused(connection: Connection, statement: str) -> bool:
    """Say whether a statement is refused."""
    try:
        with connection.begin_nested():
            connection.execute(text(statement))
    except DBAPIError:
        return True
    return False


def test_an_officers_look_shows_the_portions_of_their_unit_and_no_others(
    postgres_world: World, logins: Logins
) -> None:
    units = postgres_world.units
    for code in UNITS:
        with looking(logins, units[code]) as connection:
            assert {unit for unit, _ in portions(connection)} <= {units[code]}, code
    with looking(logins, units["POL-DA"]) as connection:
        assert portions(connection) == {(units["POL-DA"], "owner"), (units["POL-DA"], "asker")}
    with looking(logins, units["HV"]) as connection:
        assert portions(connection) == {(units["HV"], "asker"), (units["HV"], "receiver")}
    with looking(logins, units[THE_HUBS]) as connection:
        assert {unit for unit, _ in portions(connection)} > {units["POL-DA"], units["CAL-W"], units["HV"]}


@pytest.mark.parametrize("officer", [None, "", "off", "ON", "yes"])
def test_whoever_does_not_look_as_an_officer_sees_no_portion(
    postgres_world: World, logins: Logins, officer: str | None
) -> None:
    for code in ("POL-DA", THE_HUBS):
        with looking(logins, postgres_world.units[code], officer) as connection:
            assert portions(connection) == set()


@pytest.mark.parametrize("unit", [None, uuid4()])
def test_an_officer_of_no_unit_sees_nothing_of_the_log(logins: Logins, unit: UUID | None) -> None:
    with looking(logins, unit) as connection:
        assert portions(connection) == set()
        assert connection.execute(text("select count(*) from audit_entries")).scalar_one() == 0


def test_an_officers_look_shows_entries_of_their_unit_and_looks_at_its_facts_alone(
    postgres_world: World, logins: Logins
) -> None:
    units = postgres_world.units
    # An entry of another unit: of a fact in a case that both take part in, which a worker's look may see.
    others = "select count(*) from audit_entries where unit <> current_setting('sharehub.unit')"
    with looking(logins, units["HV"], None) as connection:
        assert connection.execute(text(f"{others} and fact_id is not null")).scalar_one() > 0
    for code in ("HV", "RESP-M", "CAL-W"):
        with looking(logins, units[code]) as connection:
            assert connection.execute(text(f"{others} and fact_id is not null")).scalar_one() == 0
            own = "exists (select 1 from decision_portions p where p.entry_id = audit_entries.id)"
            assert connection.execute(text(f"{others} and not {own}")).scalar_one() == 0
    with looking(logins, units["ALC-S"]) as connection:
        assert connection.execute(text(others)).scalar_one() == 0


def test_decision_records_are_closed_to_officers_too(postgres_world: World, logins: Logins) -> None:
    for code in ("POL-DA", THE_HUBS):
        with looking(logins, postgres_world.units[code]) as connection:
            assert refused(connection, "select * from decision_records")


def test_nobody_but_the_owner_rewrites_a_portion_and_of_other_roles_the_worker_alone_sees_one(
    postgres_world: World, logins: Logins
) -> None:
    with looking(logins, postgres_world.units[THE_HUBS]) as connection:
        for statement in (
            "update decision_portions set released = '[]'",
            "delete from decision_portions",
            "truncate decision_portions",
        ):
            assert refused(connection, statement)
    for role in ("worker", "sequencer"):
        with logins.engine(role).begin() as connection:
            # Whoever does the work that follows finds by portions who holds what a recall is about.
            assert refused(connection, "select * from decision_portions") == (role != "worker")
            assert refused(connection, "select * from decision_records")
            assert refused(connection, "delete from decision_portions")
            assert refused(connection, "insert into decision_portions select * from decision_portions")


def test_what_a_reading_writes_for_other_units_it_does_not_see(postgres_world: World, logins: Logins) -> None:
    bound = logins.bound(postgres_world)
    reader = bound.actor("health_visitor")
    count = text("select count(*) from decision_portions")
    with postgres_world.hub.engine.connect() as connection:
        before = connection.execute(count).scalar_one()

    assert isinstance(disclose(bound.hub, reader, bound.case, "child_protection"), Disclosed)

    with postgres_world.hub.engine.connect() as connection:
        assert connection.execute(count).scalar_one() == before + 3
    with bound.hub.begin(reader.unit) as work:
        assert work.tx.session.execute(count).scalar_one() == 0


def test_an_officers_transaction_writes_nothing(postgres_world: World, logins: Logins) -> None:
    hub = logins.bound(postgres_world).hub
    now = hub.clock.now()
    with overseeing(hub.engine, now, now.date(), postgres_world.units[THE_HUBS]) as tx:
        connection = tx.session.connection()
        assert connection.execute(text("select count(*) from decision_portions")).scalar_one() > 0
        assert refused(connection, "insert into log_queue select id from audit_entries")
        assert refused(connection, "update units set oversight = true")

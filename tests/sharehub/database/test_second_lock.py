"""The second lock on PostgreSQL: each role connects, and tries what is not for it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from sharehub.audit.cosigning import Cosigner
from sharehub.audit.entry import Action
from sharehub.cases.members import allocate
from sharehub.cases.open import open_case
from sharehub.crypto.classes import KeyClass
from sharehub.custody.rotate import rotate
from sharehub.database.engine import open_engine
from sharehub.database.migrate import upgrade
from sharehub.database.roles import unbound
from sharehub.errors import NotFound
from sharehub.health.ready import health
from sharehub.replay.reading import Window
from sharehub.replay.run import replay
from tests.sharehub import test_whole_api
from tests.sharehub.audit.trees import a_sequencer, a_witness
from tests.sharehub.database.logins import Logins, logins_on
from tests.sharehub.protocols import test_show
from tests.sharehub.test_whole_api import with_more_staff
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from sharehub.hub import Hub
    from tests.sharehub.world import World

pytestmark = pytest.mark.postgres

OF_CASES = (
    *("cases", "case_units", "persons", "memberships", "exclusions", "conflict_checks", "gates"),
    *("consent_events", "approvals", "serious_risk_decisions", "facts", "fact_versions", "summaries"),
    *("summary_facts", "imports", "import_lines", "idempotency_keys", "audit_entries"),
    *("break_glass", "break_glass_grounds", "reviews", "notices"),
    *("permissions", "requests", "gap_closings", "shown_to_her", "retention_proposals"),
    *("leaks", "notice_endpoints", "notice_lanes", "notice_deliveries"),
)


@pytest.fixture
def logins(postgres_hub: Hub, postgres_migrated: tuple[str, str] | None) -> Iterator[Logins]:
    """Yield a login for each role."""
    assert postgres_migrated
    assert postgres_hub.engine.dialect.name == "postgresql"
    with logins_on(postgres_migrated[0]) as found:
        yield found


@pytest.fixture
def bound(postgres_world: World, logins: Logins) -> World:
    """Return a world whose hub connects as the application."""
    return logins.bound(postgres_world)


@contextmanager
def acting(engine: Engine, unit: UUID | str | None) -> Iterator[Connection]:
    """Yield a connection in a transaction that acts for a unit, or for none."""
    with engine.begin() as connection:
        if unit is not None:
            connection.execute(text("select set_config('sharehub.unit', :unit, true)"), {"unit": str(unit)})
        yield connection


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows of each table of cases are there."""
    return {name: connection.execute(text(f"select count(*) from {name}")).scalar_one() for name in OF_CASES}


def refused(connection: Connection, statement: str, **given: object) -> bool:
    """Say whether a statement is refused, or finds nothing to do it to."""
    try:
        with connection.begin_nested():
            return connection.execute(text(statement), given).rowcount == 0
    except (ProgrammingError, DBAPIError):
        return True


def filled(world: World) -> World:
    """Put something into every kind of table that the world's cases have."""
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    world.consents()
    return world


def test_without_a_unit_there_is_no_case_at_all(postgres_world: World, logins: Logins) -> None:
    filled(postgres_world)
    engine = logins.engine("app")

    for unit in (None, "", uuid4()):
        with acting(engine, unit) as connection:
            assert counts(connection) == dict.fromkeys(OF_CASES, 0)


def test_a_setting_that_is_no_unit_fails_closed(postgres_world: World, logins: Logins) -> None:
    engine = logins.engine("app")

    with pytest.raises(DBAPIError), acting(engine, "' or true --") as connection:
        counts(connection)
    filled(postgres_world)


def test_a_unit_sees_the_cases_it_takes_part_in_and_no_other(postgres_world: World, logins: Logins) -> None:
    world = filled(postgres_world)
    other = world.another_case({})
    engine = logins.engine("app")

    def cases(code: str) -> set[UUID]:
        with acting(engine, world.units[code]) as connection:
            return set(connection.execute(text("select id from cases")).scalars())

    assert cases("CF-SW") == {world.case, other.case}
    assert cases("HV") == {world.case}
    assert cases("IG") == {world.case, other.case}
    assert cases("ART") == {world.case}
    assert cases("ALC-S") == set()
    with acting(engine, world.units["HV"]) as connection:
        seen = counts(connection)
    with acting(engine, world.units["ALC-S"]) as connection:
        held = counts(connection)
    # A unit sees what the log says of itself, such as that it joined.
    assert held == dict.fromkeys(OF_CASES, 0) | {"audit_entries": held["audit_entries"]}
    assert seen["facts"] == seen["fact_versions"] == 1


def test_a_unit_cannot_let_itself_into_a_case(postgres_world: World, logins: Logins) -> None:
    world = filled(postgres_world)
    engine = logins.engine("app")
    stranger, given = world.units["ALC-S"], {"case": world.case, "unit": world.units["ALC-S"]}

    with acting(engine, stranger) as connection:
        assert refused(connection, "insert into case_units (case_id, unit_id) values (:case, :unit)", **given)
        assert refused(connection, "update case_units set unit_id = :unit", **given)
        assert refused(connection, "update cases set opened_by_unit = :unit", **given)
        assert refused(connection, "delete from case_units")
        assert refused(connection, "update units set oversight = true where id = :unit", **given) is False
        # That last one is an administrator's to do, so that what it would open is guarded by the use cases.
        connection.rollback()
    with acting(engine, world.units["HV"]) as connection:
        assert not refused(connection, "insert into case_units values (:case, :unit)", **given)
        connection.rollback()


def test_what_is_written_for_a_unit_is_in_its_own_cases(postgres_world: World, logins: Logins) -> None:
    world = filled(postgres_world)
    engine = logins.engine("app")
    moved = "update facts set revision = revision + 1"

    with acting(engine, world.units["ALC-S"]) as connection:
        assert refused(connection, moved)
        assert refused(connection, "update persons set part = 'child'")
        assert refused(connection, "insert into gates select * from gates")
    with acting(engine, world.units["HV"]) as connection:
        assert not refused(connection, moved)
        assert refused(connection, "update facts set case_id = :case", case=uuid4())
        connection.rollback()


@pytest.mark.parametrize("role", ["app", "worker"])
def test_nobody_but_the_owner_rewrites_the_log_or_the_tables(
    postgres_world: World, logins: Logins, role: str
) -> None:
    world = filled(postgres_world)
    engine = logins.engine(role)

    with acting(engine, world.units["POL-DA"]) as connection:
        for table in ("audit_entries", "decision_records"):
            assert refused(connection, f"delete from {table}")
            assert refused(connection, f"truncate {table} cascade")
        assert refused(connection, "update audit_entries set action = 'x'")
        assert refused(connection, "delete from log_queue")
        assert refused(connection, "delete from facts")
        assert refused(connection, "delete from fact_versions")
        assert refused(connection, "delete from consent_events")
        assert refused(connection, "alter table facts disable row level security")
        assert refused(connection, "drop policy seen on facts")
        assert refused(connection, "create table mine (id int)")
        assert refused(connection, "set role sharehub_migration")


def test_nobody_but_the_owner_rewrites_what_was_agreed(postgres_world: World, logins: Logins) -> None:
    of = {"unit": postgres_world.units["HV"]}
    with acting(logins.engine("app"), of["unit"]) as connection:
        for column in ("text", "digest", "name", "rulebook_digest"):
            assert refused(connection, f"update protocols set {column} = 'x'")
        assert refused(connection, "update protocols set expires = null")
        assert refused(connection, "update protocol_parties set unit_id = :unit", **of)
        for column in ("protocol_digest", "rulebook_digest", "signed_at", "signed_by", "unit_id", "round"):
            assert refused(connection, f"update protocol_signatures set {column} = {column}")
        assert refused(connection, "update protocol_rehearsals set kind = 'simulation'")
        for table in ("protocols", "protocol_parties", "protocol_signatures", "protocol_rehearsals"):
            assert refused(connection, f"delete from {table}")
        assert not refused(connection, "update protocols set status = 'superseded'")
        connection.rollback()
    with acting(logins.engine("worker"), None) as connection:
        assert refused(connection, "update protocols set status = 'superseded'")
        for table in ("protocol_signatures", "protocol_rehearsals"):
            assert refused(connection, f"select * from {table}")
            assert refused(connection, f"delete from {table}")
        # What was signed it reads, since it decides by that who hears of a fact; not by whom.
        assert not refused(connection, "select protocol_digest, rulebook_digest from protocol_signatures")
        for column in ("signed_by", "signed_at"):
            assert refused(connection, f"select {column} from protocol_signatures")
        assert refused(connection, "update protocol_signatures set withdrawn_at = null")
        assert refused(connection, "insert into protocol_signatures (number) values (1)")


def test_the_application_cannot_become_anybody_else(postgres_world: World, logins: Logins) -> None:
    filled(postgres_world)
    engine = logins.engine("app")

    with acting(engine, None) as connection:
        for role in ("sharehub_worker", "sharehub_sequencer", "sharehub_migration", "postgres"):
            assert refused(connection, f"set role {role}")
        connection.execute(text("set local row_security = off"))
        with pytest.raises(DBAPIError):
            connection.execute(text("select * from facts"))
        connection.rollback()


def test_the_worker_crosses_cases_and_adds_nothing(postgres_world: World, logins: Logins) -> None:
    world = filled(postgres_world)
    engine = logins.engine("worker")

    with acting(engine, None) as connection:
        assert counts(connection)["facts"] == 1
        assert refused(connection, "insert into facts select * from facts")
        assert refused(
            connection,
            "insert into case_units values (:case, :unit)",
            case=world.case,
            unit=world.units["ART"],
        )
        assert refused(connection, "update users set roles = '[]'")
        assert refused(connection, "select body from decision_records")


def test_the_sequencer_sees_the_log_and_nothing_else(postgres_world: World, logins: Logins) -> None:
    filled(postgres_world)
    engine = logins.engine("sequencer")

    with engine.begin() as connection:
        assert connection.execute(text("select count(*) from audit_entries")).scalar_one() > 0
        assert connection.execute(text("select count(*) from log_queue")).scalar_one() > 0
        for name in (*OF_CASES, "users", "units", "decision_records"):
            if name != "audit_entries":
                assert refused(connection, f"select * from {name}"), name
        assert refused(connection, "update audit_entries set action = 'x'")
        assert refused(connection, "insert into log_queue select id from audit_entries")


def test_the_sequencers_login_suffices_to_grow_the_tree_and_to_keep_what_witnesses_say(
    postgres_world: World, logins: Logins, tmp_path: Path
) -> None:
    filled(postgres_world)
    engine, waiting = logins.engine("sequencer"), len(postgres_world.logged())
    sequencer = replace(a_sequencer(postgres_world.hub, tmp_path), engine=engine)

    with sequencer.lease() as lease:
        assert lease
        assert sequencer.round().added == waiting
    with a_witness(postgres_world.hub, sequencer, tmp_path, "witness.example") as served:
        key = served.witness.signer.verifier
        asking = Cosigner(engine, postgres_world.hub.clock, key, served.address)
        assert asking.round() is True

    with engine.begin() as connection:
        for table in ("log_leaves", "log_checkpoints"):
            assert refused(connection, f"delete from {table}"), table
        assert refused(connection, "update log_leaves set leaf_hash = leaf_hash")
        assert refused(connection, "update log_checkpoints set note = note")
    with logins.engine("app").begin() as connection:
        assert connection.execute(text("select count(*) from log_leaves")).scalar_one() == waiting
        assert refused(connection, "update log_tiles set hashes = hashes")
        assert refused(connection, "delete from log_queue")


def test_whoever_is_not_bound_is_told_why(postgres_world: World, logins: Logins) -> None:
    assert "superuser" in (unbound(postgres_world.hub.engine) or "")
    for role, why in (("app", None), ("worker", "crosses cases"), ("sequencer", "no member of sharehub_app")):
        engine = logins.engine(role)
        found = unbound(engine)
        assert (found is None) if why is None else (why in (found or "")), role


def test_the_whole_exchange_works_under_the_lock(bound: World, postgres_world: World) -> None:
    more = with_more_staff(postgres_world)
    world = type(bound)(
        bound.hub, more.units, more.staff, more.people, more.case, more.administrator, more.signatories
    )

    test_whole_api.test_a_family_comes_into_the_exchange_and_out_of_it(Staff(world))
    test_whole_api.test_a_release_against_the_rule_is_asked_for_by_one_and_approved_by_another(Staff(world))
    assert unbound(world.hub.engine) is None


def test_a_protocol_goes_its_way_under_the_lock(bound: World) -> None:
    test_show.test_the_whole_way_of_a_protocol_over_http(test_show.Parties(bound))
    assert unbound(bound.hub.engine) is None


def test_a_case_elsewhere_is_as_one_that_is_not_there(bound: World, postgres_world: World) -> None:
    elsewhere = postgres_world.another_case({})

    for case in (elsewhere.case, uuid4()):
        with (
            pytest.raises(NotFound),
            bound.hub.acting(bound.actor("teacher"), Action.MEMBER_ALLOCATED) as work,
        ):
            allocate(work, bound.actor("police"), case, bound.actor("police").user, "police", work.tx.today)


def test_keys_are_rotated_under_the_lock(bound: World, postgres_world: World) -> None:
    filled(postgres_world)

    assert rotate(bound.hub, bound.units["POL-DA"], KeyClass.GENERAL).rewrapped == 1


def test_health_knows_how_long_the_oldest_entry_waits(bound: World) -> None:
    assert health(bound.hub).ready
    assert health(bound.hub).oldest_queued is not None


def test_a_new_case_is_its_openers(bound: World) -> None:
    opener = bound.actor("social_worker")
    with bound.hub.begin(opener.unit) as work:
        case = open_case(work, opener)
    with acting(bound.hub.engine, bound.units["POL-DA"]) as connection:
        assert case not in set(connection.execute(text("select id from cases")).scalars())


def test_the_owner_migrates_and_serves_nobody(logins: Logins, postgres_server: str) -> None:
    # A database of its own, as deploy/postgresql/roles.sql leaves it before `sharehub migrate`.
    name = f"sharehub_test_{uuid4().hex[:12]}_owned"
    login = make_url(logins.urls["migration"]).username
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'create database "{name}"'))
        connection.execute(text(f"alter role {login} set role sharehub_migration"))
    founder = create_engine(make_url(postgres_server).set(database=name))
    with founder.begin() as connection:
        connection.execute(text("grant usage, create on schema public to sharehub_migration"))
    founder.dispose()
    owner = open_engine(
        make_url(logins.urls["migration"]).set(database=name).render_as_string(hide_password=False)
    )
    try:
        upgrade(owner)
        with owner.begin() as connection:
            owners = connection.execute(
                text("select distinct tableowner from pg_tables where schemaname = 'public'")
            )
            assert list(owners.scalars()) == ["sharehub_migration"]
            assert refused(connection, "create role sharehub_more")
            assert refused(connection, "set session_authorization = 'postgres'")
        assert "owns the tables" in (unbound(owner) or "")
        # Whatever it owns here, the tables of another hub are nothing to it.
        with pytest.raises(DBAPIError), logins.engine("migration").begin() as connection:
            connection.execute(text("select * from facts"))
    finally:
        owner.dispose()
        with admin.connect() as connection:
            connection.execute(text(f"alter role {login} reset role"))
            connection.execute(text(f'drop database "{name}" with (force)'))
        admin.dispose()


@pytest.mark.parametrize("role", ["app", "worker", "sequencer"])
def test_nobody_but_the_owner_decides_recorded_decisions_again(
    postgres_world: World, logins: Logins, role: str
) -> None:
    world = filled(postgres_world)
    world.read("teacher", "wellbeing_support")

    with pytest.raises(DBAPIError):
        replay(replace(world.hub, engine=logins.engine(role)), Window())

    assert world.logged(Action.REPLAY_RUN) == []
    assert replay(world.hub, Window()).tally.decisions == 1

"""The second lock and the broken glass: by the recorded act alone, while it runs, and to read alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sharehub.cases.conflicts import exclude
from sharehub.consents.break_glass import break_glass, end_glass
from sharehub.consents.review import Verdict, glasses_to_review, review_glass
from sharehub.crypto.classes import KeyClass
from sharehub.custody import queries as custody
from sharehub.custody.rotate import rotate
from sharehub.database.order import FIRST
from sharehub.database.schema import BreakGlass, BreakGlassGrounds, Notice
from sharehub.disclosure.told import Refusal
from sharehub.identity.actor import Actor
from sharehub.notices.hear import heard, see
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deeds import EMERGENCY, PURPOSE
from tests.sharehub.consents.strangers import got, later, with_stranger
from tests.sharehub.database.test_second_lock import acting, logins, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from sharehub.hub import Hub
    from tests.sharehub.database.logins import Logins
    from tests.sharehub.world import World

__all__ = ["logins"]

pytestmark = pytest.mark.postgres

SEEN = (
    *(
        "cases",
        "persons",
        "memberships",
        "exclusions",
        "conflict_checks",
        "gates",
        "consent_events",
        "approvals",
    ),
    *("serious_risk_decisions", "facts", "fact_versions", "summaries", "summary_facts"),
)
"""The tables of a case that a reading looks at."""
ALWAYS_SEEN = {"cases", "exclusions", "conflict_checks"}
"""Of these the asker's unit sees on, so that its officers know whom something keeps out."""


@pytest.fixture
def stranger(postgres_world: World, logins: Logins) -> World:
    """Return a world with something in every table, and a stranger; its hub is bound by the second lock."""
    world = postgres_world
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    world.consents()
    world.act(exclude, "officer", world.actor("teacher").user, "His cousin.", world.today())
    return logins.bound(with_stranger(world))


def does(world: World, verb: Callable[..., Any], by: str | Actor, *what: Any) -> Any:
    """Do something to the case as somebody, their unit being told to the database."""
    actor = world.actor(by) if isinstance(by, str) else by
    with world.hub.begin(actor.unit) as work:
        return verb(work, actor, world.case, *what)


def breaks(world: World) -> UUID:
    identity: UUID = does(world, break_glass, "stranger", PURPOSE, EMERGENCY).id
    return identity


def seen(world: World) -> set[str]:
    """Return the tables of which the stranger's unit sees any row of a case, as its use cases would."""
    with world.hub.begin(world.actor("stranger").unit) as work:
        return {
            name
            for name in SEEN
            if work.tx.session.execute(text(f"select count(*) from {name}")).scalar_one() > 0
        }


def test_before_it_is_broken_nothing_is_there_and_while_it_runs_what_a_reading_needs(stranger: World) -> None:
    world = stranger
    assert (seen(world), got(world)) == (set(), Refusal.NOT_YOURS)

    breaks(world)

    assert got(world) == [world.behaviour().statement]
    filled = {
        "cases",
        "persons",
        "memberships",
        "exclusions",
        "gates",
        "consent_events",
        "facts",
        "fact_versions",
    }
    assert seen(world) == filled


@pytest.mark.parametrize("how", ["by itself", "early"])
def test_when_it_is_over_all_is_gone_but_whether_something_keeps_somebody_out(
    stranger: World, how: str
) -> None:
    world = stranger
    glass = breaks(world)

    if how == "early":
        does(world, end_glass, "stranger", glass)
    else:
        later(world, minutes=60)

    assert (seen(world), got(world)) == (ALWAYS_SEEN - {"conflict_checks"}, Refusal.NOT_YOURS)


def test_without_the_moment_and_at_another_than_its_own_it_shows_nothing(stranger: World) -> None:
    world = stranger
    breaks(world)
    now, unit = "select set_config('sharehub.now', :now, true)", world.actor("stranger").unit

    for moment, there in (
        ("", 0),
        ("2024-06-03T08:59:59+00:00", 0),
        ("2024-06-03T11:00:00+00:00", 0),
        ("2024-06-03T09:30:00+00:00", 1),
    ):
        with acting(world.hub.engine, unit) as connection:
            connection.execute(text(now), {"now": moment})
            assert connection.execute(text("select count(*) from facts")).scalar_one() == there, moment


def test_it_is_the_units_own_and_shows_no_other_unit_and_no_other_case(
    stranger: World, postgres_world: World
) -> None:
    world = stranger
    other = postgres_world.another_case({})
    breaks(world)

    for unit, cases in (("MARAC-CO", {world.case}), ("ALC-S", set()), ("CAL-C", {world.case})):
        with world.hub.begin(world.units[unit]) as work:
            found = set(work.tx.session.execute(text("select id from cases")).scalars())
        assert found == cases
    assert other.case != world.case
    with world.hub.begin(world.units["ALC-S"]) as work:
        assert work.tx.session.execute(text("select count(*) from break_glass")).scalar_one() == 0


def in_its_unit(world: World) -> Any:
    """Return a connection that acts as the stranger's unit at this moment."""
    return acting(world.hub.engine, world.actor("stranger").unit)


def test_it_lets_its_unit_read_and_not_write(stranger: World) -> None:
    world = stranger
    breaks(world)
    given = {"case": world.case, "unit": world.units["MARAC-CO"]}

    def now(connection: Connection) -> None:
        connection.execute(text("select set_config('sharehub.now', '2024-06-03T09:30:00+00:00', true)"))

    with in_its_unit(world) as connection:
        now(connection)
        assert connection.execute(text("select id from cases for share")).scalar_one() == world.case
        assert refused(connection, "update cases set legal_hold = true")
        assert refused(connection, "update facts set revision = revision + 1")
        assert refused(connection, "update persons set part = 'child'")
        assert refused(connection, "update consent_events set wrapped_key = wrapped_key")
        assert refused(connection, "insert into gates select * from gates")
        assert refused(connection, "insert into case_units (case_id, unit_id) values (:case, :unit)", **given)
        assert refused(connection, "insert into memberships select * from memberships")
        connection.rollback()


@pytest.mark.parametrize(
    "column", ["ends_at", "starts_at", "user_id", "unit_id", "case_id", "role", "purposes", "review_due"]
)
def test_nobody_prolongs_it_or_makes_it_anothers(stranger: World, column: str) -> None:
    breaks(stranger)

    with in_its_unit(stranger) as connection:
        assert refused(connection, f"update break_glass set {column} = {column}")
        assert refused(connection, "delete from break_glass")
        connection.rollback()


def test_nobody_breaks_it_in_another_units_name(stranger: World) -> None:
    breaks(stranger)
    copied = (
        "insert into break_glass select :id, case_id, user_id, :unit, role, purposes, categories, starts_at,"
        " ends_at, ended_at, opened, review_due from break_glass"
    )

    with in_its_unit(stranger) as connection:
        assert refused(connection, copied, id=uuid4(), unit=stranger.units["ALC-S"])
        assert not refused(connection, copied, id=uuid4(), unit=stranger.units["MARAC-CO"])
        connection.rollback()


def test_who_is_kept_from_the_case_does_not_bring_it_into_the_units_sight(
    stranger: World, postgres_world: World
) -> None:
    user = stranger.actor("stranger").user
    postgres_world.act(exclude, "officer", user, "His cousin.", stranger.today())

    breaks(stranger)

    assert got(stranger) == []
    assert seen(stranger) == {"cases", "exclusions"}
    (row,) = postgres_world.rows(BreakGlass)
    assert row["opened"] is False
    told = {one["unit_id"] for one in postgres_world.rows(Notice)}
    assert told == {stranger.units["POL-DA"], stranger.units["IG"]}


def test_a_case_that_is_not_there_looks_the_same(stranger: World, postgres_world: World) -> None:
    nowhere = replace(stranger, case=uuid4())

    glass = breaks(nowhere)

    assert got(nowhere) == []
    assert postgres_world.rows(BreakGlassGrounds) == []
    does(nowhere, end_glass, "stranger", glass)
    assert got(nowhere) is Refusal.NOT_YOURS


def test_those_who_are_told_hear_review_and_are_heard_by_nobody_else(
    stranger: World, postgres_world: World
) -> None:
    world = stranger
    with postgres_world.hub.begin() as work:
        officers = {
            code: Actor(
                register_user(work, world.units[code], "officer", ["ig_officer"]),
                world.units[code],
                "ig_officer",
            )
            for code in ("MARAC-CO", "POL-DA")
        }
    glass = breaks(world)

    def waits(by: Actor) -> list[UUID]:
        with world.hub.begin(by.unit) as work:
            return [row["id"] for row in glasses_to_review(work, by, FIRST, 10)]

    assert [waits(one) for one in (officers["MARAC-CO"], officers["POL-DA"], world.actor("officer"))] == [
        [glass]
    ] * 3
    with world.hub.begin(world.units["POL-DA"]) as work:
        (notice,) = heard(work, world.actor("police"), FIRST, 10)
        see(work, world.actor("police"), notice["id"])
        assert work.tx.session.execute(text("select count(*) from notices")).scalar_one() == 1
    does(world, review_glass, officers["POL-DA"], glass, Verdict.LESSON, "Ring first.")
    assert [waits(one) for one in (officers["MARAC-CO"], world.actor("officer"))] == [[], []]
    with in_its_unit(world) as connection:
        assert refused(connection, "insert into reviews select * from reviews")
        assert refused(connection, "update reviews set verdict = 'justified'")
        assert refused(connection, "update notices set unit_id = :unit", unit=world.units["MARAC-CO"])
        connection.rollback()


def test_an_officer_of_the_askers_unit_who_is_kept_from_the_case_is_shown_nothing_of_it(
    stranger: World, postgres_world: World
) -> None:
    with postgres_world.hub.begin() as work:
        user = register_user(work, stranger.units["MARAC-CO"], "officer", ["ig_officer"])
    officer = Actor(user, stranger.units["MARAC-CO"], "ig_officer")
    breaks(stranger)
    postgres_world.act(exclude, "officer", user, "His sister.", stranger.today())

    with stranger.hub.begin(officer.unit) as work:
        assert glasses_to_review(work, officer, FIRST, 10) == []


def test_the_words_of_whoever_broke_it_are_wrapped_anew_though_their_unit_takes_no_part(
    stranger: World, postgres_world: World
) -> None:
    breaks(stranger)
    later(stranger, hours=2)
    before = postgres_world.rows(BreakGlassGrounds)[0]["wrapping_key"]

    done = rotate(stranger.hub, stranger.units["MARAC-CO"], KeyClass.ACCOUNTS)

    assert done.rewrapped == 1
    assert postgres_world.rows(BreakGlassGrounds)[0]["wrapping_key"] != before
    with stranger.hub.begin(stranger.units["MARAC-CO"]) as work:
        assert custody.referring(work.tx, before) == 0


def test_without_a_unit_nobody_tells_or_breaks_anything(logins: Logins, postgres_hub: Hub) -> None:
    assert postgres_hub.engine.dialect.name == "postgresql"
    engine = logins.engine("sequencer")

    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("select * from break_glass"))
    with acting(logins.engine("worker"), None) as connection:
        assert refused(connection, "insert into notices select * from notices")
        assert refused(connection, "update break_glass set ended_at = null")
        connection.rollback()

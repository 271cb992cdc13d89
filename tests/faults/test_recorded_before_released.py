"""No field is opened before its entry is durable, and what cannot be recorded is not released."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from sharehub.audit.entry import Action
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.disclosure.identify import identify
from sharehub.disclosure.show_wall import show_wall
from sharehub.disclosure.wall_costs import wall_costs
from tests.sharehub.disclosure.stored import change, change_version, count_of, last_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from tests.sharehub.world import World

READINGS: dict[str, Callable[[World], object]] = {
    "disclose": lambda world: disclose(
        world.hub, world.actor("health_visitor"), world.case, "child_protection"
    ),
    "show_wall": lambda world: show_wall(world.hub, world.actor("facilitator"), world.case, []),
    "wall_costs": lambda world: wall_costs(world.hub, world.actor("facilitator"), world.case, []),
    "identify": lambda world: identify(world.hub, world.actor("police"), world.case),
}
ASKED = (Action.PATTERN_ASKED, Action.WALL_ASKED, Action.WALL_COST_ASKED, Action.NAMES_ASKED)
FORBIDDEN = {
    "sqlite": """create trigger no_more_entries before insert on {table} when {condition}
        begin select raise(abort, 'the log is full'); end""",
    "postgresql": """create trigger no_more_entries before insert on {table} for each row when ({condition})
        execute function refuse()""",
}


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """Yield a world in which there is something to read; it leaves no trigger behind."""
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    world.open("mapping_meeting", "CAL-C")
    yield world
    if world.hub.engine.dialect.name == "postgresql":
        change(world, text("drop function if exists refuse() cascade"))


def refuse_inserts(world: World, table: str, condition: str = "true") -> None:
    """Let the database itself refuse to take rows of a table."""
    dialect = world.hub.engine.dialect.name
    if dialect == "postgresql":
        change(
            world,
            text(
                "create or replace function refuse() returns trigger language plpgsql as "
                "'begin raise exception ''the log is full''; end'"
            ),
        )
    change(world, text(FORBIDDEN[dialect].format(table=table, condition=condition)))


@pytest.mark.parametrize(
    ("reading", "table"),
    [
        *product(READINGS, ["audit_entries", "log_queue"]),
        # Asking for names decides nothing, and leaves no record of a decision.
        *product(("disclose", "show_wall", "wall_costs"), ["decision_records"]),
        *product(READINGS, ["decision_portions"]),
    ],
)
def test_what_the_log_does_not_take_is_not_released(
    world: World, opened: list[str], reading: str, table: str
) -> None:
    refuse_inserts(world, table)

    with pytest.raises(DBAPIError):
        READINGS[reading](world)

    assert opened == []


def fail_at_commit(world: World) -> None:
    """Let the database take every row, and refuse at the commit."""
    if world.hub.engine.dialect.name == "postgresql":
        refuse_inserts(world, "log_queue", "false")
        change(
            world,
            text(
                "create constraint trigger at_commit after insert on audit_entries "
                "deferrable initially deferred for each row execute function refuse()"
            ),
        )
    else:
        change(
            world,
            text("create table owed (entry text references units (id) deferrable initially deferred)"),
            text(
                "create trigger at_commit after insert on audit_entries "
                "begin insert into owed values ('nobody'); end"
            ),
        )


def let_commits_through(world: World) -> None:
    """Take back what `fail_at_commit` did."""
    where = " on audit_entries" if world.hub.engine.dialect.name == "postgresql" else ""
    change(world, text(f"drop trigger at_commit{where}"))


@pytest.mark.parametrize("reading", READINGS)
def test_what_does_not_commit_is_not_released(world: World, opened: list[str], reading: str) -> None:
    fail_at_commit(world)

    with pytest.raises(DBAPIError):
        READINGS[reading](world)

    assert opened == []
    world.hub.engine.dispose()
    let_commits_through(world)
    assert sum(count_of(world, action) for action in ASKED) == 0


def test_after_a_commit_that_failed_the_next_ask_is_answered(world: World) -> None:
    fail_at_commit(world)
    with pytest.raises(DBAPIError):
        READINGS["disclose"](world)
    let_commits_through(world)

    assert isinstance(READINGS["disclose"](world), Disclosed)
    assert count_of(world, Action.PATTERN_ASKED) == 1


@pytest.mark.parametrize("reading", READINGS)
def test_what_a_connection_that_broke_did_not_commit_is_not_released(
    world: World, opened: list[str], reading: str
) -> None:
    def cut(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.close()

    event.listen(world.hub.engine, "commit", cut)
    try:
        with pytest.raises(DBAPIError):
            READINGS[reading](world)
    finally:
        event.remove(world.hub.engine, "commit", cut)

    assert opened == []
    world.hub.engine.dispose()
    assert sum(count_of(world, action) for action in ASKED) == 0


def test_a_fault_that_cannot_be_recorded_lets_nothing_else_out(world: World, opened: list[str]) -> None:
    broken = world.publish(world.behaviour(statement="Broken."))
    change_version(world, broken, gist=b"")
    refuse_inserts(world, "audit_entries", "new.action = 'release.faulted'")

    with pytest.raises(DBAPIError):
        READINGS["disclose"](world)

    assert opened == []
    assert last_of(world, Action.PATTERN_ASKED).outcome == "done"


def test_every_field_is_opened_after_its_entry_is_durable_and_no_field_but_what_goes_out(
    world: World, opened: list[str]
) -> None:
    def committed(_connection: object) -> None:
        opened.append("commit")

    event.listen(world.hub.engine, "commit", committed)
    try:
        world.read("teacher", "wellbeing_support")
        world.read("health_visitor", "child_protection")
    finally:
        event.remove(world.hub.engine, "commit", committed)

    assert opened == ["commit", "gist", "commit", "statement", "pathway_note"]


def test_a_broken_constraint_says_nothing_of_what_was_to_be_stored(world: World) -> None:
    with pytest.raises(IntegrityError) as raised, world.hub.begin() as work:
        work.tx.session.execute(text("insert into log_queue (entry_id) values (:entry)"), {"entry": "0" * 32})

    assert "0" * 32 not in str(raised.value)

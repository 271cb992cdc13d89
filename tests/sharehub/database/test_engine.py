"""Engines: durable before a commit returns, nothing left in freed pages, no parameter in any error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, make_url, text
from sqlalchemy.exc import IntegrityError

from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.consents.approvals import approve_release
from sharehub.consents.break_glass import Emergency, break_glass
from sharehub.consents.record import record_consent
from sharehub.consents.review import Verdict, review_decision
from sharehub.consents.serious_risk import Grounds, approve, ask
from sharehub.database.engine import open_engine
from sharehub.database.schema import Base, Unit
from tests.conftest import lacking
from tests.sharehub.audit.deeds import PURPOSE, a_scope, recorded, said, signed_in

if TYPE_CHECKING:
    from sqlalchemy import Engine, Table

    from sharehub.hub import Hub
    from tests.sharehub.world import World

MARK = "Quetzalcoatl"
SEALED = [table for table in Base.metadata.sorted_tables if "wrapped_key" in table.c]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 10_000),
        ("temp_store", 2),
    ],
)
def test_sqlite_is_hardened_on_every_connection(empty_sqlite: Engine, pragma: str, value: object) -> None:
    with empty_sqlite.connect() as one, empty_sqlite.connect() as other:
        for connection in (one, other):
            connection.rollback()
            found = connection.connection.cursor().execute(f"PRAGMA {pragma}").fetchone()
            assert found == (value,)


def test_sqlite_takes_the_write_lock_at_once(empty_sqlite: Engine) -> None:
    with empty_sqlite.connect() as holder, empty_sqlite.connect() as other:
        holder.execute(text("SELECT 1"))
        cursor = other.connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        with pytest.raises(Exception, match="database is locked"):
            cursor.execute("BEGIN IMMEDIATE")


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("given", "used"), [("off", "on"), ("local", "on"), ("on", "on"), ("remote_apply", "remote_apply")]
)
def test_postgresql_is_durable_whatever_the_server_says(
    postgres_server: str | None, given: str, used: str
) -> None:
    if postgres_server is None:
        lacking("postgres", "none answers; set SHAREHUB_TEST_POSTGRES to the URL of one")
    url = make_url(postgres_server or "").update_query_dict({"options": f"-csynchronous_commit={given}"})
    engine = open_engine(url.render_as_string(hide_password=False))

    for _ in range(2):
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW synchronous_commit")) == used
            connection.rollback()
    engine.dispose()


@pytest.mark.postgres
def test_postgresql_compiles_no_statement(postgres_server: str | None) -> None:
    if postgres_server is None:
        lacking("postgres", "none answers; set SHAREHUB_TEST_POSTGRES to the URL of one")
    url = make_url(postgres_server or "").update_query_dict({"options": "-cjit=on"})
    engine = open_engine(url.render_as_string(hide_password=False))

    with engine.connect() as connection:
        assert connection.scalar(text("SHOW jit")) == "off"
    engine.dispose()


def test_foreign_keys_hold(world: World) -> None:
    unit = world.rows(Unit)[0]["id"]

    with pytest.raises(IntegrityError), world.hub.begin() as work:
        work.tx.session.execute(text("DELETE FROM units WHERE id = :id"), {"id": _bare(world.hub, unit)})


def _bare(hub: Hub, identity: object) -> object:
    return str(identity).replace("-", "") if hub.engine.dialect.name == "sqlite" else identity


def marked(world: World) -> None:
    """Put the mark into every kind of sealed record."""
    fact = recorded(world, statement=MARK, gist=f"{MARK}.", disclosed_to=MARK, police_grade=MARK)
    world.act(record_consent, "womens_worker", said(world, own_words=MARK, note=MARK))
    world.act(approve_release, "police", a_scope(world, fact), MARK)
    why = Grounds(MARK, MARK, told_note=MARK, person_at_risk=world.people["her"])
    decision = world.act(ask, "police", a_scope(world, fact), why)
    world.act(approve, "police_two", decision)
    world.act(review_decision, "officer", decision, Verdict.LESSON, MARK)
    signed_in(world).act(break_glass, "police", PURPOSE, Emergency(MARK, MARK, MARK, MARK))
    teacher = world.actor("teacher").user
    world.act(raise_check, "police", teacher, Trigger.DECLARED, MARK, world.today())
    world.act(exclude, "officer", teacher, MARK, world.today())


def test_an_error_of_the_database_shows_no_word_of_a_sealed_record(world: World) -> None:
    marked(world)

    assert {table.name for table in SEALED if not _refuses_again(world, table)} == set()


def _refuses_again(world: World, table: Table) -> bool:
    with world.hub.begin() as work:
        row = dict(work.tx.session.execute(table.select()).mappings().first() or {})
    with pytest.raises(IntegrityError) as refused, world.hub.begin() as work:
        work.tx.session.execute(insert(table), row)
    error = refused.value
    shown = (str(error), repr(error), str(error.orig), str(error.params), str(error.statement))
    assert "hide_parameters=True" in shown[0]
    return not any(word in text for text in shown for word in (MARK, "Konrad", "Ludmila"))


def test_an_error_of_the_database_shows_no_name_of_a_unit(world: World) -> None:
    row = {**world.rows(Unit)[0], "name": MARK}

    with pytest.raises(IntegrityError) as refused, world.hub.begin() as work:
        work.tx.session.execute(insert(Unit), row)
    assert MARK not in str(refused.value)
    assert MARK not in repr(refused.value)

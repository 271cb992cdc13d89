"""Migrations: up, down and up again on both databases, and what they make is what the code expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from sharehub.database.migrate import configured, downgrade, upgrade
from sharehub.database.schema import Base

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection, Engine

    from sharehub.hub import Hub

VERSION = "alembic_version"
TABLES = set(Base.metadata.tables)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, Base.metadata))


def checks(engine: Engine) -> set[tuple[str, str | None]]:
    inspector = inspect(engine)
    return {(table, check["name"]) for table in TABLES for check in inspector.get_check_constraints(table)}


def revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_up_down_and_up_again(empty: Engine) -> None:
    upgrade(empty)
    assert tables(empty) == TABLES | {VERSION}
    head = revision(empty)

    downgrade(empty, "base")
    assert tables(empty) == {VERSION}
    assert revision(empty) is None

    upgrade(empty)
    assert tables(empty) == TABLES | {VERSION}
    assert revision(empty) == head


def test_what_the_migrations_make_is_what_the_code_expects(empty: Engine) -> None:
    upgrade(empty)

    assert differences(empty) == []


def policies(connection: Connection) -> list[tuple[str, str]]:
    """Return every policy, with its table."""
    rows = connection.execute(text("select tablename, policyname from pg_policies"))
    return [(row.tablename, row.policyname) for row in rows]


def test_the_migrations_make_every_check_that_the_code_names(empty: Engine) -> None:
    upgrade(empty)
    made = checks(empty)

    migrated = {name for _table, name in made}
    with empty.begin() as connection:
        connection.execute(text(f"DROP TABLE {VERSION}"))
        if empty.dialect.name == "postgresql":
            # The metadata knows no policies, and tables that one names cannot go.
            for table, policy in policies(connection):
                connection.execute(text(f"DROP POLICY {policy} ON {table}"))
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
    assert made == checks(empty)
    for name in ("not_in_own_cause", "perpetrator_never_for_a_child", "approver_is_not_the_asker"):
        assert any(str(found).endswith(name) for found in migrated)


def test_upgrading_what_is_new_already_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    before = tables(empty)
    upgrade(empty)

    assert tables(empty) == before


def test_a_migration_that_fails_leaves_nothing_of_itself(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE units (id INTEGER PRIMARY KEY)"))

    with pytest.raises(Exception, match="already exists"):
        upgrade(empty)
    assert tables(empty) == {"units"}


@pytest.mark.postgres
def test_postgresql_goes_through_the_log_as_it_grows(postgres_hub: Hub) -> None:
    asked = text("select relname, reloptions from pg_class where reloptions is not null and relkind = 'r'")
    with postgres_hub.engine.connect() as connection:
        options = {table: set(given) for table, given in connection.execute(asked)}

    often = {"autovacuum_vacuum_insert_scale_factor=0", "autovacuum_vacuum_insert_threshold=10000"}
    assert options == {"audit_entries": often, "decision_portions": often}


def test_the_revisions_are_one_line() -> None:
    assert len(ScriptDirectory.from_config(configured()).get_heads()) == 1

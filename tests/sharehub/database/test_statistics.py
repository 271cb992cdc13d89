"""How tables are filled: SQLite is told when its schema changed and every day, and chooses indexes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import text

from sharehub.database import statistics
from sharehub.database.engine import open_engine
from sharehub.database.migrate import downgrade, upgrade

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

OF_A_CASE = "select entry_id from decision_portions where unit_id = 'a' and case_alias = 'b' and at < 'c'"
UNITS, LOOKS, CASES = 5, 2_000, 200


def a_filled_hub(folder: Path) -> Engine:
    """Return a database with some ten thousand portions of decisions."""
    engine = open_engine(f"sqlite:///{folder / 'hub.db'}")
    upgrade(engine)
    with engine.begin() as connection:
        # Their entries follow in the same transaction.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(
            text(
                "insert into decision_portions (entry_id, unit_id, side, at, action, actor, asker_unit,"
                " case_alias, refused, released)"
                " values (:entry, :unit, 'asker', :at, 'pattern.asked', 'somebody', :unit, :case, 0, '[]')"
            ),
            [
                {"entry": uuid4().hex, "unit": unit, "at": f"{at:06}", "case": f"case-{at % CASES}"}
                for unit in range(UNITS)
                for at in range(LOOKS)
            ],
        )
        connection.exec_driver_sql(
            "insert into audit_entries (id, at, action, outcome, leaf_hash, body)"
            " select entry_id, at, action, 'done', x'00', x'00' from decision_portions"
        )
    return engine


def known(engine: Engine) -> set[str]:
    """Return the indexes of which it is known how they are filled."""
    with engine.connect() as connection:
        there = "select 1 from sqlite_master where name = 'sqlite_stat1'"
        if connection.exec_driver_sql(there).first() is None:
            return set()
        return {row[0] for row in connection.exec_driver_sql("select idx from sqlite_stat1")}


def chosen(engine: Engine, asked: str) -> str:
    """Return the way in which a database that was opened anew goes about a question."""
    engine.dispose()
    with engine.connect() as connection:
        return str(connection.exec_driver_sql(f"explain query plan {asked}").all()[0][-1])


def test_a_question_of_one_case_goes_by_the_case(tmp_path: Path) -> None:
    engine = a_filled_hub(tmp_path)
    assert known(engine) == set()

    with engine.begin() as connection:
        statistics.refresh(connection)

    assert "ix_decision_portions_heard" in known(engine)
    assert "ix_decision_portions_unit_id_case_alias_at" in chosen(engine, OF_A_CASE)


def test_of_an_index_that_a_migration_makes_it_is_known_how_it_is_filled(tmp_path: Path) -> None:
    engine = a_filled_hub(tmp_path)
    downgrade(engine, "0017")
    with engine.begin() as connection:
        statistics.refresh(connection)
    assert "ix_decision_portions_heard" not in known(engine)

    upgrade(engine)

    assert "ix_decision_portions_heard" in known(engine)
    assert "ix_decision_portions_unit_id_case_alias_at" in chosen(engine, OF_A_CASE)


def test_a_hub_that_is_new_is_not_looked_at(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hub.db'}")

    upgrade(engine)

    assert known(engine) == set()

"""How tables are filled, by which SQLite chooses among indexes; PostgreSQL looks by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROWS = 100_000
"""Of each index no more are looked at: of a log of a million entries that takes about a second."""


def refresh(connection: Connection) -> None:
    """Look anew at how the tables are filled; those who connect from then on go by it.

    Without it, a question about one case of a long log can be answered by way of every look of a unit, which
    takes a hundred times as long.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={ROWS}")
        connection.exec_driver_sql("ANALYZE")

"""Several values as one parameter: a statement that asks for them is the same however many there are.

An `IN` with a parameter for each is another statement for every number of them, which is written, parsed and
planned each time it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Boolean, String, Uuid, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine


class _Several(TypeDecorator["Collection[Any]"]):
    """Values of one type, in one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        """Keep what each of the values is."""
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the database has for it."""
        return dialect.type_descriptor(ARRAY(self.each) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - as the driver wants it
        """Return what the driver takes: SQLite keeps an id as 32 digits."""
        given = list(value or ())
        if dialect.name == "postgresql":
            return given
        return orjson.dumps([one.hex if isinstance(one, UUID) else one for one in given]).decode()


IDS, TEXTS = _Several(Uuid()), _Several(String())


class among(FunctionElement[bool]):  # noqa: N801 - it reads as SQL's own operators do
    """Whether a column is one of several values, which are given as one parameter of `IDS` or `TEXTS`."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: Any, name: str, kind: _Several) -> None:  # noqa: ANN401 - whatever has a value in SQL
        """Take the column, and the parameter's name and kind."""
        super().__init__(column, bindparam(name, type_=kind))

    def self_group(self, against: Any = None) -> among:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """Stand as it is among conditions: SQLite would have it compared to 1."""
        return self


@compiles(among, "postgresql")
def _in_array(element: among, compiler: SQLCompiler, **named: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
    column, values = (compiler.process(one, **named) for one in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(among)
def _in_json(element: among, compiler: SQLCompiler, **named: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
    column, values = (compiler.process(one, **named) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - parameters and names alone

"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, TypeDecorator, Uuid

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy.engine import Dialect

HEX = 32
"""Letters of an id as SQLite keeps it: hexadecimal, without the dashes."""


class Moment(TypeDecorator[datetime]):
    """A timezone-aware UTC timestamp; SQLite keeps it without the zone, which is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a timestamp without a zone: it would be somebody's guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a timestamp without a timezone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class IdText(TypeDecorator[str]):
    """An id of a row that is only read, as text: a reading reads hundreds, and computes with none of them."""

    impl = Uuid
    cache_ok = True

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> Callable[[Any], str | None]:
        """Return what makes the text of what the driver gives."""
        return _dashed if dialect.name == "sqlite" else _text


def _dashed(value: str | None) -> str | None:
    if value is None:
        return None
    if len(value) != HEX:
        raise ValueError("a stored id is none")
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)

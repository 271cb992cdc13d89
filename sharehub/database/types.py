"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import DateTime, TypeDecorator, Uuid

if TYPE_CHECKING:
    from collections.abc import Callable

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

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> Callable[[Any], datetime | None]:
        """Return what makes a moment in UTC of what the driver gives."""
        return _moment if dialect.name == "sqlite" else _in_utc


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Identifier(TypeDecorator[UUID]):
    """An id. Rows name the same few units and people again and again: the text of each is read once."""

    impl = Uuid
    cache_ok = True

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> Callable[[Any], UUID | None] | None:
        """Return what makes the id of what the driver gives; PostgreSQL's gives it."""
        return _read if dialect.name == "sqlite" else None


@lru_cache(maxsize=16_384)
def _read(value: str | None) -> UUID | None:
    return None if value is None else UUID(hex=value)


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

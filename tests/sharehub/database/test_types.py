"""Moments: in UTC on both databases, and never without a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from sharehub.database.schema import Unit
from sharehub.database.types import Moment

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from sharehub.hub import Hub

SUMMER = timezone(timedelta(hours=1))
NINE = datetime(2024, 6, 3, 9, 0, 0, 123456, tzinfo=SUMMER)


def keep(hub: Hub, moment: datetime) -> None:
    with hub.begin() as work:
        unit = {"id": uuid4(), "code": "HV", "name": "Health visiting", "discreet": False}
        work.tx.session.execute(insert(Unit), {**unit, "created_at": moment})


def test_a_moment_comes_back_in_utc_to_the_microsecond(hub: Hub) -> None:
    keep(hub, NINE)

    with hub.begin() as work:
        kept = work.tx.session.scalars(select(Unit.created_at)).one()
        assert kept == NINE
        assert kept.tzinfo == UTC
        assert work.tx.session.scalars(select(Unit.code).where(Unit.created_at == NINE)).all() == ["HV"]


def test_a_moment_without_a_zone_is_refused(hub: Hub) -> None:
    with pytest.raises(StatementError, match="a timestamp without a timezone"):
        keep(hub, NINE.replace(tzinfo=None))


@given(st.datetimes(timezones=st.just(UTC)) | st.none())
def test_a_moment_is_the_same_after_either_database(moment: datetime | None) -> None:
    for make in (sqlite.dialect, postgresql.dialect):
        dialect: Dialect = make()
        bound = Moment().process_bind_param(moment, dialect)
        # SQLite's driver writes and reads text.
        kept = bound.isoformat(" ", "microseconds") if bound and dialect.name == "sqlite" else bound
        read = Moment().result_processor(dialect, None)(kept)
        assert read == moment
        assert read is None or read.tzinfo == UTC

"""Clocks: moments in UTC, civil days in the hub's zone, and ids that lead with the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.clock import EPOCH, ShiftedClock, SteppedClock, SystemClock, civil_day, uuid7
from tests.sharehub.crypto.builders import Counted

if TYPE_CHECKING:
    from sharehub.clock import Clock

LONDON = ZoneInfo("Europe/London")
THEN = datetime(2024, 6, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize("clock", [SystemClock(), ShiftedClock(THEN), SteppedClock(THEN)])
def test_every_clock_tells_utc_and_never_goes_back(clock: Clock) -> None:
    looks = [clock.now() for _ in range(3)]

    assert looks == sorted(looks)
    assert {look.utcoffset() for look in looks} == {timedelta(0)}


def test_a_stepped_clock_never_tells_the_same_moment_twice() -> None:
    clock = SteppedClock(THEN)

    assert [clock.now() - THEN for _ in range(2)] == [timedelta(microseconds=1), timedelta(microseconds=2)]
    clock.put(THEN + timedelta(days=1))
    assert clock.now() == THEN + timedelta(days=1, microseconds=1)


def test_a_shifted_clock_runs_on_from_where_it_was_put() -> None:
    passed = ShiftedClock(THEN).now() - THEN

    assert timedelta(0) <= passed < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 6, 3, 22, 59, tzinfo=UTC), date(2024, 6, 3)),
        (datetime(2024, 6, 3, 23, 0, tzinfo=UTC), date(2024, 6, 4)),
        (datetime(2024, 1, 3, 23, 59, tzinfo=UTC), date(2024, 1, 3)),
        (datetime(2024, 1, 4, 0, 30, tzinfo=timezone(timedelta(hours=1))), date(2024, 1, 3)),
        (datetime(2024, 3, 31, 1, 0, tzinfo=UTC), date(2024, 3, 31)),
    ],
)
def test_a_civil_day_is_that_of_the_hubs_zone(moment: datetime, day: date) -> None:
    assert civil_day(moment, LONDON) == day


@given(st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis asks for it bare
def test_a_version_7_id_leads_with_its_milliseconds(moment: datetime) -> None:
    identity = uuid7(moment, Counted("id"))

    assert identity.version == 7
    assert identity.variant == "specified in RFC 4122"
    milliseconds = int.from_bytes(identity.bytes[:6], "big")
    assert EPOCH + timedelta(milliseconds=milliseconds) <= moment
    assert moment < EPOCH + timedelta(milliseconds=milliseconds + 1)


def test_the_rest_of_an_id_is_random() -> None:
    random = Counted("id")

    assert len({uuid7(THEN, random) for _ in range(50)}) == 50
    assert uuid7(THEN, Counted("id")) == uuid7(THEN, Counted("id"))


def test_before_1970_all_ids_lead_with_its_first_moment() -> None:
    identity = uuid7(datetime(1923, 5, 1, tzinfo=UTC), Counted("id"))

    assert identity.bytes[:6] == bytes(6)
    assert identity.version == 7

"""When a child turns twelve, and so decides alone."""

from __future__ import annotations

from datetime import date

import pytest

from consent.people import twelfth_birthday


@pytest.mark.parametrize(
    ("born", "twelfth"),
    [
        (date(2012, 6, 3), date(2024, 6, 3)),
        (date(2013, 12, 31), date(2025, 12, 31)),
        (date(2012, 2, 29), date(2024, 2, 29)),
        (date(1888, 2, 29), date(1900, 3, 1)),
        (date(2088, 2, 29), date(2100, 3, 1)),
    ],
)
def test_twelve_on_29_february_is_1_march_where_the_year_has_none(born: date, twelfth: date) -> None:
    assert twelfth_birthday(born) == twelfth


def test_a_birthday_beyond_the_calendar_is_an_error_and_not_another_day() -> None:
    with pytest.raises(ValueError, match="year 10000"):
        twelfth_birthday(date(9988, 1, 1))

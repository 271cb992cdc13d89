"""The civil days that a question is about, both included, as the moments that the log has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sharehub.clock import day_begins
from sharehub.errors import Invalid

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

EARLIEST = date(1970, 1, 1)
"""Before it the log has no entry of anybody's."""


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day of the hub's zone, both included; without one there is no bound on that side."""

    first: date | None = None
    last: date | None = None

    def start(self, zone: ZoneInfo) -> datetime | None:
        """Return the moment at which they begin."""
        return None if self.first is None else day_begins(max(self.first, EARLIEST), zone)

    def end(self, zone: ZoneInfo, today: date) -> datetime | None:
        """Return the moment at which they are over."""
        return None if self.last is None else over(self.last, zone, today)

    def references(self) -> dict[str, str]:
        """Return them as the log has days."""
        named = (("from", self.first), ("to", self.last))
        return {name: day.isoformat() for name, day in named if day is not None}


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included and both there."""

    first: date
    last: date


def over(day: date, zone: ZoneInfo, today: date) -> datetime:
    """Return the moment at which a day is over; one that has not come is over when today is."""
    return day_begins(min(day, today) + timedelta(days=1), zone)


def recent(days: Days, today: date, usual: int, most: int) -> Span:
    """Return the days to look through: up to today, where no last is named, and so many, where no first is.

    Raises:
        Invalid: they are more than can be looked through at once.
    """
    last = max(min(days.last or today, today), EARLIEST)
    first = max(days.first or last - timedelta(days=usual - 1), EARLIEST)
    if last - first >= timedelta(days=most):
        raise Invalid("from", f"at most {most} days at once")
    return Span(first, last)

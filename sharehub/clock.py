"""The one home of time: everything else is handed the moment it acts in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo


_STEP = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """Return the moment, in UTC and timezone-aware."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is its one home


class ShiftedClock:
    """The machine's clock, moved: the demo's case happens in years gone by, and its clock runs on."""

    def __init__(self, start: datetime) -> None:
        """Let it be `start` now."""
        self._system = SystemClock()
        self._shift = start - self._system.now()

    def now(self) -> datetime:
        """Return the moved moment, in UTC."""
        return self._system.now() + self._shift


class SteppedClock:
    """A clock that stands where it was put and moves on by a microsecond at each look.

    For rehearsals and the demo, whose cases happen on days of their own. Two looks never agree, so records
    keep the order in which they were made.
    """

    def __init__(self, start: datetime) -> None:
        """Stand at `start`, which must be timezone-aware."""
        self._now = start

    def now(self) -> datetime:
        """Return the moment and step on."""
        self._now += _STEP
        return self._now

    def put(self, moment: datetime) -> None:
        """Stand at another moment."""
        self._now = moment


def moment_of(seconds: int) -> datetime:
    """Return the moment so many seconds after 1970, in UTC."""
    return EPOCH + timedelta(seconds=seconds)


def milliseconds_since_1970(moment: datetime) -> int:
    """Return whole milliseconds from 1970 to a moment."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def civil_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the civil day of a moment in the hub's zone."""
    return moment.astimezone(zone).date()


def day_begins(day: date, zone: ZoneInfo, hour: int = 0) -> datetime:
    """Return, in UTC, the moment at which a civil day begins in a zone, or an hour of it does.

    24 is the hour at which the next day begins.
    """
    whole, hour = divmod(hour, 24)
    return datetime.combine(day + timedelta(days=whole), time(hour), zone).astimezone(UTC)


def uuid7(moment: datetime, random: Callable[[int], bytes]) -> UUID:
    """Return a version 7 UUID (RFC 9562): for log entries alone, where time is no secret.

    Args:
        moment: timezone-aware; its milliseconds lead the id.
        random: returns that many random bytes.
    """
    # A rehearsed case may lie before 1970, where version 7 has no numbers: it counts as the first of them.
    milliseconds = max(0, milliseconds_since_1970(moment))
    body = bytearray(milliseconds.to_bytes(6, "big") + random(10))
    body[6] = 0x70 | (body[6] & 0x0F)
    body[8] = 0x80 | (body[8] & 0x3F)
    return UUID(bytes=bytes(body))

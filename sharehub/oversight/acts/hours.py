"""When nobody is expected to look: nights and weekends, as moments between which nothing is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.clock import day_begins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """From which hour to which offices are open, Monday to Friday, by the hub's zone; 24 ends a day."""

    opens: int = 8
    closes: int = 18

    def closed(self, first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """Yield from when to when offices are closed between two days, both included, the latest first."""
        end = day_begins(last + timedelta(days=1), zone)
        day = last
        while day >= first:
            if day.weekday() < SATURDAY:
                evening = day_begins(day, zone, self.closes)
                if evening < end:
                    yield evening, end
                end = day_begins(day, zone, self.opens)
            day -= timedelta(days=1)
        begins = day_begins(first, zone)
        if begins < end:
            yield begins, end

"""When something happened as far as anybody knows: a year, a month or a day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True, repr=False)
class KnownDate:
    """A year, with its month and day where they are known."""

    year: int
    month: int | None = None
    day: int | None = None

    def first_day(self) -> date:
        """The earliest civil day that it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """The latest civil day that it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """As it was written: YYYY, YYYY-MM or YYYY-MM-DD."""
        further = "".join(f"-{part:02}" for part in (self.month, self.day) if part is not None)
        return f"{self.year:04}{further}"

    __repr__ = __str__


def known_date(written: str) -> KnownDate:
    """Read YYYY, YYYY-MM or YYYY-MM-DD.

    Raises:
        ValueError: it is written otherwise, or the calendar has no such month or day.
    """
    match = WRITTEN.fullmatch(written)
    if match is None:
        raise ValueError("must be YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    known = KnownDate(year or 0, month, day)
    date(known.year, 1 if month is None else month, 1 if day is None else day)  # raises when there is none
    return known

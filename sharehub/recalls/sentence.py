"""The one sentence that whoever holds an old copy hears, whatever the cause.

Source: decisions.md, "What the reader is told".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

OUT_OF_DATE = "Your copy of {day} is out of date: use the current one and destroy others."


def out_of_date(day: date) -> str:
    """Return the sentence for a copy of a day."""
    return OUT_OF_DATE.format(day=f"{day.day} {day:%B %Y}")

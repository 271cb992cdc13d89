"""Questions that are answered with counts: who looked very much, and which unit looked how often for what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from sharehub.clock import day_begins
from sharehub.oversight.acts.questions import MOST_DAYS, USUAL_DAYS, before
from sharehub.oversight.counts import queries
from sharehub.oversight.counts.bursts import bursts
from sharehub.oversight.days import Days, over, recent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.oversight.looking import Item, Look


@dataclass(frozen=True, slots=True)
class Bulk:
    """Who looked more than so many times within so many minutes."""

    more_than: int = 30
    minutes: int = 60
    days: Days = field(default_factory=Days)
    name: ClassVar[str] = "bulk"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {"more_than": self.more_than, "minutes": self.minutes, **self.days.references()}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the bursts, the latest first."""
        start, end = _moments(look, self.days)
        within = timedelta(minutes=self.minutes)
        paced = queries.paced(look.tx, look.scope, start, end, self.more_than, int(within.total_seconds()))
        place = before(look, after)
        return [
            {
                "id": burst.id,
                "user": burst.user,
                "unit": burst.unit,
                "first_at": burst.first,
                "last_at": burst.last,
                "looks": burst.looks,
            }
            for burst in bursts(paced, self.more_than, within)
            if place is None or (burst.last, burst.id) < place
        ][:most]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Which unit looked how often, for which purpose."""

    days: Days = field(default_factory=Days)
    name: ClassVar[str] = "heat_map"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {**self.days.references()}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:  # noqa: ARG002 - one page
        """Return the counts, all on one page: there are as many as units times purposes."""
        counted = queries.counted(look.tx, look.scope, *_moments(look, self.days))
        cells = sorted(counted, key=lambda cell: (cell.unit, cell.purpose or ""))
        return [{"unit": cell.unit, "purpose": cell.purpose, "looks": cell.looks} for cell in cells]


def _moments(look: Look, days: Days) -> tuple[datetime, datetime]:
    span = recent(days, look.tx.today, USUAL_DAYS, MOST_DAYS)
    return day_begins(span.first, look.zone), over(span.last, look.zone, look.tx.today)

"""Bursts: when somebody looked more often than is usual, from their first look of it to the last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from uuid import UUID

    from sharehub.oversight.counts.queries import Paced


@dataclass(frozen=True, slots=True)
class Burst:
    """So many looks of one person between two moments; `id` is the last one's entry."""

    id: UUID
    user: UUID
    unit: UUID
    first: datetime
    last: datetime
    looks: int


def bursts(paced: Iterable[Paced], more_than: int, within: timedelta) -> list[Burst]:
    """Join looks that came too fast into bursts, the latest first.

    Args:
        paced: looks, oldest first, each with the moment of the person's look `more_than` looks before it.
        more_than: how many looks within the time are not yet too many.
        within: the time.
    """
    over: list[Burst] = []
    going_on: dict[UUID, Burst] = {}
    numbers: dict[UUID, int] = {}
    for look in paced:
        if look.at - look.back > within:
            continue
        burst = going_on.get(look.user)
        apart = look.number - numbers.get(look.user, 0)
        if burst is not None and apart <= more_than:
            going_on[look.user] = replace(burst, id=look.id, last=look.at, looks=burst.looks + apart)
        else:
            over += [] if burst is None else [burst]
            begun = Burst(look.id, look.user, look.unit, look.back, look.at, more_than + 1)
            going_on[look.user] = begun
        numbers[look.user] = look.number
    return sorted([*over, *going_on.values()], key=lambda one: (one.last, one.id), reverse=True)

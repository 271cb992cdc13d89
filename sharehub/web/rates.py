"""How often somebody may ask: counted for each user, each client, and each address that nobody vouches for.

Source: draft-ietf-httpapi-ratelimit-headers-10 for what is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter, SlidingWindowCounterRateLimiter

from sharehub.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limits import RateLimitItem
    from limits.strategies import RateLimiter

A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a minute one of a kind may make; `name` is how it is told."""

    name: str
    most: int


PER_USER = Quota("user", 300)
PER_CLIENT = Quota("client", 3000)
PER_ADDRESS = Quota("address", 120)
"""Requests that were turned away: a guesser is slowed down, those who share an address with it are not."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of counting one request against one quota."""

    quota: Quota
    allowed: bool
    remaining: int
    seconds: int

    def headers(self) -> Mapping[str, str]:
        """Return what is told of it; nothing else about others' requests shows."""
        told = {
            "RateLimit-Policy": f'"{self.quota.name}";q={self.quota.most};w={A_MINUTE}',
            "RateLimit": f'"{self.quota.name}";r={self.remaining};t={self.seconds}',
        }
        return told if self.allowed else told | {"Retry-After": str(self.seconds)}


class Rates:
    """Counts requests, in this process or in a Redis that several share."""

    def __init__(self, storage: str = "memory://", share: float = 1.0) -> None:
        """Count at a place that `limits` knows; `share` scales every quota, for tests and for load.

        In a Redis that cannot be reached nothing is counted and nobody is turned away for it: who is asking
        is checked all the same, and a hub that stops when its counter does helps nobody.
        """
        self._storage = storage_from_string(storage, wrap_exceptions=True)
        self._limiter: RateLimiter = (
            MovingWindowRateLimiter(self._storage)
            if storage == "memory://"
            else SlidingWindowCounterRateLimiter(self._storage)
        )
        self._items = {quota: self._item(quota, share) for quota in (PER_USER, PER_CLIENT, PER_ADDRESS)}

    @staticmethod
    def _item(quota: Quota, share: float) -> RateLimitItem:
        return RateLimitItemPerMinute(max(1, int(quota.most * share)))

    def count(self, quota: Quota, whose: str) -> Counted:
        """Count one request, unless the quota is used up."""
        item = self._items[quota]
        try:
            allowed = self._limiter.hit(item, quota.name, whose)
            left = self._limiter.get_window_stats(item, quota.name, whose)
        except StorageError:
            return Counted(quota, True, quota.most, A_MINUTE)
        seconds = max(1, math.ceil(left.reset_time - SystemClock().now().timestamp()))
        return Counted(Quota(quota.name, item.amount), allowed, max(0, left.remaining), seconds)

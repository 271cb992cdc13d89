from __future__ import annotations

from sharehub.crypto.cache import ShortLived
from tests.sharehub.crypto.builders import Ticks


def a_cache(clock: Ticks, most: int = 2) -> ShortLived[str, int]:
    return ShortLived(clock, seconds=10, most=most)


def test_a_thing_is_kept_until_its_life_is_over_however_often_it_is_used() -> None:
    clock = Ticks()
    cache = a_cache(clock)
    cache.put("a", 1, cache.stamp())
    clock.seconds = 9.9
    assert cache.get("a") == 1
    clock.seconds = 10
    assert cache.get("a") is None
    assert cache._kept == {}


def test_the_oldest_makes_room() -> None:
    cache = a_cache(Ticks())
    for number, name in enumerate("abc"):
        cache.put(name, number, cache.stamp())
    assert [cache.get(name) for name in "abc"] == [None, 1, 2]


def test_keeping_a_thing_anew_pushes_nothing_else_out() -> None:
    cache = a_cache(Ticks())
    for number, name in enumerate("abb"):
        cache.put(name, number, cache.stamp())
    assert [cache.get(name) for name in "ab"] == [0, 2]


def test_what_was_loaded_while_something_was_dropped_is_not_kept() -> None:
    cache = a_cache(Ticks())
    stamp = cache.stamp()
    cache.drop("a")
    cache.put("a", 1, stamp)
    assert cache.get("a") is None


def test_an_expired_thing_that_was_replaced_meanwhile_is_not_forgotten() -> None:
    cache: ShortLived[str, int]
    clock = Ticks()

    def replaces_once() -> float:
        if clock.seconds == 10:
            clock.seconds = 11
            cache.put("a", 2, cache.stamp())
        return clock.seconds

    cache = ShortLived(replaces_once, seconds=10, most=2)
    cache.put("a", 1, cache.stamp())
    clock.seconds = 10
    assert cache.get("a") is None
    assert cache.get("a") == 2

"""Narrowing a channel while others read: no reading that begins once it has committed goes past it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from tests.sharehub.channels.narrowing import PURPOSE, narrowed, officer_of
from tests.sharehub.disclosure.stored import last_of

if TYPE_CHECKING:
    from tests.sharehub.world import World

READERS = 3
READINGS = 5


def test_no_reading_that_begins_after_the_narrowing_committed_releases_what_it_keeps_back(
    world: World,
) -> None:
    new = world.behaviour()
    fact = world.publish(new)
    world.open("cp_concern", "HV")
    officer = officer_of(world, "POL-DA")
    done, together = Event(), Barrier(READERS + 1, timeout=30)

    def read_again_and_again() -> list[list[str]]:
        together.wait()
        late: list[list[str]] = []
        while len(late) < READINGS:
            began_after = done.is_set()
            texts = world.texts("health_visitor", PURPOSE)
            if began_after:
                late.append(texts)
            else:
                assert texts in ([], [new.statement])
        return late

    with ThreadPoolExecutor(READERS) as pool:
        readings = [pool.submit(read_again_and_again) for _ in range(READERS)]
        together.wait()
        narrowed(world, by=officer)
        done.set()
        late = [texts for reading in readings for texts in reading.result(timeout=60)]

    assert late == [[]] * (READERS * READINGS)
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("withheld", "CHANNEL_NARROWED")

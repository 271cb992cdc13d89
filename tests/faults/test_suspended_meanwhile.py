"""A suspension against readings at the same time: none that begins once it has committed goes by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest

from policies.lifecycle import SuspensionReason
from sharehub.audit.entry import Action
from sharehub.database.schema import Protocol
from sharehub.protocols.suspend import suspend
from tests.sharehub.disclosure.stored import last_of

if TYPE_CHECKING:
    from tests.sharehub.world import World

READERS = 3
READINGS = 5


@pytest.mark.parametrize("round_", range(3))
def test_no_reading_that_begins_after_the_suspension_committed_releases_by_the_protocol(
    world: World, round_: int
) -> None:
    new = world.behaviour()
    fact = world.publish(new)
    world.open("cp_concern", "HV")
    assert world.texts("health_visitor", "child_protection") == [new.statement]
    protocol = world.rows(Protocol)[0]["id"]
    suspended, together = Event(), Barrier(READERS + 1, timeout=30)

    def read_again_and_again() -> list[list[str]]:
        together.wait()
        late: list[list[str]] = []
        while len(late) < READINGS:
            began_after = suspended.is_set()
            texts = world.texts("health_visitor", "child_protection")
            if began_after:
                late.append(texts)
        return late

    with ThreadPoolExecutor(READERS) as pool:
        readings = [pool.submit(read_again_and_again) for _ in range(READERS)]
        together.wait()
        with world.hub.begin() as work:
            suspend(work, world.signatories["SCHOOL"], protocol, SuspensionReason.BREACH)
        suspended.set()
        late = [texts for reading in readings for texts in reading.result(timeout=60)]

    assert late == [[]] * (READERS * READINGS), round_
    entry = last_of(world, Action.PATTERN_ASKED)
    assert entry.answer(fact) == ("withheld", "NO_PROTOCOL")
    assert entry.body["refs"]["protocols"] == []

"""A withdrawal against readings at the same time: once it has committed, no reading that begins releases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest

from consent.record import Status
from sharehub.audit.entry import Action
from sharehub.disclosure import queries
from tests.sharehub.disclosure.stored import last_of

if TYPE_CHECKING:
    from tests.sharehub.world import World

READERS = 3
READINGS = 5


@pytest.mark.parametrize("round_", range(3))
def test_no_reading_that_begins_after_the_withdrawal_committed_releases_her_account(
    world: World, round_: int
) -> None:
    told = world.told_by_her()
    fact = world.publish(told)
    world.consents()
    world.open("programme_referral", "RESP-M")
    assert world.texts("mens_worker", "programme_referral") == [told.statement]
    withdrawn, together = Event(), Barrier(READERS + 1, timeout=30)

    def read_again_and_again() -> list[list[str]]:
        together.wait()
        late: list[list[str]] = []
        while len(late) < READINGS:
            began_after = withdrawn.is_set()
            texts = world.texts("mens_worker", "programme_referral")
            if began_after:
                late.append(texts)
        return late

    with ThreadPoolExecutor(READERS) as pool:
        readings = [pool.submit(read_again_and_again) for _ in range(READERS)]
        together.wait()
        world.consents(status=Status.RESCINDED)
        withdrawn.set()
        late = [texts for reading in readings for texts in reading.result(timeout=60)]

    assert late == [[]] * (READERS * READINGS), round_
    assert last_of(world, Action.PATTERN_ASKED).answer(fact) == ("withheld", "CONSENT_WITHDRAWN")


def test_a_withdrawal_waits_for_a_reading_that_is_being_decided_and_is_not_lost(world: World) -> None:
    """The reading holds the case: whoever changes what it rests on comes after it."""
    world.publish(world.told_by_her())
    world.consents()
    world.open("programme_referral", "RESP-M")
    with ThreadPoolExecutor(1) as pool:
        with world.hub.begin() as work:
            queries.hold_case(work.tx, world.case)
            withdrawal = pool.submit(world.consents, status=Status.RESCINDED)
            with pytest.raises(TimeoutError):
                withdrawal.result(timeout=0.3)
        withdrawal.result(timeout=30)

    assert world.texts("mens_worker", "programme_referral") == []

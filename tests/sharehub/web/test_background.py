"""What runs by itself: again and again, once more at the end; what fails is alarmed and tried again."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from sharehub.web.background import Background, in_background
from tests.sharehub.web.clients import SECRET

if TYPE_CHECKING:
    import pytest

PATIENCE = 30


class Times:
    """Something that counts how often it is done, and fails where it is told to."""

    def __init__(self, *failing: int) -> None:
        self.done = 0
        self.last = 0
        self.enough = threading.Event()
        self._failing = failing

    def do(self) -> None:
        self.done += 1
        if self.done >= 3:
            self.enough.set()
        if self.done in self._failing:
            raise LookupError(SECRET)

    def finish(self) -> None:
        self.last += 1

    def background(self, seconds: float = 0.01) -> Background:
        return Background("counting", seconds, self.do, self.finish)


def lived(one: Background, until: threading.Event) -> None:
    """Run it in the background of a program until something has happened."""

    async def live() -> None:
        async with in_background([one]):
            assert await asyncio.to_thread(until.wait, PATIENCE)

    asyncio.run(live())


def test_it_is_done_again_and_again_and_finished_once() -> None:
    times = Times()

    lived(times.background(), until=times.enough)

    assert times.done >= 3
    assert times.last == 1


def test_what_is_not_due_yet_is_finished_all_the_same() -> None:
    times, at_once = Times(), threading.Event()
    at_once.set()

    lived(times.background(seconds=3600), until=at_once)

    assert (times.done, times.last) == (0, 1)


def test_what_fails_is_alarmed_by_its_kind_and_done_again(caplog: pytest.LogCaptureFixture) -> None:
    times = Times(1)

    lived(times.background(), until=times.enough)

    assert [record.getMessage() for record in caplog.records if record.name == "sharehub.alarm"] == [
        "in the background, counting failed: LookupError"
    ]
    assert SECRET not in caplog.text


def test_what_is_under_way_is_waited_for_before_it_is_finished() -> None:
    under_way, order = threading.Event(), list[str]()

    def slow() -> None:
        under_way.set()
        order.append("begun")
        threading.Event().wait(0.2)
        order.append("done")

    lived(Background("slow", 0.01, slow, lambda: order.append("finished")), until=under_way)

    assert order[:3] == ["begun", "done", "finished"]

"""What an application does by itself, again and again: one list of it all, so that nothing runs unseen."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anyio import create_task_group, sleep
from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

alarm = logging.getLogger("sharehub.alarm")


@dataclass(frozen=True, slots=True)
class Background:
    """Something done every so many seconds, and `last` once more when the application stops.

    What it does to a hub leaves an entry like any act.
    """

    name: str
    seconds: float
    do: Callable[[], None]
    last: Callable[[], None]


@asynccontextmanager
async def in_background(all_of_it: Sequence[Background]) -> AsyncIterator[None]:
    """Do all of it until the block ends; what fails is alarmed, and done again when its time comes."""
    try:
        async with create_task_group() as group:
            for one in all_of_it:
                group.start_soon(_again_and_again, one)
            yield
            # What is under way is waited for: a thread cannot be stopped halfway.
            group.cancel_scope.cancel()
    finally:
        for one in all_of_it:
            await _done(one.name, one.last)


async def _again_and_again(one: Background) -> None:
    while True:
        await sleep(one.seconds)
        await _done(one.name, one.do)


async def _done(name: str, work: Callable[[], None]) -> None:
    try:
        await run_sync(work)
    except Exception as failure:  # noqa: BLE001 - its text may hold anything; the next turn may go well
        alarm.error("in the background, %s failed: %s", name, type(failure).__name__)

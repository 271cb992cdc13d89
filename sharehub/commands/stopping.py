"""How a command is asked to stop: by a signal, which is raised so that all that was begun is tidied up."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

STOPPED_BY = 128
"""Added to the number of the signal that ended a command, as shells do."""

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(SystemExit):
    """Somebody asked the command to end; raised, so that all that was begun is tidied up on the way out."""


def stop_politely() -> None:
    """From now on, let each of these signals end the command so, but those that this process is to ignore."""
    for polite in STOPS:
        if signal.getsignal(polite) is not signal.SIG_IGN:
            signal.signal(polite, _stop)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    for polite in STOPS:
        signal.signal(polite, signal.SIG_IGN)  # a second Ctrl-C would interrupt the tidying up
    raise Stopped(STOPPED_BY + number)

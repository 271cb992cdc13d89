"""Killing a backup or a restoring: before each step that changes something, or whatever it is just doing."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sharehub.backup import postgres, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = (
    *((os, name) for name in ("fsync", "link", "mkdir")),
    *((Path, name) for name in ("rename", "replace", "unlink", "mkdir")),
    (shutil, "copyfile"),
    (sqlite, "copy"),
    (postgres, "run"),
)
"""What changes files, or begins PostgreSQL's tools: a process is killed before each of them in turn."""


def killed(do: Callable[[], object], at: int) -> bool:
    """Do something in a process that is killed before its so-manieth step; False where it came to its end."""
    left = [at]

    def counted_do() -> None:
        for owner, name in STEPS:
            setattr(owner, name, _counted(getattr(owner, name), left))
        do()

    return ended(begun(counted_do))


def begun(do: Callable[[], object]) -> int:
    """Begin something in a process of its own, which leads its group; return its id."""
    child = os.fork()
    # In both, whichever comes first: nobody is killed before there is a group, and no tool begun outside it.
    os.setpgid(child, child)
    if child == 0:
        try:
            do()
        except BaseException:  # noqa: BLE001 - whatever it is, nothing of the test goes on in this process
            os._exit(3)
        os._exit(0)
    return child


def ended(child: int) -> bool:
    """Wait for a process; say whether it was killed, which is all that may keep it from its end."""
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status != 0


def kill(child: int, *, with_tools: bool) -> bool:
    """Kill a process, with the tools that it has begun or without; False where it came to its end before."""
    (os.killpg if with_tools else os.kill)(child, signal.SIGKILL)
    return ended(child)


def _counted(do: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    def counted(*given: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return do(*given, **more)

    return counted

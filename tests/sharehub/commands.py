"""The command line as somebody uses it: a process of its own, or `main` called with arguments."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sharehub.cli import main
from sharehub.commands.stopping import STOPS

if TYPE_CHECKING:
    import pytest

PROGRAM = Path(sys.executable).with_name("sharehub")
LONGEST = 60
"""Seconds that any of these commands may take, on a slow machine too."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def surroundings(**more: str) -> dict[str, str]:
    """Return an environment without any settings of a hub but these."""
    here = dict(os.environ)  # noqa: TID251 - what a process of a test runs in
    return {**{name: value for name, value in here.items() if not name.startswith("SHAREHUB_")}, **more}


def start(*arguments: str | Path, folder: Path, **settings: str) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    return subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=folder,
        env=surroundings(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: subprocess.Popen[str]) -> Ended:
    """Wait for a command to end."""
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Ended(process.returncode, out, err)


def run(*arguments: str | Path, folder: Path, **settings: str) -> Ended:
    """Run a command in a process of its own."""
    return finished(start(*arguments, folder=folder, **settings))


class InProcess:
    """Runs commands by calling `main`, and leaves the process as it was."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, **settings: str) -> Ended:
        """Run one command; `main` always leaves by an exit."""
        for name, value in settings.items():
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.setattr(sys, "argv", ["sharehub", *map(str, arguments)])
        before = {stop: signal.getsignal(stop) for stop in STOPS}
        self._capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as left:
            code = left.code
        finally:
            for stop, handler in before.items():
                signal.signal(stop, handler)
        out, err = self._capsys.readouterr()
        return Ended(code if isinstance(code, int) else 0, out, err)

"""Tools of the system that read what is deployed, run as they are."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from tests.conftest import lacking

if TYPE_CHECKING:
    from pathlib import Path

PLACES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Also where only administrators look."""


def told(*command: str | Path, code: int = 0) -> str:
    """Run a tool, and return all that it said."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def found(tool: str) -> str:
    """Return where a tool of the system is, or skip loudly."""
    path = shutil.which(tool, path=PLACES)
    if path is None:
        lacking("deploy", f"there is no {tool}")
    return str(path)

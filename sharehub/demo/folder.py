"""The demo's own folder: made anew at each run, and never at the cost of anything else."""

from __future__ import annotations

import fcntl
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sharehub.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = "this folder is a ShareHub demo and is made anew at each run\n"
MARK_FILE = "DEMO"
HUB = "hub"


@contextmanager
def own_folder(folder: Path) -> Iterator[Path]:
    """Hold the demo's folder, empty it, and give the place in it where a hub can be made.

    The mark is made before the hub and outlives it: whatever a crash leaves behind is known for a demo's.

    Raises:
        Conflict: the folder holds something that is no demo's, or another demo is running there.
    """
    mark = folder / MARK_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = {entry.name for entry in folder.iterdir()}
        if found and not (found <= {MARK_FILE, HUB} and mark.is_file() and mark.read_text("utf-8") == MARK):
            raise Conflict("the demo's folder holds something else: choose another with --folder")
        mark.write_text(MARK, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Conflict("the demo's folder cannot be used: choose another with --folder") from None
    with mark.open(encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict("another demo is running in this folder: stop it, or choose another") from None
        if (folder / HUB).exists():
            shutil.rmtree(folder / HUB)
        yield folder / HUB

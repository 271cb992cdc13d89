"""Copies the files of one folder into another, each for its owner alone: `own_files.py FROM TO`.

Kubernetes gives a process that is not root its secrets in files that a group may read, and ShareHub refuses a
key that anybody but its owner can read. So a container that runs first puts them into memory.

Whom this trusts: whoever may write to the first folder. The second is in memory, and the process's alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

OWNER_READS = 0o400


def main() -> None:
    """Copy, or stop at what cannot be copied; a file that is there from an earlier start is replaced."""
    given, own = map(Path, sys.argv[1:])
    for file in sorted(given.iterdir()):
        if file.name.startswith("..") or not file.is_file():  # how Kubernetes keeps versions
            continue
        stray = own / f".{file.name}.new"
        stray.unlink(missing_ok=True)
        with os.fdopen(os.open(stray, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_READS), "wb") as copy:
            copy.write(file.read_bytes())
        stray.replace(own / file.name)


if __name__ == "__main__":
    main()

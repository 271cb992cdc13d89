"""Files that hold secrets: read while they are private alone, replaced in one step, written one at a time."""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sharehub.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RESTORE = "restore the key file from its own backup"
_MOST_BYTES = 1 << 20


def replace(path: Path, text: str) -> None:
    """Replace a private file in one step; the caller holds its folder.

    A crash before the rename leaves the old file in force and a private stray beside it, which the next
    write clears; a crash after it leaves the new file in force.
    """
    stray = path.with_name(f".{path.name}.new")
    stray.unlink(missing_ok=True)
    descriptor = os.open(stray, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    stray.replace(path)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder against other writers, so that no two of them write the same version with two keys.

    Raises:
        KeysUnavailable: the folder or the file in it cannot be written.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
            os.fsync(descriptor)  # the rename, too, must survive a power cut
        finally:
            os.close(descriptor)
    except OSError:
        raise KeysUnavailable("the key file cannot be written: check its folder, owner and space") from None


def private_bytes(path: Path) -> bytes:
    """Read a private file.

    Raises:
        KeysUnavailable: it is missing, leads out of its folder, is no plain file, or may be read by others.
    """
    try:
        real = path.resolve(strict=True)
        inside = real.is_relative_to(path.parent.resolve())
        descriptor = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeysUnavailable(f"there is no key file: create one, or {RESTORE}") from None
    except (OSError, RuntimeError):  # RuntimeError: a symbolic link that leads to itself
        raise KeysUnavailable("the key file cannot be opened: check its owner and its folder") from None
    try:
        mode = os.fstat(descriptor).st_mode  # of the open file: the name may point elsewhere by now
        if not inside:
            raise KeysUnavailable("the key file is a link that leads out of its folder: put the file there")
        if not stat.S_ISREG(mode):
            raise KeysUnavailable(f"the key file is not a plain file: {RESTORE}")
        if stat.S_IMODE(mode) & 0o077:
            raise KeysUnavailable(
                "others may read the key file: set its mode to 0600, and rotate if anyone could have read it"
            )
        return os.read(descriptor, _MOST_BYTES)
    finally:
        os.close(descriptor)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold a file that says who may work, if nobody else does; yield whether it is ours, and never wait.

    The lock is the kernel's and goes with the process: whoever was killed stands in nobody's way.

    Raises:
        KeysUnavailable: the file cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        raise KeysUnavailable("the key file's folder cannot be written: check its owner and space") from None
    try:
        yield _taken(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

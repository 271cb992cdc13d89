"""Folders of backups: each backup a folder of its own, written beside and renamed once it is whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from sharehub.backup.manifest import WHERE, Manifest, parse_manifest
from sharehub.errors import Conflict, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sharehub.backup.manifest import Held

MANIFEST = "manifest.json"
DATABASE = "database"
UNDER_WAY = ".under-way-"
_MOST_BYTES = 64 * 1024


@contextmanager
def under_way(target: Path) -> Iterator[Path]:
    """Yield an empty, private folder in which a backup is written; one at a time in one place.

    A crash leaves it there, unnamed, where no restoring looks; the next backup clears it away, and has a
    folder of its own, since a tool may outlive whoever was killed and write on.

    Raises:
        Conflict: another backup is being written there.
        Invalid: it cannot be written.
    """
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(target):
            for old in target.glob(f"{UNDER_WAY}*"):
                shutil.rmtree(old, ignore_errors=True)
            new = Path(mkdtemp(prefix=UNDER_WAY, dir=target))
            try:
                yield new
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except OSError:
        raise Invalid("TARGET", "cannot be written: check its owner and its space") from None


def private(place: Path) -> Path:
    """Make an empty file that its owner alone may read, for somebody else to fill."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    os.close(os.open(place, flags, 0o600))
    return place


def put_in_place(new: Path, manifest: Manifest) -> Path:
    """Put a whole backup in its place, on disk before it has its name; return where it is.

    Raises:
        Conflict: there is one of the same moment.
    """
    private(new / MANIFEST).write_bytes(manifest.encode())
    for one in (new / DATABASE, new / MANIFEST, new):
        on_disk(one)
    place = new.parent / name_of(manifest.kind, manifest.made_at)
    if place.exists():
        raise Conflict("there is a backup of this moment already")
    # Killed before this it leaves no backup, and after it a whole one.
    new.rename(place)
    on_disk(new.parent)
    return place


def name_of(kind: Held, at: datetime) -> str:
    """Return what a backup is called; the names of one kind sort by their moments."""
    return f"{kind.value}-{at:%Y%m%dT%H%M%SZ}"


def named(folder: Path, kind: Held) -> list[Path]:
    """Return the backups of a kind in a folder, the oldest first; none where it cannot be looked into."""
    try:
        return sorted(one for one in folder.glob(f"{kind.value}-*") if (one / MANIFEST).is_file())
    except OSError:
        return []


def manifest_of(source: Path) -> Manifest:
    """Read what a backup says of itself.

    Raises:
        Invalid: there is none, or it cannot be read.
    """
    try:
        with (source / MANIFEST).open("rb") as file:
            return parse_manifest(file.read(_MOST_BYTES))
    except OSError:
        raise Invalid(
            WHERE, "is not the folder of a backup, which holds manifest.json and database"
        ) from None


def digest_of(place: Path) -> tuple[int, str]:
    """Return how large a file is, and its SHA-256."""
    with place.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def on_disk(place: Path) -> None:
    """Let a file or a folder be on disk before anything else happens."""
    descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            # The kernel's, which goes with the process: whoever was killed stands in nobody's way.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("another backup is being written there") from None
        yield
    finally:
        os.close(descriptor)

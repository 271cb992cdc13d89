"""The folder of an export: written beside the one that is there, in whose place it comes once it is whole."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.audit.layout import HEAD, Head, parse_head
from sharehub.audit.note import Malformed
from sharehub.errors import Conflict, Invalid, Tampered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """A new export under way in the folder `new`; `old` is an older one of the same log, or None."""

    new: Path
    old: Path | None
    head: Head | None
    written: list[Path] = field(default_factory=list)

    def put(self, path: str, data: bytes) -> None:
        """Write a file."""
        with self.open(path) as file:
            file.write(data)

    def put_lasting(self, path: str, data: bytes) -> None:
        """Write a file that is the same in every later export; one that is there already is shared.

        Raises:
            Tampered: the older export holds something else under this name.
        """
        before = self.old / path if self.old else None
        if before is None or not before.is_file():
            self.put(path, data)
            return
        if before.read_bytes() != data:
            raise Tampered(
                "the database no longer holds what the export in this folder holds: keep it, export into an "
                "empty folder, and verify that with the checkpoint of the old one"
            )
        place = self._place(path)
        try:
            os.link(before, place)
        except OSError:  # a file system without links
            self.put(path, data)

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """Open a new file to be written from beginning to end."""
        place = self._place(path)
        with place.open("wb") as file:
            yield file
        self.written.append(place)

    def _place(self, path: str) -> Path:
        place = self.new / path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return place


@contextmanager
def export_folder(folder: Path) -> Iterator[ExportFolder]:
    """Let an export be written, and put it in the folder's place when the block ends; one at a time.

    A crash leaves the older export as it was, with strays beside it that the next export clears away.

    Raises:
        Conflict: another export is being written beside, or the folder holds something else.
        Invalid: it cannot be written.
    """
    new, aside = (folder.with_name(f".{folder.name}.{what}") for what in ("new", "old"))
    try:
        with _alone(folder.parent):
            _clear(folder, new, aside)
            head = _older(folder)
            new.mkdir(mode=0o700)
            export = ExportFolder(new, folder if head else None, head)
            try:
                yield export
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise
            _put_in_place(export, folder, aside)
    except OSError:
        raise Invalid("FOLDER", "cannot be written: check its owner and its space") from None


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("another export is being written beside this one") from None
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(folder: Path, new: Path, aside: Path) -> None:
    """Take away what a crash left behind; killed between two renames, it left the older export aside."""
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    for stray in (new, aside):
        if stray.exists():
            shutil.rmtree(stray)


def _older(folder: Path) -> Head | None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    with suppress(OSError, Malformed):
        return parse_head((folder / HEAD).read_bytes())
    raise Conflict("there is something in this folder that is no export of a log")


def _put_in_place(export: ExportFolder, folder: Path, aside: Path) -> None:
    for place in export.written:
        descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    if folder.exists():
        folder.rename(aside)
    # Killed here, it leaves both exports whole beside the place, and the next export puts the older one back.
    export.new.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)

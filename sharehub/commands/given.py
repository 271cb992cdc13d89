"""What commands are given: the hub that the surroundings name, and files."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sharehub import settings
from sharehub.administration.commands import commanded
from sharehub.assembly import assemble
from sharehub.clock import SystemClock
from sharehub.crypto.keys import KeyFile
from sharehub.errors import Invalid, ShareHubError
from sharehub.rehearsal.strict_json import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sharehub.hub import Hub


class Unusable(ShareHubError):
    """A file that a command was given is not what the command takes; its text says where and why."""


@contextmanager
def open_hub(command: str) -> Iterator[Hub]:
    """Yield the hub that the surroundings name, upon which a command is done; let go of it at the end.

    A command that is refused or fails leaves an entry that says so, where the hub can be reached.
    """
    given = settings.read()
    hub = assemble(given.database, given.keys, KeyFile(given.key_file, os.urandom), SystemClock(), given.zone)
    try:
        with commanded(hub, command):
            yield hub
    finally:
        hub.close()


def text_of(path: Path, where: str) -> str:
    """Read a file of text; `where` is what it is called when it is refused.

    Raises:
        Invalid: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        return bytes_of(path, where).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(where, f"not UTF-8 at byte {error.start}") from None


def bytes_of(path: Path, where: str) -> bytes:
    """Read a file, but no more of it than is refused for its length: it may have no end.

    Raises:
        Invalid: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        raise Invalid(where, "this file cannot be read") from None
    if len(content) > MOST_BYTES:
        raise Invalid(where, f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    return content

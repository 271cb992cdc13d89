"""The files of an exported log, read without believing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from sharehub.audit.layout import CHECKPOINT, HEAD, MOST_LINE, parse_head
from sharehub.audit.note import LONGEST, Malformed
from sharehub.verify.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from sharehub.audit.layout import Head
    from sharehub.verify.report import Report

MOST_FILE = 256 * (2 + 65_535)
"""Bytes of the largest file that is read whole: a bundle of the longest entries."""


@dataclass(frozen=True, slots=True)
class Files:
    """An export's folder, its head, and the bytes of its newest checkpoint."""

    folder: Path
    head: Head
    checkpoint: bytes


def open_files(folder: Path) -> Files:
    """Return an export's files.

    Raises:
        Malformed: head or checkpoint is missing or not in its form; the text is the file's name.
    """
    head = read(folder, HEAD, LONGEST)
    checkpoint = read(folder, CHECKPOINT, LONGEST)
    if head is None or checkpoint is None:
        raise Malformed(HEAD if head is None else CHECKPOINT)
    try:
        return Files(folder, parse_head(head), checkpoint)
    except Malformed:
        raise Malformed(HEAD) from None


def read(folder: Path, path: str, most: int = MOST_FILE) -> bytes | None:
    """Return a file's bytes, or None where there is none that can be read, or it is longer than it may be."""
    try:
        with open_plain(folder, path) as file:
            data = file.read(most + 1)
    except OSError:
        return None
    return data if len(data) <= most else None


def open_plain(folder: Path, path: str) -> BinaryIO:
    """Open a file that is one: an export may be made to hold pipes, which never end.

    Raises:
        OSError: there is none, or it cannot be read.
    """
    place = folder / path
    if not place.is_file():
        raise FileNotFoundError(path)
    return place.open("rb")


def lines(folder: Path, path: str, report: Report) -> Iterator[dict[str, Any]]:
    """Yield the objects in a file's lines, as far as it is whole; where it is not, that is reported.

    An object is yielded only when its line is exactly as an export writes it.
    """
    try:
        with open_plain(folder, path) as file:
            number = 0
            while line := file.readline(MOST_LINE + 1):
                number += 1
                said = _object(line)
                if said is None:
                    report.add(Failure.UNREADABLE, f"{path}, line {number}")
                    return
                yield said
    except OSError:
        report.add(Failure.UNREADABLE, path)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        said = orjson.loads(line)
        exact = orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE) == line
    except (ValueError, TypeError):
        return None
    return said if exact and isinstance(said, dict) else None

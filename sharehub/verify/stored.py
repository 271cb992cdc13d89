"""The checkpoints that an export holds: their sizes and roots, and the keys that the log went on to."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sharehub.audit.checkpoint import LARGEST, open_checkpoint
from sharehub.audit.entry import LARGEST_INTEGER
from sharehub.audit.layout import CHECKPOINTS
from sharehub.audit.merkle import HASH_BYTES
from sharehub.audit.note import Malformed, parse, read_base64
from sharehub.verify.failures import Failure
from sharehub.verify.files import lines

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.audit.note import Note, VerifierKey
    from sharehub.verify.report import Report

RECENT = 1_000
"""Checkpoints, the newest of those with cosignatures, in which a quorum is looked for."""


@dataclass(slots=True)
class Stored:
    """Every stored checkpoint, 48 bytes each; `times` are when the hub says that it signed, in ms since 1970.

    `keys` are the log's keys that can be believed: those that were pinned, and each that a checkpoint under
    one of these names as the next. `notes` are those at sizes that were asked for, `cosigned` the newest that
    bear more than one line.
    """

    keys: list[VerifierKey]
    sizes: array[int] = field(default_factory=lambda: array("q"))
    times: array[int] = field(default_factory=lambda: array("q"))
    roots: bytearray = field(default_factory=bytearray)
    notes: dict[int, Note] = field(default_factory=dict)
    cosigned: deque[str] = field(default_factory=lambda: deque(maxlen=RECENT))

    def root_at(self, size: int) -> bytes | None:
        """Return the root of the checkpoint of this size, or None where there is none."""
        place = bisect_left(self.sizes, size)
        if place == len(self.sizes) or self.sizes[place] != size:
            return None
        return bytes(self.roots[place * HASH_BYTES : (place + 1) * HASH_BYTES])


def read_stored(
    folder: Path, origin: str, pinned: tuple[VerifierKey, ...], wanted: frozenset[int], report: Report
) -> Stored:
    """Read the stored checkpoints; who signed one matters only where the tree disagrees with it."""
    stored = Stored(list(pinned))
    for number, said in enumerate(lines(folder, CHECKPOINTS, report), 1):
        try:
            _take(stored, origin, said, wanted)
        except (ValueError, LookupError):
            report.add(Failure.UNREADABLE, f"{CHECKPOINTS}, line {number}")
    return stored


def _take(stored: Stored, origin: str, said: dict[str, Any], wanted: frozenset[int]) -> None:
    """Add a checkpoint by its first lines alone: there may be very many, and few are of interest."""
    size, at, note = said["size"], said["at"], str(said["note"])
    named, sized, root, extended, signed = note.split("\n", 4)
    if type(at) is not int or not 0 <= at <= LARGEST_INTEGER or named != origin or sized != str(size):
        raise Malformed("this checkpoint is not the one that its line names")
    if type(size) is not int or not (stored.sizes[-1] if stored.sizes else 0) < size <= LARGEST:
        raise Malformed("checkpoints grow")
    hashed = read_base64(root)
    if len(hashed) != HASH_BYTES:
        raise Malformed("a checkpoint's root is 32 bytes")
    stored.sizes.append(size)
    stored.times.append(at)
    stored.roots += hashed
    if extended:
        _follow(stored, origin, note.encode())
    if size in wanted:
        stored.notes[size] = parse(note.encode())
    if signed.count("\n") > 1:
        stored.cosigned.append(note)


def _follow(stored: Stored, origin: str, note: bytes) -> None:
    """Believe a next key that a believed one names, and that signed as well: whoever named it has it."""
    try:
        named = open_checkpoint(note, origin, stored.keys).checkpoint.next_keys
        for key in named:
            if key.name == origin and key not in stored.keys:
                open_checkpoint(note, origin, [key])
                stored.keys.append(key)
    except ValueError:  # not by a believed key, or names none: nothing follows from it
        return

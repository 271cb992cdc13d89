"""The checkpoints that an export holds: their sizes and roots, and the keys that the log went on to."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sharehub.audit.checkpoint import open_checkpoint, parse_checkpoint
from sharehub.audit.entry import LARGEST_INTEGER
from sharehub.audit.layout import CHECKPOINTS
from sharehub.audit.merkle import HASH_BYTES
from sharehub.audit.note import Malformed, parse
from sharehub.verify.failures import Failure
from sharehub.verify.files import lines

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.audit.checkpoint import Checkpoint
    from sharehub.audit.note import Note, VerifierKey
    from sharehub.verify.report import Report

RECENT = 1_000
"""Checkpoints, the newest of those with cosignatures, in which a quorum is looked for."""


@dataclass(slots=True)
class Stored:
    """Every stored checkpoint, 48 bytes each; `times` are when the hub says that it signed, in ms since 1970.

    `keys` are the log's keys that can be believed: those that were pinned, and each that a checkpoint under
    one of these names as the next. `notes` are those at sizes that were asked for.
    """

    keys: list[VerifierKey]
    sizes: array[int] = field(default_factory=lambda: array("q"))
    times: array[int] = field(default_factory=lambda: array("q"))
    roots: bytearray = field(default_factory=bytearray)
    notes: dict[int, Note] = field(default_factory=dict)
    cosigned: deque[Note] = field(default_factory=lambda: deque(maxlen=RECENT))

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
            checkpoint, note = _opened(said, origin)
        except (ValueError, LookupError):
            report.add(Failure.UNREADABLE, f"{CHECKPOINTS}, line {number}")
            continue
        if stored.sizes and checkpoint.size <= stored.sizes[-1]:
            report.add(Failure.UNREADABLE, f"{CHECKPOINTS}, line {number}: out of order")
            continue
        stored.sizes.append(checkpoint.size)
        stored.times.append(said["at"])
        stored.roots += checkpoint.root
        _follow(stored, origin, checkpoint, note)
        if checkpoint.size in wanted:
            stored.notes[checkpoint.size] = note
        if any(line.name != origin for line in note.lines):
            stored.cosigned.append(note)
    return stored


def _opened(said: dict[str, Any], origin: str) -> tuple[Checkpoint, Note]:
    note = parse(str(said["note"]).encode())
    checkpoint = parse_checkpoint(note.text)
    timed = type(said["at"]) is int and 0 <= said["at"] <= LARGEST_INTEGER
    if not timed or checkpoint.origin != origin or checkpoint.size != said["size"]:
        raise Malformed("this checkpoint is not the one that its line names")
    return checkpoint, note


def _follow(stored: Stored, origin: str, checkpoint: Checkpoint, note: Note) -> None:
    """Believe a next key that a believed one names, and that signed as well: whoever named it has it."""
    if not checkpoint.extensions:
        return
    try:
        open_checkpoint(note.encode(), origin, stored.keys)
        named = [key for key in checkpoint.next_keys if key.name == origin and key not in stored.keys]
        for key in named:
            open_checkpoint(note.encode(), origin, [key])
            stored.keys.append(key)
    except ValueError:  # not by a believed key, or names none: nothing follows from it
        return

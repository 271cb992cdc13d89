"""The tree held against checkpoints: the newest, all that are stored, and those that the auditor kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.checkpoint import open_checkpoint, parse_checkpoint
from sharehub.audit.layout import CHECKPOINT, CHECKPOINTS
from sharehub.audit.note import Forged, Malformed, parse
from sharehub.verify.failures import Failure
from sharehub.verify.files import lines

if TYPE_CHECKING:
    from sharehub.audit.checkpoint import Checkpoint
    from sharehub.audit.note import Note
    from sharehub.verify.brought import Brought
    from sharehub.verify.files import Files
    from sharehub.verify.report import Report
    from sharehub.verify.stored import Stored
    from sharehub.verify.tree import Side


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that an auditor kept, under its file's name; not believed yet."""

    name: str
    checkpoint: Checkpoint
    note: Note


def read_kept(brought: Brought, report: Report) -> list[Kept]:
    """Return the checkpoints that were kept, as far as they are any."""
    kept = []
    for name, data in brought.kept:
        try:
            note = parse(data)
            kept.append(Kept(name, parse_checkpoint(note.text), note))
        except Malformed:
            report.add(Failure.UNPINNED, name)
    return kept


def open_newest(files: Files, origin: str, stored: Stored, report: Report) -> Checkpoint | None:
    """Return the newest checkpoint, believed or not; what speaks against it is reported."""
    try:
        newest = parse_checkpoint(parse(files.checkpoint).text)
    except Malformed:
        report.add(Failure.UNREADABLE, CHECKPOINT)
        return None
    try:
        open_checkpoint(files.checkpoint, origin, stored.keys)
    except Forged:
        report.add(Failure.FORGED, CHECKPOINT)
    except ValueError:  # unsigned, or of another log
        report.add(Failure.UNSIGNED, CHECKPOINT)
    if (newest.origin, newest.size) != (files.head.origin, files.head.size):
        report.add(Failure.UNREADABLE, f"{CHECKPOINT}: not of the size that was exported")
        return None
    return newest


def check_stored(files: Files, origin: str, stored: Stored, side: Side, report: Report) -> None:
    """Check that every stored checkpoint is one of this tree, which is the one that was signed."""
    if not stored.sizes or stored.sizes[-1] != files.head.size:
        report.add(Failure.UNREADABLE, f"{CHECKPOINTS}: does not end with the newest")
    others = {*side.others, *(size for size in stored.sizes if size > files.head.size)}
    if not others:
        return
    for said in lines(files.folder, CHECKPOINTS, report):
        if said.get("size") in others:
            try:
                open_checkpoint(said["note"].encode(), origin, stored.keys)
                report.add(Failure.FORKED, f"stored checkpoint of {said['size']} entries")
            except ValueError:
                report.add(Failure.FORGED, f"stored checkpoint of {said['size']} entries")


def check_kept(
    kept: list[Kept], newest: Checkpoint, stored: Stored, side: Side | None, report: Report
) -> None:
    """Check that the tree begins with each that was kept, and that nothing was taken from them since.

    Without a side that is the signed tree, nothing can be said of smaller ones.
    """
    for one in kept:
        try:
            open_checkpoint(one.note.encode(), newest.origin, stored.keys)
        except ValueError:
            report.add(Failure.UNPINNED, one.name)
            continue
        size = one.checkpoint.size
        if size > newest.size:
            report.add(Failure.ROLLED_BACK, f"{one.name}: {size} entries, and now {newest.size}")
            continue
        root = newest.root if size == newest.size else side.root_at(size) if side else None
        if root is None:
            report.unchecked.append(f"{one.name}: there is no tree to compare it with")
        elif one.checkpoint.root != root:
            report.add(Failure.FORKED, f"{one.name}: at {size} entries")
        elif size:
            _check_stripped(one, newest.origin, stored, report)


def _check_stripped(one: Kept, origin: str, stored: Stored, report: Report) -> None:
    note = stored.notes.get(one.checkpoint.size)
    if note is None:
        report.add(Failure.STRIPPED, f"{one.name}: the checkpoint of {one.checkpoint.size} entries")
        return
    there = {line.place for line in note.lines}
    for line in one.note.lines:
        if line.name != origin and line.place not in there:
            report.add(Failure.STRIPPED, f"{one.name}: the cosignature of {line.name}")

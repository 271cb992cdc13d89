"""Exporting the log, as it stands at the newest checkpoint, into files that are verified without a hub."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from sharehub.audit import layout, log, queries
from sharehub.audit.checkpoint import parse_checkpoint
from sharehub.audit.entry import COLUMNS, LONGEST, Act, Action, microseconds
from sharehub.audit.export_folder import export_folder
from sharehub.audit.inclusion import wait
from sharehub.audit.layout import Head
from sharehub.audit.note import parse
from sharehub.audit.queries import PAGE, Leaf
from sharehub.audit.tiles import FULL, Bundle, tiles_made, write_bundle
from sharehub.database.engine import snapshot
from sharehub.database.transaction import begin
from sharehub.errors import Conflict, Tampered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import IO

    from sqlalchemy import Engine

    from sharehub.audit.entry import Value
    from sharehub.audit.export_folder import ExportFolder
    from sharehub.audit.log import Entered
    from sharehub.audit.queries import Kept, Outside, Version
    from sharehub.clock import Clock
    from sharehub.database.transaction import Transaction

PATIENCE = 3.0
"""Seconds for which an export waits that its own entry comes into the tree."""


class Exported(NamedTuple):
    """What was written: leaves, entries outside the tree, checkpoints, versions of facts.

    `on_record` says whether the tree had the export's own entry before anything was read.
    """

    size: int
    outside: int
    checkpoints: int
    versions: int
    on_record: bool


def export_log(
    engine: Engine, clock: Clock, random: Callable[[int], bytes], folder: Path, patience: float = PATIENCE
) -> Exported:
    """Write the whole log into a folder: what the database holds, sound or not; verifying says which.

    An entry says that it began, and is waited for until the tree has it, before anything is read; another
    says that it ended, and what went out. Memory does not grow with the log. All is read anew each time: what
    was sound at an earlier export may have been changed since. Full tiles are written once and shared.

    Args:
        engine: of the database; on PostgreSQL by a login that sees all of the log.
        clock: the hub's.
        random: returns that many random bytes.
        folder: is made, or holds an older export of this log, whose place the new one takes.
        patience: seconds to wait for the entry to come in.

    Raises:
        Conflict: the log has no checkpoint yet, or the folder holds something else.
        Invalid: the folder cannot be written.
        Tampered: the log no longer holds what the export in the folder holds; that one stays.
    """
    with export_folder(folder) as export:
        begun = _record(engine, clock, random, Act(Action.LOG_EXPORT_BEGUN))
        on_record = wait(engine, clock, begun.leaf_hash, patience)
        now = clock.now()
        with begin(snapshot(engine), now, now.date()) as tx:
            done = _write(tx, export, on_record=on_record)
    counts: dict[str, Value] = {
        "begun": str(begun.id),
        **{name: getattr(done, name) for name in ("size", "outside", "checkpoints", "versions")},
    }
    _record(engine, clock, random, Act(Action.LOG_EXPORT_FINISHED, references=counts))
    return done


def _record(engine: Engine, clock: Clock, random: Callable[[int], bytes], act: Act) -> Entered:
    now = clock.now()
    with begin(engine, now, now.date()) as tx:
        return log.append(tx, act, random)


def _write(tx: Transaction, export: ExportFolder, *, on_record: bool) -> Exported:
    with export.open(layout.CHECKPOINTS) as file:
        newest, checkpoints = _write_checkpoints(file, queries.checkpoints(tx))
    size = newest.size
    head = Head(_origin(newest), size, microseconds(tx.now) // 1000)
    _refuse_less(head, export.head)
    _write_entries(tx, export, size)
    for tile in tiles_made(0, size):
        stored = queries.tile(tx, tile)
        if stored is not None:
            put = export.put_lasting if tile.is_full else export.put
            put(tile.path, stored)
    with export.open(layout.OUTSIDE) as file:
        outside = _write_lines(file, map(_outside_line, queries.outside(tx, size)))
    with export.open(layout.SEALED) as file:
        versions = _write_lines(file, map(_sealed_line, queries.versions(tx)))
    export.put(layout.CHECKPOINT, newest.note)
    export.put(layout.HEAD, head.encode())
    return Exported(size, outside, checkpoints, versions, on_record)


def _write_checkpoints(file: IO[bytes], stored: Iterable[Kept]) -> tuple[Kept, int]:
    newest, count = None, 0
    for count, newest in enumerate(stored, 1):  # noqa: B007 - both are what the loop ended with
        file.write(layout.checkpoint_line(newest.size, newest.at, newest.note.decode(errors="replace")))
    if newest is None:
        raise Conflict("the log has no checkpoint yet: let its sequencer run")
    return newest, count


def _write_entries(tx: Transaction, export: ExportFolder, size: int) -> None:
    with export.open(layout.INDEX) as index:
        for first in range(0, size, PAGE):
            bodies = []
            for leaf in _page(tx, first, min(first + PAGE, size)):
                leaf_hash = None if leaf.leaf_hash is None else leaf.leaf_hash.hex()
                index.write(layout.index_line(leaf.place, leaf_hash, leaf.columns))
                bodies.append(leaf.body if leaf.body is not None and len(leaf.body) <= LONGEST else b"")
            for begun in range(0, len(bodies), FULL):
                some = bodies[begun : begun + FULL]
                bundle = Bundle((first + begun) // FULL, len(some))
                put = export.put_lasting if bundle.is_full else export.put
                put(bundle.path, write_bundle(some))


def _page(tx: Transaction, begun: int, end: int) -> list[Leaf]:
    """Return a leaf for every place; where the database has none, an empty one, which verifies as gone."""
    found = {leaf.place: leaf for leaf in queries.leaves(tx, begun, end)}
    nothing = dict.fromkeys(("id", *COLUMNS))
    return [found.get(place) or Leaf(place, None, nothing, None) for place in range(begun, end)]


def _write_lines(file: IO[bytes], lines: Iterable[bytes]) -> int:
    count = 0
    for line in lines:
        file.write(line)
        count += 1
    return count


def _outside_line(one: Outside) -> bytes:
    return layout.outside_line(one.place, one.columns, one.body, one.leaf_hash, waits=one.waits)


def _sealed_line(one: Version) -> bytes:
    digest = hashlib.sha256(one.manifest).hexdigest()
    return layout.sealed_line(str(one.fact), one.version, digest, one.keys)


def _origin(newest: Kept) -> str:
    try:
        return parse_checkpoint(parse(newest.note).text).origin
    except ValueError:
        raise Tampered("the log's newest checkpoint is none") from None


def _refuse_less(head: Head, older: Head | None) -> None:
    if older is not None and older.origin != head.origin:
        raise Conflict("the folder holds an export of another log")
    if older is not None and older.size > head.size:
        raise Tampered(
            "the log is smaller than the export in this folder: keep it, and export into an empty folder"
        )

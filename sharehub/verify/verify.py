"""Verifying an exported log: everything that its files show, and what an auditor brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.note import Malformed, write_base64
from sharehub.verify.failures import Failure
from sharehub.verify.files import open_files
from sharehub.verify.history import check_kept, check_stored, open_newest, read_kept
from sharehub.verify.outside import Outside
from sharehub.verify.receipts import check_receipts, read_receipts
from sharehub.verify.report import Report, shown
from sharehub.verify.spread import processes_for
from sharehub.verify.stored import read_stored
from sharehub.verify.summary import Seen, summarise
from sharehub.verify.tree import Trees
from sharehub.verify.walk import Walk
from sharehub.verify.witnesses import check_age, check_witnesses

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.verify.brought import Brought

DAY = 86_400
"""Seconds that the newest word of a log and of its witnesses may be old, unless an auditor says else."""


def verify(
    folder: Path, brought: Brought, now: int, longest_age: int = DAY, processes: int | None = None
) -> Report:
    """Verify an exported log; every failure is found, not the first alone.

    Args:
        folder: of the export.
        brought: pinned keys, and what the auditor kept.
        now: seconds since 1970.
        longest_age: seconds that the newest word of the log and of its witnesses may be old.
        processes: that share the work; as many as are worth their while, unless given.
    """
    report = Report()
    try:
        files = open_files(folder)
    except Malformed as missing:
        report.add(Failure.UNREADABLE, str(missing))
        return report
    report.origin, report.size = shown(files.head.origin), files.head.size
    kept, promises = read_kept(brought, report), read_receipts(brought, report)
    sizes = frozenset(one.checkpoint.size for one in kept)
    stored = read_stored(folder, brought.origin, brought.log_keys, sizes, report)
    newest = open_newest(files, brought.origin, stored, report)
    if newest is None:
        return report
    report.root = write_base64(newest.root)
    walk = Walk(files, Trees.of(newest.size, stored, sizes), report)
    wanted = frozenset(promise.leaf_hash for promise in promises.values())
    walk.go(stored, sizes, wanted, processes or processes_for(newest.size))
    side = walk.trees.judged(newest.root, report, folder)
    if side is not None:
        check_stored(files, brought.origin, stored, side, report)
    check_kept(kept, newest, stored, side, report)
    outside = Outside(wanted)
    outside.look(files, walk.facts, report)
    walk.facts.check_revisions(report)
    walk.facts.check_sealed(folder, report)
    check_receipts(promises, walk.places, outside.seen, stored, files.head, report)
    check_age(walk.latest, now, longest_age, report)
    if brought.policy is not None:
        check_witnesses(files, stored, brought.policy, now, longest_age, report)
    summarise(Seen(files, brought, stored, promises, outside.waiting), report)
    return report

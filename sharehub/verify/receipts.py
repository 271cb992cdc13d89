"""The promises that an auditor kept, held against what came into the tree, and when."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from sharehub.audit.promise import Promise, open_promise
from sharehub.verify.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.audit.layout import Head
    from sharehub.verify.brought import Brought
    from sharehub.verify.report import Report
    from sharehub.verify.stored import Stored


def read_receipts(brought: Brought, report: Report) -> dict[str, Promise]:
    """Return the promises that were kept, by their files' names, each signed by a pinned key."""
    promises = {}
    for name, data in brought.receipts:
        try:
            promises[name] = open_promise(data, brought.origin, brought.promise_keys)
        except ValueError:
            report.add(Failure.UNPINNED, name)
    return promises


def check_receipts(
    promises: Mapping[str, Promise],
    places: Mapping[bytes, int],
    waiting: set[bytes],
    stored: Stored,
    head: Head,
    report: Report,
) -> None:
    """Check that what was promised came in, and in time.

    When it came in is what the hub itself says of the checkpoint that first had it.

    Args:
        promises: by their files' names.
        places: where those leaf hashes stand that the tree has.
        waiting: the leaf hashes that wait for it.
        stored: the checkpoints.
        head: of the export.
        report: is added to.
    """
    for name, promise in promises.items():
        leaf = places.get(promise.leaf_hash)
        if leaf is None:
            _not_there(name, promise, promise.leaf_hash in waiting, head, report)
            continue
        first = bisect_right(stored.sizes, leaf)
        if first < len(stored.times) and stored.times[first] > promise.due_ms:
            late = (stored.times[first] - promise.due_ms) / 1000
            report.add(Failure.PROMISE_LATE, f"{name}: leaf {leaf}, {late:,.0f} seconds after its time")


def _not_there(name: str, promise: Promise, waits: bool, head: Head, report: Report) -> None:  # noqa: FBT001
    if promise.due_ms <= head.at:
        report.add(Failure.PROMISE_BROKEN, f"{name}: {'still waits' if waits else 'nowhere in the database'}")
    else:
        report.unchecked.append(f"{name}: its time was not over when the log was exported")

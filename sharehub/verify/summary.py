"""What a verification says beside its failures: what held, and what nobody could look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sharehub.verify.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.audit.promise import Promise
    from sharehub.verify.brought import Brought
    from sharehub.verify.files import Files
    from sharehub.verify.report import Report
    from sharehub.verify.stored import Stored

NEVER_SEEN = "an act that was never recorded leaves nothing to find"
NO_CHECKPOINT = (
    "you kept no checkpoint: a log rewritten by whoever has its key, put back to an earlier day, or shown to"
    " others with another history would look like this one"
)
NO_RECEIPT = "you kept no receipt: an entry that was promised and left out would not be missed"
NO_WITNESS = "you named no witnesses: the log's own word is all there is"

IN_THE_TREE = (
    *(Failure.UNREADABLE, Failure.UNSIGNED, Failure.FORGED, Failure.OTHER_TREE, Failure.EDITED),
    *(Failure.MISSING, Failure.MOVED, Failure.FORM),
)


class Seen(NamedTuple):
    """All that there was to be seen: an export, what was brought, and how many entries wait."""

    files: Files
    brought: Brought
    stored: Stored
    promises: Mapping[str, Promise]
    waiting: int


def summarise(seen: Seen, report: Report) -> None:
    """Say what held, and what was not checked and why."""
    _held(seen, report)
    brought = seen.brought
    if not brought.kept:
        report.unchecked.append(NO_CHECKPOINT)
    if not brought.receipts:
        report.unchecked.append(NO_RECEIPT)
    if brought.policy is None or not brought.policy.needed:
        report.unchecked.append(NO_WITNESS)
    if seen.waiting:
        report.unchecked.append(f"what waits for the tree ({seen.waiting:,}): no checkpoint speaks of it")
    report.unchecked.append(NEVER_SEEN)


def _held(seen: Seen, report: Report) -> None:
    report.holds("every entry is, byte for byte, in the tree that the log signed", *IN_THE_TREE)
    report.holds(
        "every stored hash of the tree is the one over what lies below it", Failure.TILE, Failure.UNREADABLE
    )
    report.holds("the database's columns say what the entries say", Failure.INDEX, Failure.UNREADABLE)
    report.holds("no entry is there twice, and none is older than its place", Failure.DUPLICATE, Failure.TIME)
    report.holds(
        "the acts upon each fact count up, and each stored fact is the one that the log last spoke of",
        *(Failure.REVISIONS, Failure.SEALED, Failure.UNREADABLE),
    )
    count = len(seen.stored.sizes)
    report.holds(
        f"all of {count:,} stored checkpoints are of this tree",
        *(Failure.FORKED, Failure.FORGED, Failure.OTHER_TREE),
    )
    if seen.brought.kept:
        said = f"the log begins with what you kept ({len(seen.brought.kept)})"
        report.holds(
            said,
            *(Failure.FORKED, Failure.ROLLED_BACK, Failure.STRIPPED, Failure.UNPINNED, Failure.OTHER_TREE),
        )
    if seen.promises:
        said = f"what you hold promises of ({len(seen.promises)}) came in, and in time, or is not due yet"
        report.holds(said, *(Failure.PROMISE_BROKEN, Failure.PROMISE_LATE))
    if seen.brought.policy is not None and seen.brought.policy.needed:
        needed, known = seen.brought.policy.needed, len(seen.brought.policy.witnesses)
        said = f"{needed} of {known} witnesses have seen the log lately"
        report.holds(said, *(Failure.UNWITNESSED, Failure.STALE, Failure.FORGED))
    for key in seen.stored.keys[len(seen.brought.log_keys) :]:
        report.held.append(f"the log went on to another key, as the one before it says; pin it: {key.text}")

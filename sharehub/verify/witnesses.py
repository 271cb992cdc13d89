"""Whether enough witnesses have seen this log, and lately; and whether the log itself is of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.checkpoint import Standing, evaluate, parse_checkpoint
from sharehub.audit.note import parse
from sharehub.verify.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.audit.checkpoint import Policy
    from sharehub.verify.files import Files
    from sharehub.verify.report import Report
    from sharehub.verify.stored import Stored

AHEAD = 300
"""Seconds that a witness's clock may be ahead of ours."""
MICROSECONDS = 1_000_000
MOST_SHOWN = 200


def check_witnesses(
    files: Files, stored: Stored, policy: Policy, now: int, longest_age: int, report: Report
) -> None:
    """Look for the newest checkpoint that enough witnesses cosigned lately.

    The newest of all may be a second old, and no witness has seen it yet: then an earlier one will do, and
    what came after it is named as not checked.
    """
    stale = False
    for data in _newest_first(files, stored):
        try:
            note = parse(data)
            size = parse_checkpoint(note.text).size
            quorum = evaluate(note, policy, now, longest_age, AHEAD)
        except ValueError:  # forged, or dated out of bounds
            lines = data[:MOST_SHOWN].decode(errors="replace").split("\n")
            report.add(Failure.FORGED, f"a cosignature of the checkpoint of {''.join(lines[1:2])} entries")
            continue
        if quorum.standing in {Standing.REACHED, Standing.UNWITNESSED}:
            if size < files.head.size:
                report.unchecked.append(
                    f"the last {files.head.size - size:,} entries have no quorum of witnesses yet"
                )
            return
        stale = stale or quorum.standing is Standing.STALE
    place = f"{policy.needed} of {len(policy.witnesses)} witnesses are needed"
    report.add(Failure.STALE if stale else Failure.UNWITNESSED, place)


def check_age(latest: int, now: int, longest_age: int, report: Report) -> None:
    """Check that the newest entry (microseconds since 1970) is of now: an export leaves one of its own."""
    age = now - latest // MICROSECONDS
    if age > longest_age:
        report.add(Failure.STALE, f"the newest entry is {age:,} seconds old")
    elif age < -AHEAD:
        report.add(Failure.TIME, f"an entry is dated {-age:,} seconds after now")


def _newest_first(files: Files, stored: Stored) -> Iterator[bytes]:
    yield files.checkpoint
    for note in reversed(stored.cosigned):
        if note.encode() != files.checkpoint:
            yield note.encode()

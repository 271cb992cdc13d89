"""The entries that the database has and the tree has not: as a rule they wait for it, and not for long."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import decode, leaf_hash
from sharehub.audit.layout import OUTSIDE, columns_of
from sharehub.audit.note import read_base64
from sharehub.audit.promise import MERGE_DELAY
from sharehub.verify.chunk import record_of
from sharehub.verify.failures import Failure
from sharehub.verify.files import lines

if TYPE_CHECKING:
    from sharehub.verify.facts import Facts
    from sharehub.verify.files import Files
    from sharehub.verify.report import Report

MICROSECONDS = 1_000_000
_MILLISECOND = 1_000


@dataclass(slots=True)
class Outside:
    """How many wait, and which of the leaf hashes that were asked for are among them."""

    wanted: frozenset[bytes]
    waiting: int = 0
    seen: set[bytes] = field(default_factory=set)

    def look(self, files: Files, facts: Facts, report: Report) -> None:
        """Look at every entry outside the tree."""
        for number, said in enumerate(lines(files.folder, OUTSIDE, report), 1):
            try:
                body, promised = read_base64(said["body"]), bytes.fromhex(said["leaf_hash"])
                identity, waits = str(said["id"]), said["waits"] is True
            except (ValueError, TypeError, LookupError):
                report.add(Failure.UNREADABLE, f"{OUTSIDE}, line {number}")
                continue
            place = f"entry {identity}, outside the tree"
            self.waiting += 1
            self.seen |= self.wanted & {promised}
            if not waits:
                report.add(Failure.OUTSIDE, place)
            if leaf_hash(body) != promised:
                report.add(Failure.EDITED, place)
            _entry(body, said, files.head.at, facts, report, place)


def _entry(body: bytes, line: dict[str, Any], at: int, facts: Facts, report: Report, place: str) -> None:
    try:
        said = decode(body)
        facts.take(record_of(said))
    except ValueError:
        report.add(Failure.FORM, place)
        return
    differs = [column for column, value in columns_of(said).items() if line.get(column) != value]
    if differs:
        report.add(Failure.INDEX, f"{place}: {', '.join(sorted(differs))}")
    if said["at"] < at * _MILLISECOND - MERGE_DELAY * MICROSECONDS:
        report.add(Failure.WAITING, place)

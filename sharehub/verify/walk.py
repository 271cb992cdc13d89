"""One walk over all of an exported log, piece by piece, and what it gathers on the way."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import UUID

from sharehub.audit.layout import INDEX, MOST_LINE
from sharehub.audit.promise import MERGE_DELAY
from sharehub.audit.tiles import FULL, Bundle
from sharehub.verify.chunk import BUNDLES, ID_BYTES, NO_TIME, PARTS, Piece
from sharehub.verify.facts import Facts
from sharehub.verify.failures import Failure
from sharehub.verify.files import open_plain
from sharehub.verify.outside import MICROSECONDS
from sharehub.verify.spread import spread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from sharehub.verify.chunk import Looked
    from sharehub.verify.files import Files
    from sharehub.verify.report import Report
    from sharehub.verify.stored import Stored
    from sharehub.verify.tree import Trees

PIECE = BUNDLES * FULL


@dataclass(slots=True)
class Walk:
    """What is known of a log once all of it was seen.

    `latest` is the latest time of an entry so far, in microseconds since 1970. `ids` are heaps of the ids of
    entries: 16 bytes each, which is all that grows with the log beside acts upon facts.
    """

    files: Files
    trees: Trees
    report: Report
    facts: Facts = field(default_factory=Facts)
    latest: int = NO_TIME
    places: dict[bytes, int] = field(default_factory=dict)
    ids: list[bytearray] = field(default_factory=lambda: [bytearray() for _ in range(PARTS)])

    def go(self, stored: Stored, kept: frozenset[int], wanted: frozenset[bytes], processes: int) -> None:
        """Walk from the first leaf to the last.

        Args:
            stored: the checkpoints at whose sizes the tree's root is looked at.
            kept: further such sizes.
            wanted: leaf hashes whose places are asked for.
            processes: how many share the work.
        """
        size = self.files.head.size
        cuts = array("q", sorted(cut for cut in {*stored.sizes, *kept} if 0 < cut <= size))
        for looked in spread(self._pieces(cuts, wanted), processes):
            self._take(looked)
        self._check_doubles()

    def _pieces(self, cuts: array[int], wanted: frozenset[bytes]) -> Iterator[Piece]:
        folder, size = self.files.folder, self.files.head.size
        with self._index() as index:
            for begin in range(0, size, PIECE):
                end = min(begin + PIECE, size)
                at = index.tell()
                length = sum(len(index.readline(MOST_LINE)) for _ in range(begin, end))
                if not length and not self._has_bundle(begin):
                    # A signed size is believed to be no more than what there is.
                    self.report.add(Failure.UNREADABLE, f"nothing from leaf {begin} on")
                    return
                within = tuple(cuts[bisect_right(cuts, begin) : bisect_right(cuts, end)])
                yield Piece(str(folder), begin // FULL, size, at, length, within, wanted)
            if index.read(1):
                self.report.add(Failure.UNREADABLE, f"{INDEX}: longer than the log")

    def _has_bundle(self, begin: int) -> bool:
        bundle = Bundle(begin // FULL, min(FULL, self.files.head.size - begin))
        return (self.files.folder / bundle.path).exists()

    def _index(self) -> BinaryIO:
        try:
            return open_plain(self.files.folder, INDEX)
        except OSError:
            self.report.add(Failure.UNREADABLE, INDEX)
            return BytesIO()

    def _take(self, looked: Looked) -> None:
        self.trees.take(looked)
        self.facts.take(looked.facts)
        self.places |= looked.places
        for failure, place in looked.failures:
            self.report.add(failure, place)
        for heap, more in zip(self.ids, looked.ids, strict=True):
            heap.extend(more)
        self._check_times(looked)

    def _check_times(self, looked: Looked) -> None:
        """Entries stand in the order of time, but for those that were recorded side by side."""
        delay = MERGE_DELAY * MICROSECONDS
        latest = self.latest
        for leaf, time in enumerate(looked.times, looked.first):
            if time > latest:
                latest = time
            elif NO_TIME < time < latest - delay:
                self.report.add(Failure.TIME, f"leaf {leaf}")
        self.latest = latest

    def _check_doubles(self) -> None:
        for heap in self.ids:
            ids = [bytes(heap[begin : begin + ID_BYTES]) for begin in range(0, len(heap), ID_BYTES)]
            if len(set(ids)) != len(ids):
                seen: set[bytes] = set()
                for one in ids:
                    if one in seen:
                        self.report.add(Failure.DUPLICATE, f"entry {UUID(bytes=one)}")
                    seen.add(one)

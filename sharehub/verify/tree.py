"""The whole tree of an export: by its entries' bytes, by its stored tiles, and as it was signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sharehub.audit.entry import leaf_hash
from sharehub.audit.merkle import EMPTY_ROOT, Frontier, node_hash, root_of
from sharehub.audit.tiles import FULL, Tile
from sharehub.verify.failures import Failure
from sharehub.verify.files import read

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.verify.chunk import Looked, Rooted
    from sharehub.verify.report import Report
    from sharehub.verify.stored import Stored

GONE = leaf_hash(b"")
"""The hash of what an export has in the place of an entry that is gone, which is found by itself."""
MOST_ASTRAY = 10_000
"""Entries that are kept in mind because their hash is not the stored one; more are only counted."""


@dataclass(slots=True)
class Side:
    """A tree that grows bundle by bundle; `roots` are those over its full bundles.

    `beginnings` are its roots at the sizes in `wanted`; `others` are the sizes at which a stored checkpoint
    has another root.
    """

    stored: Stored
    wanted: frozenset[int]
    frontier: Frontier = field(default_factory=Frontier)
    roots: list[bytes] = field(default_factory=list)
    beginnings: dict[int, bytes] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)
    root: bytes = EMPTY_ROOT

    def take(self, bundle: Rooted, *, full: bool) -> None:
        """Add the next bundle; none follows one that is not full."""
        for size, beginning in bundle.cuts.items():
            root = self._over(beginning)
            if size in self.wanted:
                self.beginnings[size] = root
            if self.stored.root_at(size) not in {root, None}:
                self.others.append(size)
        self.root = self._over(bundle.root)
        if full:
            self.frontier.append(bundle.root)
            self.roots.append(bundle.root)

    def root_at(self, size: int) -> bytes:
        """Return the root at a size that was asked for."""
        return self.beginnings[size] if size else EMPTY_ROOT

    def _over(self, last: bytes) -> bytes:
        root = last
        for peak in reversed(self.frontier.peaks):
            root = node_hash(peak, root)
        return root


@dataclass(slots=True)
class Trees:
    """The two trees of an export of `size` leaves, and the entries in which they differ."""

    size: int
    by_bytes: Side
    by_tiles: Side
    astray: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    more_astray: int = 0

    @classmethod
    def of(cls, size: int, stored: Stored, wanted: frozenset[int]) -> Self:
        """Return trees that have no leaf yet; `wanted` are sizes at which roots are asked for."""
        return cls(size, Side(stored, wanted), Side(stored, wanted))

    def take(self, looked: Looked) -> None:
        """Add the next piece."""
        for bundle in looked.bundles:
            full = (len(self.by_bytes.roots) + 1) * FULL <= self.size
            self.by_bytes.take(bundle.by_bytes, full=full)
            self.by_tiles.take(bundle.by_tile or bundle.by_bytes, full=full)
        room = MOST_ASTRAY - len(self.astray)
        self.astray += looked.astray[:room]
        self.more_astray += len(looked.astray[room:])

    def judged(self, signed: bytes, report: Report, folder: Path) -> Side | None:
        """Say what differs from the tree that was signed, and return the side that is that tree, if one is.

        Where the entries add up to it, a hash that differs was changed in the tiles; where the tiles do, in
        the entries.
        """
        if self.by_bytes.root == signed:
            side = self.by_bytes
            for leaf, _, _ in self.astray:
                report.add(Failure.TILE, f"leaf {leaf}")
        else:
            side = self.by_tiles
            if side.root != signed:
                report.add(Failure.OTHER_TREE, f"{self.size} entries")
            self._astray(report)
        _check_upper_tiles(report, folder, side.roots)
        return side if side.root == signed else None

    def _astray(self, report: Report) -> None:
        stored = {theirs for _, _, theirs in self.astray}
        for leaf, ours, _ in self.astray:
            if ours != GONE:
                report.add(Failure.MOVED if ours in stored else Failure.EDITED, f"leaf {leaf}")
        if self.more_astray:
            report.add(Failure.EDITED, "and so on", self.more_astray)


def _check_upper_tiles(report: Report, folder: Path, below: list[bytes]) -> None:
    """Hold the tiles above the lowest level against the roots of those below them."""
    level = 1
    while below:
        for first in range(0, len(below), FULL):
            some = below[first : first + FULL]
            path = Tile(level, first // FULL, len(some)).path
            if read(folder, path) != b"".join(some):
                report.add(Failure.TILE, path)
        level, below = (
            level + 1,
            [root_of(below[first : first + FULL]) for first in range(0, len(below) // FULL * FULL, FULL)],
        )

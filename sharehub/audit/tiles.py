"""The log's files as tiles: their paths, their bytes, and which of them an append makes or completes.

A tile holds up to 256 neighbouring hashes of one tile level; tile level L is tree level 8 * L. Each hash of
level L + 1 is the root over one full tile of level L. A bundle holds the entries under one tile of level 0.

Source: C2SP tlog-tiles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sharehub.audit.merkle import HASH_BYTES, root_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sharehub.audit.merkle import ReadNode

FULL = 256
"""Hashes of a full tile, and entries of a full bundle."""
HEIGHT = 8
"""Tree levels from one tile level to the next: 2**8 = 256."""
HIGHEST_LEVEL = 63
LONGEST_ENTRY = 65_535
"""Bytes of an entry: its length is written in 16 bits."""
MOST_LEAVES = 2**64
"""Tree sizes are below this; so are tile indexes, then."""

_LENGTH_BYTES = 2
_THOUSAND = 1000
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """Hashes number index * 256 and the next ones of a tile level, `width` of them.

    Raises:
        ValueError: level not in 0 to 63, index negative or out of bounds, or width not in 1 to 256.
    """

    level: int
    index: int
    width: int = FULL

    def __post_init__(self) -> None:
        """See the class."""
        if not 0 <= self.level <= HIGHEST_LEVEL:
            raise ValueError("a tile's level is 0 to 63")
        _admit_place(self.index, self.width)

    @property
    def is_full(self) -> bool:
        """Whether it has all 256 hashes, and never changes again."""
        return self.width == FULL

    @property
    def path(self) -> str:
        """Where it is kept and served, below the log's prefix."""
        return f"tile/{self.level}/{_place(self.index, self.width)}"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Entries number index * 256 and the next ones, `width` of them.

    Raises:
        ValueError: index negative or out of bounds, or width not in 1 to 256.
    """

    index: int
    width: int = FULL

    def __post_init__(self) -> None:
        """See the class."""
        _admit_place(self.index, self.width)

    @property
    def is_full(self) -> bool:
        """Whether it has all 256 entries, and never changes again."""
        return self.width == FULL

    @property
    def path(self) -> str:
        """Where it is kept and served, below the log's prefix."""
        return f"tile/entries/{_place(self.index, self.width)}"


ReadTile: TypeAlias = "Callable[[Tile], bytes]"
"""Returns a tile's bytes; a fuller tile of the same level and index does as well."""


def parse_path(path: str) -> Tile | Bundle:
    """Return what a path names.

    Raises:
        ValueError: it is not exactly as a tile or bundle writes its own path.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise ValueError("this is no path of a tile")
    index = int(found["index"].replace("x", "").replace("/", ""))
    width = int(found["width"] or FULL)
    named = Bundle(index, width) if found["level"] == "entries" else Tile(int(found["level"]), index, width)
    # One name for one thing: no needless groups of zeroes, no ".p/256".
    if named.path != path:
        raise ValueError("this is no path of a tile")
    return named


def tiles_made(old: int, new: int) -> Iterator[Tile]:
    """Yield the tiles that growing from `old` to `new` leaves makes, widens or completes, lowest level first.

    From 0 these are all the tiles of a tree.

    Raises:
        ValueError: not 0 <= old <= new < MOST_LEAVES.
    """
    _admit_growth(old, new)
    level = 0
    while old < new:
        for index in range(old // FULL, -(-new // FULL)):
            yield Tile(level, index, min(FULL, new - index * FULL))
        level, old, new = level + 1, old // FULL, new // FULL


def bundles_made(old: int, new: int) -> Iterator[Bundle]:
    """Yield the bundles that growing from `old` to `new` entries makes, widens or completes.

    Raises:
        ValueError: not 0 <= old <= new < MOST_LEAVES.
    """
    _admit_growth(old, new)
    if old < new:
        for index in range(old // FULL, -(-new // FULL)):
            yield Bundle(index, min(FULL, new - index * FULL))


def grow(size: int, leaves: Sequence[bytes], read: ReadTile) -> dict[Tile, bytes]:
    """Return the tiles that `tiles_made` names for an append, with their bytes.

    Args:
        size: leaves before the append.
        leaves: leaf hashes to append.
        read: returns tiles of the tree so far; only partial ones are asked for, one a level at most.

    Raises:
        ValueError: a leaf hash is not 32 bytes long, or a tile that was read is not whole.
    """
    if any(len(leaf) != HASH_BYTES for leaf in leaves):
        raise ValueError("a leaf hash is 32 bytes")
    made: dict[Tile, bytes] = {}
    added = b"".join(leaves)
    old, new = size, size + len(leaves)
    _admit_growth(old, new)
    level = 0
    while old < new:
        first, partial = divmod(old, FULL)
        if partial:
            before = Tile(level, first, partial)
            added = b"".join((*hashes_of(before, read(before)), added))
        above = []
        for index in range(first, -(-new // FULL)):
            tile = Tile(level, index, min(FULL, new - index * FULL))
            begin = (index - first) * FULL * HASH_BYTES
            made[tile] = added[begin : begin + tile.width * HASH_BYTES]
            if tile.is_full:
                above.append(root_of(hashes_of(tile, made[tile])))
        added = b"".join(above)
        level, old, new = level + 1, old // FULL, new // FULL
    return made


def node_reader(size: int, read: ReadTile) -> ReadNode:
    """Return a reader of complete tree nodes, out of the tiles of a tree of `size` leaves.

    The reader raises ValueError for a node that is not complete at that size, or a tile that is not whole.
    """

    def node(level: int, index: int) -> bytes:
        if level < 0 or index < 0 or (index + 1) << level > size:
            raise ValueError("the tree has no such complete node")
        tile_level, height = divmod(level, HEIGHT)
        number, offset = divmod(index << height, FULL)
        width = min(FULL, (size >> HEIGHT * tile_level) - number * FULL)
        tile = Tile(tile_level, number, width)
        return root_of(hashes_of(tile, read(tile))[offset : offset + (1 << height)])

    return node


def hashes_of(tile: Tile, data: bytes) -> list[bytes]:
    """Return a tile's hashes out of its bytes, or out of those of a fuller one.

    Raises:
        ValueError: these are too few bytes, too many for any tile, or no whole number of hashes.
    """
    if len(data) % HASH_BYTES or not tile.width <= len(data) // HASH_BYTES <= FULL:
        raise ValueError("these are not the bytes of this tile")
    return [data[begin : begin + HASH_BYTES] for begin in range(0, tile.width * HASH_BYTES, HASH_BYTES)]


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the bytes of a bundle: each entry after its length, 16 bits, big-endian.

    Raises:
        ValueError: not 1 to 256 entries, or one longer than 65,535 bytes.
    """
    if not 1 <= len(entries) <= FULL or any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise ValueError("a bundle holds 1 to 256 entries of at most 65,535 bytes each")
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def read_bundle(bundle: Bundle, data: bytes) -> list[bytes]:
    """Return the entries of a bundle out of its bytes, exactly as many as its width.

    Raises:
        ValueError: the bytes end within an entry, or hold fewer or more entries.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        begin = at + _LENGTH_BYTES
        at = begin + int.from_bytes(data[at:begin], "big")
        if at > len(data) or len(entries) == bundle.width:
            raise ValueError("these are not the bytes of this bundle")
        entries.append(data[begin:at])
    if len(entries) != bundle.width:
        raise ValueError("these are not the bytes of this bundle")
    return entries


def _admit_place(index: int, width: int) -> None:
    if not 0 <= index < MOST_LEAVES:
        raise ValueError("a tile's index is 0 or more, and below 2^64")
    if not 1 <= width <= FULL:
        raise ValueError("a tile's width is 1 to 256")


def _admit_growth(old: int, new: int) -> None:
    if not 0 <= old <= new < MOST_LEAVES:
        raise ValueError("a tree only grows, and stays below 2^64 leaves")


def _place(index: int, width: int) -> str:
    """Write an index in groups of three digits, all but the last behind an x, and the width if partial."""
    groups = [f"{index % _THOUSAND:03d}"]
    while index := index // _THOUSAND:
        groups.append(f"x{index % _THOUSAND:03d}")
    return "/".join(reversed(groups)) + ("" if width == FULL else f".p/{width}")

"""One piece of a log, looked at by itself: each entry's bytes, its hash, its line of the index.

Pieces are independent, so that several processes share the work, and small, so that memory is bounded.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from sharehub.audit.entry import decode
from sharehub.audit.layout import INDEX, index_line_of
from sharehub.audit.merkle import HASH_BYTES, Frontier
from sharehub.audit.tiles import FULL, Bundle, Tile, hashes_of, read_bundle
from sharehub.verify.failures import Failure
from sharehub.verify.files import open_plain, read

if TYPE_CHECKING:
    from collections.abc import Mapping

BUNDLES = 16
"""Bundles of one piece: 4,096 entries."""
PARTS = 64
"""Heaps that ids are sorted into, so that doubles are looked for in one heap at a time."""
NO_TIME = -(2**63)
"""Stands for the time of an entry that cannot be read."""
FACT = struct.Struct(">16sQQ32s")
"""An act upon a fact: its id, the revision, the version that it left, and the manifest's digest."""

ID_BYTES = 16


class Piece(NamedTuple):
    """What is to be looked at: `BUNDLES` bundles of a log of `size` entries, the last piece fewer.

    `index_at` and `index_length` say where its lines stand in the index. `cuts` are the sizes, within this
    piece, at which a root is asked for. `wanted` are leaf hashes whose places are asked for.
    """

    folder: str
    first: int
    size: int
    index_at: int
    index_length: int
    cuts: tuple[int, ...]
    wanted: frozenset[bytes]


class Rooted(NamedTuple):
    """The root over one bundle's leaves, and by size those over its leaves up to each cut."""

    root: bytes
    cuts: dict[int, bytes]


class Bundled(NamedTuple):
    """A bundle by its entries' bytes, and by the stored tile where that differs."""

    by_bytes: Rooted
    by_tile: Rooted | None


@dataclass(slots=True)
class Looked:
    """What a piece holds.

    `times` are microseconds since 1970; `ids` are heaps of 16 bytes each; `facts` are records of FACT.
    `astray` are entries whose hash is not the stored one: leaf, hash by bytes, stored hash.
    """

    first: int
    bundles: list[Bundled] = field(default_factory=list)
    times: array[int] = field(default_factory=lambda: array("q"))
    ids: list[bytearray] = field(default_factory=lambda: [bytearray() for _ in range(PARTS)])
    facts: bytearray = field(default_factory=bytearray)
    places: dict[bytes, int] = field(default_factory=dict)
    astray: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    failures: list[tuple[Failure, str]] = field(default_factory=list)


def look(piece: Piece) -> Looked:
    """Look at one piece."""
    found = Looked(piece.first * FULL)
    folder = Path(piece.folder)
    index = iter(_index_lines(folder, piece))
    last = -(-piece.size // FULL)
    for number in range(piece.first, min(piece.first + BUNDLES, last)):
        bundle = Bundle(number, min(FULL, piece.size - number * FULL))
        bodies = _bodies(folder, bundle, found)
        hashes = [sha256(b"\x00" + body).digest() for body in bodies]
        _compare(folder, piece, bundle, hashes, found)
        begin = number * FULL
        for leaf, (body, leaf_hash) in enumerate(zip(bodies, hashes, strict=True), begin):
            _look_at(leaf, body, leaf_hash, next(index, None), found)
        for wanted in piece.wanted.intersection(hashes):
            found.places[wanted] = begin + hashes.index(wanted)
    return found


def record_of(said: Mapping[str, Any]) -> bytes:
    """Return the record of an entry upon a fact, or nothing where it is upon none; version 0 is not said.

    Raises:
        ValueError: it is upon a fact, and does not say so as the program does.
    """
    if "revision" not in said:
        return b""
    try:
        fact, digest = bytes.fromhex(said["fact"].replace("-", "")), bytes.fromhex(said["manifest"])
        version = said.get("refs", {}).get("version", 0)
        if len(fact) == ID_BYTES and len(digest) == HASH_BYTES:
            return FACT.pack(fact, said["revision"], version, digest)
    except (LookupError, TypeError, AttributeError, ValueError, struct.error):
        pass
    raise ValueError("an act upon a fact names it, its revision and its manifest")


def columns_that_differ(line: bytes, expected: bytes) -> str:
    """Return which columns of an index's line are not what the entry says, by name."""
    said, known = _object(line), orjson.loads(expected)
    if said is None:
        return "all of it"
    return (
        ", ".join(sorted(name for name in said.keys() | known if said.get(name) != known.get(name))) or "form"
    )


def _bodies(folder: Path, bundle: Bundle, found: Looked) -> list[bytes]:
    """Return a bundle's entries; where it cannot be read, as many empty ones, which count as gone."""
    data = read(folder, bundle.path)
    try:
        if data is not None:
            return read_bundle(bundle, data)
    except ValueError:
        pass
    found.failures.append((Failure.UNREADABLE, bundle.path))
    return [b""] * bundle.width


def _compare(folder: Path, piece: Piece, bundle: Bundle, hashes: list[bytes], found: Looked) -> None:
    """Hold the hashes of a bundle's entries against the stored ones; keep the roots of both."""
    by_bytes = _rooted(hashes, bundle.index * FULL, piece.cuts)
    tile = Tile(0, bundle.index, bundle.width)
    data = read(folder, tile.path)
    if data == b"".join(hashes):
        found.bundles.append(Bundled(by_bytes, None))
        return
    if data is None or len(data) != tile.width * HASH_BYTES:
        found.failures.append((Failure.TILE, tile.path))
        found.bundles.append(Bundled(by_bytes, None))
        return
    stored = hashes_of(tile, data)
    begin = bundle.index * FULL
    pairs = zip(count(begin), hashes, stored, strict=False)
    found.astray += [(leaf, ours, theirs) for leaf, ours, theirs in pairs if ours != theirs]
    found.bundles.append(Bundled(by_bytes, _rooted(stored, begin, piece.cuts)))


def _rooted(hashes: list[bytes], begin: int, cuts: tuple[int, ...]) -> Rooted:
    frontier, roots, taken = Frontier(), {}, 0
    for cut in cuts:
        if begin < cut <= begin + len(hashes):
            frontier.extend(hashes[taken : cut - begin])
            taken = cut - begin
            roots[cut] = frontier.root()
    frontier.extend(hashes[taken:])
    return Rooted(frontier.root(), roots)


def _look_at(leaf: int, body: bytes, leaf_hash: bytes, line: bytes | None, found: Looked) -> None:
    """Look at one entry: its form, what is to be known of it, and its line of the index.

    An export has an empty one in the place of an entry that the database has no more.
    """
    try:
        said = decode(body)
        found.facts += record_of(said)
    except ValueError:
        failure = Failure.FORM if body else Failure.MISSING
        found.failures.append((failure, f"leaf {leaf}"))
        found.times.append(NO_TIME)
        return
    found.times.append(said["at"])
    identity = bytes.fromhex(said["id"].replace("-", ""))
    found.ids[identity[-1] % PARTS] += identity
    expected = index_line_of(leaf, leaf_hash.hex(), said)
    if line != expected:
        differs = "no line" if line is None else columns_that_differ(line, expected)
        found.failures.append((Failure.INDEX, f"leaf {leaf}: {differs}"))


def _index_lines(folder: Path, piece: Piece) -> list[bytes]:
    try:
        with open_plain(folder, INDEX) as file:
            file.seek(piece.index_at)
            # At newlines alone, whatever else a line was made to hold.
            return list(BytesIO(file.read(piece.index_length)))
    except OSError:
        return []


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        said = orjson.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None

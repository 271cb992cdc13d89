"""A log that is kept in memory, for whom a witness is tried."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.merkle import consistency_proof, root_at
from sharehub.audit.note import Kind, Note, Signer
from sharehub.audit.submission import Submission
from sharehub.audit.tiles import Tile, grow, node_reader

if TYPE_CHECKING:
    from sharehub.audit.merkle import ReadNode

ORIGIN = "hub.example/log"


def key_of(name: str, kind: Kind = Kind.TEXT, seed: bytes = b"") -> Signer:
    """Return the key of a name, the same every time."""
    return Signer.from_seed(name, kind, hashlib.sha256(name.encode() + seed).digest())


@dataclass
class Log:
    """A log whose leaves are numbers; `salt` makes it another log of the same name and key."""

    salt: bytes = b""
    signer: Signer = field(default_factory=lambda: key_of(ORIGIN))

    def leaves(self, size: int) -> list[bytes]:
        """Return its first leaves."""
        return [hashlib.sha256(self.salt + number.to_bytes(4, "big")).digest() for number in range(size)]

    def tiles(self, size: int) -> dict[tuple[int, int], bytes]:
        """Return the tiles of its tree."""
        made = grow(0, self.leaves(size), lambda _tile: b"")
        return {(tile.level, tile.index): data for tile, data in made.items()}

    def checkpoint(self, size: int) -> Note:
        """Return its signed checkpoint at a size."""
        return sign_checkpoint(Checkpoint(ORIGIN, size, self._root(size)), [self.signer])

    def submission(self, old: int, new: int) -> Submission:
        """Return what it sends to a witness that knows its tree at one size, about a larger one."""
        proof = consistency_proof(old, new, self._reader(new)) if old <= new else ()
        return Submission(old, tuple(proof), self.checkpoint(new))

    def _root(self, size: int) -> bytes:
        return root_at(size, self._reader(size))

    def _reader(self, size: int) -> ReadNode:
        tiles = self.tiles(size)

        def read(tile: Tile) -> bytes:
            return tiles[tile.level, tile.index]

        return node_reader(size, read)

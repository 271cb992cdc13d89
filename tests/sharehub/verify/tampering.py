"""What somebody can do to a log who writes to its database as they please, or has its keys as well."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import delete, insert, select, update

from sharehub.audit import log_keys
from sharehub.audit.canonical import canonical
from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.entry import leaf_hash
from sharehub.audit.merkle import root_of
from sharehub.audit.tiles import grow
from sharehub.database.schema import (
    AuditEntry,
    DecisionPortion,
    DecisionRecord,
    FactVersion,
    LogCheckpoint,
    LogCosignature,
    LogLeaf,
    LogQueue,
    LogTile,
)
from tests.sharehub.audit.growing import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.audit.note import Signer
    from tests.sharehub.audit.growing import Growing


@dataclass(frozen=True, slots=True)
class Attacker:
    """Somebody with the database of a log."""

    growing: Growing

    def entry(self, leaf: int) -> UUID:
        """Return the entry at a leaf."""
        return self.growing.leaves()[leaf][0]

    def said(self, leaf: int) -> dict[str, Any]:
        """Return what the entry at a leaf says."""
        said: dict[str, Any] = orjson.loads(self.growing.bodies()[leaf])
        return said

    def columns(self, leaf: int, **values: Any) -> None:
        """Change columns of an entry."""
        entry = self.entry(leaf)
        self.growing.run(update(AuditEntry).where(AuditEntry.id == entry).values(**values))

    def edit(self, leaf: int, **changes: Any) -> None:
        """Change what the bytes of an entry say."""
        self.columns(leaf, body=canonical(self.said(leaf) | changes))

    def rehash(self) -> list[bytes]:
        """Make every leaf hash and tile anew out of the bytes that are there; return the leaf hashes."""
        asked = select(LogLeaf.leaf_index, AuditEntry.id, AuditEntry.body)
        rows = self.growing.all(
            asked.join(AuditEntry, AuditEntry.id == LogLeaf.entry_id).order_by(LogLeaf.leaf_index)
        )
        hashes = [leaf_hash(body) for _, _, body in rows]
        tiles = grow(0, hashes, lambda _: b"")
        self.growing.run(
            delete(LogLeaf),
            *(
                update(AuditEntry).where(AuditEntry.id == entry).values(leaf_hash=one)
                for (_, entry, _), one in zip(rows, hashes, strict=True)
            ),
            insert(LogLeaf).values(
                [
                    {"leaf_index": place, "entry_id": entry, "leaf_hash": one}
                    for place, ((_, entry, _), one) in enumerate(zip(rows, hashes, strict=True))
                ]
            ),
            delete(LogTile),
            insert(LogTile).values(
                [
                    {"level": tile.level, "tile_index": tile.index, "hashes": data}
                    for tile, data in tiles.items()
                ]
            ),
        )
        return hashes

    def resign(self, *signers: Signer) -> None:
        """Make the tree anew and sign all of it again, as somebody can who has the log's key; or another."""
        hashes = self.rehash()
        sizes = [found.size for found in self.growing.checkpoints() if found.size <= len(hashes)]
        self.growing.run(delete(LogCosignature), delete(LogCheckpoint))
        for size in sorted({*sizes, len(hashes)}):
            self.sign(Checkpoint(ORIGIN, size, root_of(hashes[:size])), *signers)

    def sign(self, checkpoint: Checkpoint, *signers: Signer) -> None:
        """Store a checkpoint, signed by the log's key or another."""
        note = sign_checkpoint(checkpoint, signers or self.growing.keys.signers).encode()
        values = {"size": checkpoint.size, "at": self.growing.hub.clock.now(), "note": note}
        self.growing.run(
            delete(LogCheckpoint).where(LogCheckpoint.size == checkpoint.size),
            insert(LogCheckpoint).values(values),
        )

    def sign_tree(self, hashes: list[bytes], *signers: Signer) -> None:
        """Store a checkpoint of the tree over these leaves."""
        self.sign(Checkpoint(ORIGIN, len(hashes), root_of(hashes)), *signers)

    def remove(self, leaf: int) -> None:
        """Take an entry and its leaf out."""
        entry = self.entry(leaf)
        self.growing.run(
            delete(LogLeaf).where(LogLeaf.entry_id == entry),
            delete(DecisionRecord).where(DecisionRecord.entry_id == entry),
            delete(AuditEntry).where(AuditEntry.id == entry),
        )

    def renumber(self, entries: list[UUID]) -> None:
        """Let the tree consist of these entries, in this order."""
        rows = self.growing.all(select(AuditEntry.id, AuditEntry.leaf_hash).where(AuditEntry.id.in_(entries)))
        hashes = dict(map(tuple, rows))
        self.growing.run(
            delete(LogLeaf),
            insert(LogLeaf).values(
                [
                    {"leaf_index": place, "entry_id": entry, "leaf_hash": hashes[entry]}
                    for place, entry in enumerate(entries)
                ]
            ),
        )

    def insert(self, like: int, number: int = 1) -> UUID:
        """Put in an entry of their own, made after the one at a leaf; it waits for nothing."""
        entry = UUID(f"018fdd53-ae80-7000-8000-{number:012}")
        body = canonical(self.said(like) | {"id": str(entry)})
        (row,) = self.growing.all(select(AuditEntry).where(AuditEntry.id == self.entry(like)))
        values = dict(row._mapping) | {"id": entry, "body": body, "leaf_hash": leaf_hash(body)}
        self.growing.run(insert(AuditEntry).values(values))
        return entry

    def roll_back(self, size: int) -> None:
        """Put the log back to where it was at a smaller size, as somebody can who kept a copy."""
        later = [entry for entry, _ in self.growing.leaves()[size:]] + list(self.growing.queued())
        self.growing.run(
            delete(LogQueue),
            delete(LogLeaf).where(LogLeaf.leaf_index >= size),
            delete(DecisionRecord).where(DecisionRecord.entry_id.in_(later)),
            delete(AuditEntry).where(AuditEntry.id.in_(later)),
            delete(LogCosignature).where(LogCosignature.size > size),
            delete(LogCheckpoint).where(LogCheckpoint.size > size),
        )
        self.rehash()
        self.growing.key_file.with_name("log.json.head").unlink()


TABLES = (
    *(
        AuditEntry,
        DecisionRecord,
        DecisionPortion,
        LogQueue,
        LogLeaf,
        LogTile,
        LogCheckpoint,
        LogCosignature,
        FactVersion,
    ),
)


@contextmanager
def undone(growing: Growing) -> Iterator[None]:
    """Let a log be tampered with, and put it back as it was."""
    rows = {table: growing.all(select(table)) for table in TABLES}
    head = log_keys.signed_head(growing.key_file)
    yield
    growing.run(*(delete(table) for table in reversed(TABLES)))
    for table, kept in rows.items():
        if kept:
            growing.run(insert(table).values([dict(row._mapping) for row in kept]))
    if head is not None:
        log_keys.put_down_head(growing.key_file, head)

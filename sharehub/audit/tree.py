"""The log's tree as it is stored: what waits to be put into it, its tiles, its leaves and its checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import LargeBinary, cast, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from sharehub.audit.merkle import HASH_BYTES
from sharehub.database.schema import AuditEntry, LogCheckpoint, LogCosignature, LogLeaf, LogQueue, LogTile
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sharehub.audit.tiles import ReadTile, Tile
    from sharehub.database.transaction import Transaction


MOST_IDS = 500
"""Ids that one statement names: SQLite takes a limited number of parameters."""


BODY, LEAF_HASH = cast(AuditEntry.body, LargeBinary), cast(AuditEntry.leaf_hash, LargeBinary)
"""Columns of an entry, as bytes whatever stands there: SQLite keeps a text that somebody wrote past us."""


class Waiting(NamedTuple):
    """An entry that is not in the tree yet: the exact bytes, and the leaf hash that was promised for them."""

    entry: UUID
    body: bytes
    leaf_hash: bytes


class Stored(NamedTuple):
    """A checkpoint as it is stored: the size of its tree, the note's bytes, and when it was signed."""

    size: int
    note: bytes
    at: datetime


class Cosigned(NamedTuple):
    """A checkpoint that a witness cosigned, and the line that says so."""

    size: int
    note: bytes
    line: str

    @property
    def whole(self) -> bytes:
        """The note with the witness's line below the log's own."""
        return self.note + self.line.encode()


def waiting(tx: Transaction, most: int, after: UUID | None = None) -> list[Waiting]:
    """Return entries of the queue in the order of their ids, which is that of time but for concurrent ones.

    Args:
        tx: a transaction.
        most: how many at most.
        after: those after this id alone. Never used to find what is new, since ids commit out of order.
    """
    asked = select(LogQueue.entry_id, BODY, LEAF_HASH).join(AuditEntry, AuditEntry.id == LogQueue.entry_id)
    if after is not None:
        asked = asked.where(LogQueue.entry_id > after)
    rows = tx.session.connection().execute(asked.order_by(LogQueue.entry_id).limit(most))
    return [Waiting(*row) for row in rows]


def already_in(tx: Transaction, waiting: Sequence[Waiting]) -> set[bytes]:
    """Return the leaf hashes of those waiting that the tree has: by their entry, or by the same bytes."""
    connection = tx.session.connection()
    known: set[bytes] = set()
    for begin in range(0, len(waiting), MOST_IDS):
        some = waiting[begin : begin + MOST_IDS]
        by_entry = {one.entry: one.leaf_hash for one in some}
        rows = connection.execute(
            select(LogLeaf.entry_id, LogLeaf.leaf_hash).where(
                LogLeaf.entry_id.in_(by_entry) | LogLeaf.leaf_hash.in_([one.leaf_hash for one in some])
            )
        )
        for entry, leaf_hash in rows:
            known |= {leaf_hash, by_entry.get(entry, leaf_hash)}
    return known


def leaves_end(tx: Transaction) -> int:
    """Return one more than the last leaf's index, which is the size of the newest checkpoint's tree."""
    asked = select(LogLeaf.leaf_index).order_by(LogLeaf.leaf_index.desc()).limit(1)
    last = tx.session.connection().execute(asked).scalar_one_or_none()
    return 0 if last is None else last + 1


def newest_checkpoint(tx: Transaction) -> Stored | None:
    """Return the checkpoint of the largest tree, or None before the first."""
    found = newest_checkpoints(tx, 1)
    return found[0] if found else None


def newest_checkpoints(tx: Transaction, most: int) -> list[Stored]:
    """Return the checkpoints of the largest trees, the largest first."""
    asked = select(LogCheckpoint.size, LogCheckpoint.note, LogCheckpoint.at)
    rows = tx.session.connection().execute(asked.order_by(LogCheckpoint.size.desc()).limit(most))
    return [Stored(*row) for row in rows]


def tile_reader(tx: Transaction) -> ReadTile:
    """Return a reader of stored tiles; it keeps what it read, and raises Tampered where one is missing."""
    read: dict[tuple[int, int], bytes] = {}
    connection = tx.session.connection()

    def tile(asked: Tile) -> bytes:
        place = asked.level, asked.index
        if place not in read:
            found = connection.execute(
                select(LogTile.hashes).where(LogTile.level == asked.level, LogTile.tile_index == asked.index)
            ).scalar_one_or_none()
            if found is None or len(found) < asked.width * HASH_BYTES:
                raise Tampered("a tile of the log's tree is missing or cut short")
            read[place] = found
        return read[place]

    return tile


def overlaid(made: Mapping[Tile, bytes], read: ReadTile) -> ReadTile:
    """Return a reader that knows tiles which are not stored yet, and asks another for the rest."""
    places = {(tile.level, tile.index): data for tile, data in made.items()}

    def tile(asked: Tile) -> bytes:
        data = places.get((asked.level, asked.index))
        return read(asked) if data is None else data

    return tile


def store(
    tx: Transaction, first: int, batch: Sequence[Waiting], tiles: Mapping[Tile, bytes], note: bytes
) -> None:
    """Store a batch whole: its leaves from index `first` on, its tiles, its checkpoint; it waits no more.

    Raises:
        IntegrityError: another sequencer stored leaves meanwhile; nothing of this batch stays.
        Tampered: what was to be taken from the queue is not there.
    """
    connection = tx.session.connection()
    connection.execute(
        insert(LogLeaf),
        [
            {"leaf_index": first + place, "entry_id": one.entry, "leaf_hash": one.leaf_hash}
            for place, one in enumerate(batch)
        ],
    )
    _store_tiles(tx, tiles)
    connection.execute(insert(LogCheckpoint), {"size": first + len(batch), "at": tx.now, "note": note})
    taken = 0
    ids = [one.entry for one in batch]
    for begin in range(0, len(ids), MOST_IDS):
        taken += connection.execute(
            delete(LogQueue).where(LogQueue.entry_id.in_(ids[begin : begin + MOST_IDS]))
        ).rowcount
    if taken != len(batch):
        raise Tampered("an entry left the log's queue without having been put into the tree")


def _store_tiles(tx: Transaction, tiles: Mapping[Tile, bytes]) -> None:
    connection = tx.session.connection()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(LogTile)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["level", "tile_index"], set_={"hashes": statement.excluded.hashes}
        ),
        [{"level": tile.level, "tile_index": tile.index, "hashes": data} for tile, data in tiles.items()],
    )


def leaf_index(tx: Transaction, leaf_hash: bytes) -> int | None:
    """Return where a leaf hash stands in the tree, or None while it waits, or was never promised."""
    asked = select(LogLeaf.leaf_index).where(LogLeaf.leaf_hash == leaf_hash)
    return tx.session.connection().execute(asked).scalar_one_or_none()


def lines_below(tx: Transaction, size: int) -> dict[str, str]:
    """Return the signature lines that witnesses gave for the checkpoint of a size, by witness."""
    asked = select(LogCosignature.witness, LogCosignature.line).where(LogCosignature.size == size)
    return {row.witness: row.line for row in tx.session.connection().execute(asked)}


def latest_word(tx: Transaction, witness: str) -> Cosigned | None:
    """Return what a witness cosigned last, or None where it never did."""
    asked = (
        select(LogCosignature.size, LogCheckpoint.note, LogCosignature.line)
        .join(LogCheckpoint, LogCheckpoint.size == LogCosignature.size)
        .where(LogCosignature.witness == witness)
        .order_by(LogCosignature.at.desc(), LogCosignature.size.desc())
        .limit(1)
    )
    row = tx.session.connection().execute(asked).one_or_none()
    return None if row is None else Cosigned(*row)


def store_word(tx: Transaction, size: int, witness: str, at: datetime, line: str) -> None:
    """Store a witness's cosignature, in the place of an earlier one of the same checkpoint."""
    connection = tx.session.connection()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(LogCosignature)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["size", "witness"],
            set_={"at": statement.excluded.at, "line": statement.excluded.line},
        ),
        {"size": size, "witness": witness, "at": at, "line": line},
    )

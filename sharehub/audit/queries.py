"""What an export reads: the log as the database holds it, page by page, whether it is sound or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import LargeBinary, or_, select, tuple_

from sharehub.audit.entry import COLUMNS, microseconds
from sharehub.audit.tree import BODY, LEAF_HASH
from sharehub.crypto import envelope
from sharehub.database.schema import (
    AuditEntry,
    FactVersion,
    LogCheckpoint,
    LogCosignature,
    LogLeaf,
    LogQueue,
    LogTile,
    Seal,
)
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Executable

    from sharehub.audit.tiles import Tile
    from sharehub.database.transaction import Transaction

PAGE = 4_096
"""Rows that are in memory at once; a multiple of 256, so that bundles are of one page."""


class Leaf(NamedTuple):
    """A place of the tree: its leaf hash, the entry's columns, and its bytes.

    There is no hash where tree and entry have different ones, and no bytes where a row is gone.
    """

    place: int
    leaf_hash: bytes | None
    columns: dict[str, Any]
    body: bytes | None


class Outside(NamedTuple):
    """An entry that the tree does not have; `place` is where a row claims it to be."""

    entry: UUID
    columns: dict[str, Any]
    body: bytes
    leaf_hash: bytes
    place: int | None
    waits: bool


class Kept(NamedTuple):
    """A stored checkpoint: its note with what witnesses added, and when, in milliseconds since 1970."""

    size: int
    at: int
    note: bytes


class Version(NamedTuple):
    """A version of a fact: its manifest, and the ids of the keys that its ciphertexts name."""

    fact: UUID
    version: int
    manifest: bytes
    keys: list[str]


_COLUMNS = tuple(AuditEntry.__table__.columns[name] for name in COLUMNS)
_ENVELOPES = tuple(
    column
    for column in FactVersion.__table__.columns
    if isinstance(column.type, LargeBinary) and column.name not in Seal.__annotations__
)


def leaves(tx: Transaction, begin: int, end: int) -> Iterator[Leaf]:
    """Yield the leaves in a range that the database has, in order; a page's worth at most."""
    asked = (
        select(
            LogLeaf.leaf_index,
            LogLeaf.leaf_hash,
            LEAF_HASH,
            LogLeaf.entry_id,
            BODY,
            *_COLUMNS,
        )
        .outerjoin(AuditEntry, AuditEntry.id == LogLeaf.entry_id)
        .where(LogLeaf.leaf_index >= begin, LogLeaf.leaf_index < end)
        .order_by(LogLeaf.leaf_index)
    )
    for place, in_tree, of_entry, entry, body, *columns in _rows(tx, asked):
        yield Leaf(place, in_tree if in_tree == of_entry else None, _columns(entry, columns), body)


def outside(tx: Transaction, size: int) -> Iterator[Outside]:
    """Yield the entries that are not among the first `size` leaves, in the order of their ids."""
    asked = (
        select(
            AuditEntry.id,
            BODY,
            LEAF_HASH,
            LogLeaf.leaf_index,
            LogQueue.entry_id.is_not(None),
            *_COLUMNS,
        )
        .outerjoin(LogLeaf, LogLeaf.entry_id == AuditEntry.id)
        .outerjoin(LogQueue, LogQueue.entry_id == AuditEntry.id)
        .where(or_(LogLeaf.entry_id.is_(None), LogLeaf.leaf_index >= size))
        .order_by(AuditEntry.id)
        .limit(PAGE)
    )
    after: UUID | None = None
    while True:
        page = _rows(tx, asked if after is None else asked.where(AuditEntry.id > after))
        for entry, body, leaf_hash, place, waits, *columns in page:
            yield Outside(entry, _columns(entry, columns), body, leaf_hash, place, bool(waits))
        if len(page) < PAGE:
            return
        after = page[-1][0]


def checkpoints(tx: Transaction) -> Iterator[Kept]:
    """Yield the stored checkpoints, the smallest first."""
    asked = select(LogCheckpoint.size, LogCheckpoint.at, LogCheckpoint.note).order_by(LogCheckpoint.size)
    after = -1
    while page := _rows(tx, asked.where(LogCheckpoint.size > after).limit(PAGE)):
        added = _cosignatures(tx, page[0][0], page[-1][0])
        for size, at, note in page:
            yield Kept(size, microseconds(at) // 1000, note + added.get(size, b""))
        after = page[-1][0]


def tile(tx: Transaction, asked: Tile) -> bytes | None:
    """Return a tile's bytes as they are stored, or None where there are none."""
    stored = select(LogTile.hashes).where(LogTile.level == asked.level, LogTile.tile_index == asked.index)
    return tx.session.connection().execute(stored).scalar_one_or_none()


def versions(tx: Transaction) -> Iterator[Version]:
    """Yield every version of every fact, in the order of ids and versions."""
    place = tuple_(FactVersion.fact_id, FactVersion.version)
    asked = (
        select(FactVersion.fact_id, FactVersion.version, FactVersion.manifest, *_ENVELOPES)
        .order_by(FactVersion.fact_id, FactVersion.version)
        .limit(PAGE)
    )
    after: tuple[UUID, int] | None = None
    while page := _rows(tx, asked if after is None else asked.where(place > after)):
        for fact, version, manifest, *envelopes in page:
            yield Version(fact, version, manifest, sorted({_key_named(stored) for stored in envelopes}))
        after = page[-1][0], page[-1][1]


def _cosignatures(tx: Transaction, first: int, last: int) -> dict[int, bytes]:
    asked = (
        select(LogCosignature.size, LogCosignature.line)
        .where(LogCosignature.size >= first, LogCosignature.size <= last)
        .order_by(LogCosignature.size, LogCosignature.witness)
    )
    added: dict[int, bytes] = {}
    for size, line in _rows(tx, asked):
        added[size] = added.get(size, b"") + line.rstrip("\n").encode() + b"\n"
    return added


def _columns(entry: UUID, columns: list[Any]) -> dict[str, Any]:
    # SQLite keeps in a column whatever was put into it.
    plain = (str(value) if isinstance(value, (bytes, float)) else value for value in columns)
    named: dict[str, Any] = dict(zip(COLUMNS, plain, strict=True))
    at, fact = named["at"], named["fact_id"]
    return named | {
        "id": str(entry),
        "at": None if at is None else microseconds(at),
        "fact_id": None if fact is None else str(fact),
    }


def _key_named(stored: bytes) -> str:
    try:
        return envelope.parse(stored).key_id.hex()
    except Tampered:
        return "none"


def _rows(tx: Transaction, asked: Executable) -> list[Any]:
    try:
        return list(tx.session.connection().execute(asked))
    except (ValueError, TypeError):
        raise Tampered("a row of the log holds what this program never wrote there") from None

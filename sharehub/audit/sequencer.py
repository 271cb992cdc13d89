"""The sequencer: it puts what waits into the tree, shows itself that the tree only grew, and only then signs.

One is active, by a lock that no writer ever touches. A batch is stored whole or not at all, by the same code
after a crash as before. Killed before the commit, it leaves the batch waiting and a signature that nobody
saw; killed after it, a stored checkpoint that the next round puts down beside the keys.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from sharehub.audit import log_keys, tree
from sharehub.audit.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from sharehub.audit.entry import leaf_hash
from sharehub.audit.merkle import EMPTY_ROOT, Unproven, consistency_proof, root_at, verify_consistency
from sharehub.audit.tiles import grow, node_reader
from sharehub.database.engine import snapshot
from sharehub.database.transaction import begin
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection, Engine

    from sharehub.audit.log_keys import LogKeys
    from sharehub.audit.merkle import ReadNode
    from sharehub.audit.tiles import Tile
    from sharehub.audit.tree import Waiting
    from sharehub.clock import Clock
    from sharehub.database.transaction import Transaction

MOST = 4_096
"""Entries of one batch: memory is bounded, and no checkpoint is long in coming."""
LOCK = 0x5348_4C4F_47
"""PostgreSQL's name for the right to sequence, an advisory lock: "SHLOG"."""

_LOCK = text("select pg_try_advisory_lock(:lock)")
_HELD = text("select 1")

alarm = logging.getLogger("sharehub.alarm")


class Round(NamedTuple):
    """What one round did: how large the tree is now, how many entries came in, how many it held back."""

    size: int
    added: int
    held_back: int


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to sequence, for as long as the connection lives on which PostgreSQL granted it."""

    connection: Connection | None = None

    def confirm(self) -> None:
        """See that it is still ours.

        Raises:
            SQLAlchemyError: the connection is gone, and the right with it.
        """
        if self.connection is not None:
            self.connection.execute(_HELD)


@dataclass(frozen=True, slots=True)
class _Growth:
    """A batch put on top of the tree as it stood, before anything of it is stored."""

    batch: list[Waiting]
    tiles: dict[Tile, bytes]
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Sequencer:
    """Grows the tree of one database, and signs with the keys of one file.

    `held_back` are entries that cannot come in: their bytes are no longer those that were promised, or the
    tree has them already. They stay in the queue, where their age is seen, and are alarmed once.
    """

    engine: Engine
    key_file: Path
    clock: Clock
    held_back: set[UUID] = field(default_factory=set)

    @contextmanager
    def lease(self) -> Iterator[Lease | None]:
        """Hold the right to sequence while the block lasts; yield None where another has it, and never wait.

        Two locks, since two machines may share a database and two databases a key: the kernel's beside the
        key file, and on PostgreSQL one of the database's own. Both go with the process that holds them.
        """
        with log_keys.sequencing(self.key_file) as ours:
            if not ours or self.engine.dialect.name != "postgresql":
                yield Lease() if ours else None
                return
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                locked = connection.execute(_LOCK, {"lock": LOCK}).scalar_one()
                try:
                    yield Lease(connection) if locked else None
                finally:
                    # Given back to the pool, the connection would keep the lock.
                    connection.invalidate()

    def round(self) -> Round:
        """Put one batch into the tree and sign the checkpoint; the caller holds the lease.

        Raises:
            KeysUnavailable: the keys cannot be had; everything waits.
            Tampered: what is stored is not what was signed, or is older; nothing is signed.
        """
        keys, now = log_keys.read(self.key_file), self.clock.now()
        with begin(snapshot(self.engine), now, now.date()) as tx:
            standing = self._standing(tx, keys)
            batch = self._batch(tx)
            growth = _grown(tx, keys, standing, batch) if batch else None
        size = standing.size if standing else 0
        if growth is None:
            return Round(size, 0, len(self.held_back))
        note = sign_checkpoint(growth.checkpoint, keys.signers).encode()
        with begin(self.engine, now, now.date()) as tx:
            tree.store(tx, size, growth.batch, growth.tiles, note)
        log_keys.put_down_head(self.key_file, note)
        return Round(growth.checkpoint.size, len(growth.batch), len(self.held_back))

    def _standing(self, tx: Transaction, keys: LogKeys) -> Checkpoint | None:
        """Return the newest checkpoint, once it is seen to be ours, of the stored tree, and no older one."""
        stored, signed = tree.newest_checkpoint(tx), log_keys.signed_head(self.key_file)
        if tree.leaves_end(tx) != (stored.size if stored else 0):
            raise Tampered("the log's leaves do not end where its newest checkpoint says")
        if stored is None:
            if signed is not None:
                raise Tampered("the database holds no checkpoint, and there was one: it is an older database")
            return None
        found = _opened(stored.note, keys)
        read = node_reader(found.size, tree.tile_reader(tx))
        if found.size != stored.size or root_at(found.size, read) != found.root:
            raise Tampered("the log's tree is not the one that was signed")
        head = None if signed is None else _opened(signed, keys)
        if head != found:
            if head is not None:
                _require_growth(head, found, read)
            # A crash after the commit left the head behind, or the keys came back from a backup without it.
            log_keys.put_down_head(self.key_file, stored.note)
        return found

    def _batch(self, tx: Transaction) -> list[Waiting]:
        """Return entries that can come in, and hold back any others: one of these would stop all the rest."""
        after: UUID | None = None
        while waiting := tree.waiting(tx, MOST, after):
            fit = _fit(waiting, tree.already_in(tx, waiting))
            self._hold_back({one.entry for one in waiting}, {one.entry for one in fit})
            if fit:
                return fit
            after = waiting[-1].entry
        return []

    def _hold_back(self, seen: set[UUID], fit: set[UUID]) -> None:
        for entry in sorted(seen - fit - self.held_back):
            alarm.error("an entry in the log's queue is not what was recorded: see entry %s", entry)
        self.held_back.update(seen - fit)
        self.held_back.difference_update(fit)


def _fit(waiting: list[Waiting], known: set[bytes]) -> list[Waiting]:
    """Return those whose bytes are the ones that were promised, and that the tree has not got yet."""
    fit, taken = [], set(known)
    for one in waiting:
        if leaf_hash(one.body) == one.leaf_hash and one.leaf_hash not in taken:
            fit.append(one)
            taken.add(one.leaf_hash)
    return fit


def _opened(note: bytes, keys: LogKeys) -> Checkpoint:
    try:
        return open_checkpoint(note, keys.origin, keys.verifiers).checkpoint
    except ValueError:  # malformed, forged, unsigned, or of another log
        raise Tampered("a checkpoint of the log is not one that its keys signed") from None


def _require_growth(head: Checkpoint, found: Checkpoint, read: ReadNode) -> None:
    """Refuse a tree that does not begin with the one that was signed last."""
    if found.size < head.size:
        raise Tampered("the database is older than the log that was signed")
    _require_beginning(head, found, read)


def _require_beginning(old: Checkpoint, new: Checkpoint, read: ReadNode) -> None:
    proof = consistency_proof(old.size, new.size, read)
    try:
        verify_consistency(old.size, new.size, proof, old.root, new.root)
    except Unproven:
        raise Tampered("the log's tree does not begin with the one that was signed") from None


def _grown(tx: Transaction, keys: LogKeys, standing: Checkpoint | None, batch: list[Waiting]) -> _Growth:
    """Put a batch on top of the tree, and see for ourselves that the larger begins with the smaller."""
    old = standing or Checkpoint(keys.origin, 0, EMPTY_ROOT)
    stored = tree.tile_reader(tx)
    tiles = grow(old.size, [one.leaf_hash for one in batch], stored)
    size = old.size + len(batch)
    read = node_reader(size, tree.overlaid(tiles, stored))
    new = Checkpoint(keys.origin, size, root_at(size, read))
    _require_beginning(old, new, read)
    if len(keys.signers) > 1:
        new = new.following(keys.verifiers[-1])
    return _Growth(batch, tiles, new)

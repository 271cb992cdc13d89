"""Whether an entry is in the log's tree, and the proof of it that anybody can check offline.

Source: C2SP tlog-proof.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sharehub.audit import tree
from sharehub.audit.checkpoint import parse_checkpoint
from sharehub.audit.merkle import inclusion_proof
from sharehub.audit.note import parse, write_base64
from sharehub.audit.standing import shown_checkpoint
from sharehub.audit.tiles import node_reader
from sharehub.database.engine import reading
from sharehub.database.transaction import begin

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sharehub.audit.checkpoint import Policy
    from sharehub.clock import Clock
    from sharehub.database.transaction import Transaction

FIRST_LINE = "c2sp.org/tlog-proof@v1"
PAUSE = 0.05
"""Seconds between two looks of somebody who waits."""


def prove(tx: Transaction, leaf_hash: bytes, policy: Policy) -> bytes | None:
    """Return the proof that an entry is in the tree, or None where it is not, or not yet.

    The checkpoint is the newest that as many witnesses as needed cosigned, if the entry is in its tree.
    """
    index, newest = tree.leaf_index(tx, leaf_hash), tree.newest_checkpoint(tx)
    shown = shown_checkpoint(tx, policy)
    if index is None or newest is None or shown is None:
        return None
    note = shown if index < _size(shown) else newest.note
    size = _size(note)
    hashes = inclusion_proof(index, size, node_reader(size, tree.tile_reader(tx)))
    lines = (FIRST_LINE, f"index {index}", *map(write_base64, hashes), "", "")
    return "\n".join(lines).encode() + note


def wait(engine: Engine, clock: Clock, leaf_hash: bytes, seconds: float) -> bool:
    """Wait until an entry is in the tree, so many seconds at the most; say whether it is."""
    until = time.monotonic() + seconds
    while not _is_in(engine, clock, leaf_hash):
        if time.monotonic() >= until:
            return False
        time.sleep(PAUSE)
    return True


def _is_in(engine: Engine, clock: Clock, leaf_hash: bytes) -> bool:
    now = clock.now()
    with begin(reading(engine), now, now.date()) as tx:
        return tree.leaf_index(tx, leaf_hash) is not None


def _size(note: bytes) -> int:
    return parse_checkpoint(parse(note).text).size

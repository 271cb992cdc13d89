"""A log that grows: entries put into its queue, its sequencer, and its tree as it is stored."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, func, insert, select, update

from sharehub.audit import log, log_keys
from sharehub.audit.checkpoint import Checkpoint, open_checkpoint
from sharehub.audit.entry import Act, Action
from sharehub.audit.sequencer import Sequencer
from sharehub.database.schema import AuditEntry, LogCheckpoint, LogLeaf, LogQueue, LogTile

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Executable

    from sharehub.audit.log_keys import LogKeys
    from sharehub.audit.sequencer import Round
    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub

ORIGIN = "hub.example/log"


@dataclass(frozen=True, slots=True)
class Growing:
    """A hub whose log has keys of its own."""

    hub: Hub
    key_file: Path

    @classmethod
    def of(cls, hub: Hub, folder: Path) -> Growing:
        """Make the keys of a hub's log in a folder."""
        folder.mkdir(mode=0o700, exist_ok=True)
        log_keys.create(folder / "log.json", ORIGIN, os.urandom)
        return cls(hub, folder / "log.json")

    @property
    def keys(self) -> LogKeys:
        """The log's keys as they are now."""
        return log_keys.read(self.key_file)

    def sequencer(self) -> Sequencer:
        """Return a sequencer that has not seen anything yet, as after a start."""
        return Sequencer(self.hub.engine, self.key_file, self.hub.clock)

    def record(self, count: int = 1) -> list[UUID]:
        """Record acts, each a millisecond after the one before: by then ids have the order of time."""
        clock = cast("SteppedClock", self.hub.clock)
        made = []
        with self.hub.begin() as work:
            for _ in range(count):
                clock.put(clock.now() + timedelta(milliseconds=1))
                moment = replace(work.tx, now=clock.now())
                made.append(log.append(moment, Act(Action.KEYS_ROTATED), self.hub.random).id)
        return made

    def round(self) -> Round:
        """Run one round."""
        return self.sequencer().round()

    def drain(self) -> int:
        """Run rounds until nothing comes in any more; return the size of the tree."""
        sequencer = self.sequencer()
        while (done := sequencer.round()).added:
            continue
        return done.size

    def grow(self, count: int) -> list[UUID]:
        """Record acts and put them into the tree."""
        made = self.record(count)
        self.drain()
        return made

    def run(self, *statements: Executable) -> None:
        """Change the database past the program."""
        with self.hub.begin() as work:
            for statement in statements:
                work.tx.session.connection().execute(statement)

    def all(self, asked: Executable) -> list[Any]:
        """Return rows of the database."""
        with self.hub.begin() as work:
            return list(work.tx.session.connection().execute(asked))

    def leaves(self) -> list[tuple[UUID, bytes]]:
        """Return entry and leaf hash of every leaf, in the tree's order."""
        asked = select(LogLeaf.leaf_index, LogLeaf.entry_id, LogLeaf.leaf_hash).order_by(LogLeaf.leaf_index)
        rows = self.all(asked)
        assert [index for index, _, _ in rows] == list(range(len(rows)))
        return [(entry, leaf) for _, entry, leaf in rows]

    def bodies(self) -> list[bytes]:
        """Return the bytes of the entries, in the tree's order."""
        asked = select(AuditEntry.body).join(LogLeaf, LogLeaf.entry_id == AuditEntry.id)
        return [body for (body,) in self.all(asked.order_by(LogLeaf.leaf_index))]

    def queued(self) -> set[UUID]:
        """Return what waits."""
        return {entry for (entry,) in self.all(select(LogQueue.entry_id))}

    def checkpoints(self) -> list[Checkpoint]:
        """Return the stored checkpoints, the smallest first, each seen to be signed."""
        keys = self.keys.verifiers
        rows = self.all(select(LogCheckpoint.size, LogCheckpoint.note).order_by(LogCheckpoint.size))
        found = [open_checkpoint(note, ORIGIN, keys).checkpoint for _, note in rows]
        assert [one.size for one in found] == [size for size, _ in rows]
        return found

    def newest(self) -> Checkpoint:
        """Return the checkpoint of the largest tree."""
        return self.checkpoints()[-1]

    def forget(self) -> None:
        """Empty the log, its tree and what was put down beside the keys."""
        self.run(*(delete(table) for table in (LogLeaf, LogTile, LogCheckpoint, LogQueue, AuditEntry)))
        self.key_file.with_name("log.json.head").unlink(missing_ok=True)

    def count(self, table: type) -> int:
        """Return how many rows a table has."""
        ((found,),) = self.all(select(func.count()).select_from(table))
        return int(found)


def put_in_queue(entry: UUID) -> Executable:
    """Return the statement that lets an entry wait, whatever has become of it."""
    return insert(LogQueue).values(entry_id=entry)


def edit(entry: UUID, **values: object) -> Executable:
    """Return the statement that changes an entry's row."""
    return update(AuditEntry).where(AuditEntry.id == entry).values(**values)

"""A hub with a history, its log exported and verified, and everything that an auditor may have kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from sharehub.audit.checkpoint import Policy, cosign, parse_checkpoint
from sharehub.audit.export import export_log
from sharehub.audit.note import Kind, Signer, parse
from sharehub.audit.promise import Promise, promiser, sign_promise
from sharehub.database.schema import AuditEntry, LogCheckpoint, LogCosignature
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct, record
from sharehub.verify.brought import Brought
from sharehub.verify.verify import verify
from tests.sharehub.audit.growing import ORIGIN, Growing

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sharehub.hub import Hub
    from sharehub.verify.failures import Failure
    from sharehub.verify.report import Report
    from tests.sharehub.world import World

PROMISES = Signer.from_seed(promiser(ORIGIN), Kind.TEXT, b"p" * 32)
WITNESSES = [Signer.from_seed(f"witness.example/{n}", Kind.COSIGNATURE, bytes([n]) * 32) for n in range(1, 4)]
POLICY = Policy(tuple(witness.verifier for witness in WITNESSES), 2)


@dataclass(frozen=True, slots=True)
class Audit:
    """A hub whose log is audited; exports go into `folder`."""

    growing: Growing
    folder: Path
    facts: tuple[UUID, ...]
    until: datetime
    """When the history ends."""

    @classmethod
    def of(cls, world: World, folder: Path) -> Audit:
        """Let things happen in a world, and put them into the tree, in several rounds."""
        growing = Growing.of(world.hub, folder / "log")
        growing.drain()
        facts = [world.publish(world.behaviour()) for _ in range(3)]
        world.act(correct, "police", facts[0], world.behaviour(gist=None))
        growing.drain()
        world.act(retract, "police", facts[1])
        facts.append(world.act(record, "police", world.behaviour()))
        world.read("police", "child_protection")
        growing.grow(300)
        growing.grow(2)
        return cls(growing, folder / "exports", tuple(facts), world.hub.clock.now())

    @property
    def hub(self) -> Hub:
        """The hub."""
        return self.growing.hub

    @property
    def now(self) -> int:
        """The hub's time, in seconds since 1970."""
        return int(self.hub.clock.now().timestamp())

    def export(self, name: str = "export") -> Path:
        """Export the log; nothing runs that would take the export's own entries in."""
        export_log(self.hub.engine, self.hub.clock, self.hub.random, self.folder / name, patience=0)
        return self.folder / name

    def brought(self, **more: Any) -> Brought:
        """Return what an auditor brings who pinned the keys that the log has now."""
        pinned = Brought(ORIGIN, self.growing.keys.verifiers, (PROMISES.verifier,))
        return replace(pinned, **more)

    def verify(self, export: Path | None = None, now: int | None = None, **more: Any) -> Report:
        """Export the log, unless that was done, and verify it."""
        return verify(export or self.export(), self.brought(**more), self.now if now is None else now)

    def failures(self, export: Path | None = None, **more: Any) -> dict[Failure, list[str]]:
        """Return what does not hold, with the places."""
        report = self.verify(export, **more)
        return {failure: found.places for failure, found in report.failures}

    def keep(self) -> tuple[tuple[str, bytes], ...]:
        """Return the newest checkpoint as an auditor keeps it, with what witnesses said of it."""
        size, note = self.newest()
        for (line,) in self.growing.all(select(LogCosignature.line).where(LogCosignature.size == size)):
            note += line.encode()
        return ((f"kept-{size}", note),)

    def newest(self) -> tuple[int, bytes]:
        """Return size and note of the newest checkpoint."""
        asked = select(LogCheckpoint.size, LogCheckpoint.note).order_by(LogCheckpoint.size.desc()).limit(1)
        ((size, note),) = self.growing.all(asked)
        return size, note

    def promise(self, entry: UUID, name: str = "receipt") -> tuple[str, bytes]:
        """Return the receipt that somebody got for an entry when it was recorded."""
        ((leaf_hash, at),) = self.growing.all(
            select(AuditEntry.leaf_hash, AuditEntry.at).where(AuditEntry.id == entry)
        )
        promise = Promise(ORIGIN, leaf_hash, int(at.timestamp() * 1000))
        return name, sign_promise(promise, PROMISES).encode()

    def witness(self, *witnesses: Signer, age: int = 0) -> None:
        """Let witnesses cosign the newest checkpoint, some seconds ago."""
        size, note = self.newest()
        checkpoint = parse_checkpoint(parse(note).text)
        for witness in witnesses:
            line = cosign(checkpoint, witness, self.now - age).text
            values = {"size": size, "witness": witness.name, "at": self.hub.clock.now(), "line": line}
            self.growing.run(insert(LogCosignature).values(values))

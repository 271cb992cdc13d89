"""Reading what the log holds of decisions, entry by entry: what it says, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import orjson

from policies.recorded_text import RecordError, read_record
from sharehub.audit.entry import Action, leaf_hash, salted_digest
from sharehub.clock import uuid7
from sharehub.disclosure.recording import ASKED
from sharehub.errors import Invalid
from sharehub.replay import queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from policies.recorded import Recorded
    from sharehub.audit.entry import Value
    from sharehub.hub import Hub

BATCH = 100
"""Entries held at a time: a record is some tens of thousands of bytes."""


class Wrong(StrEnum):
    """What can be wrong with what the log holds of a decision, so that it cannot be decided again."""

    TAMPERED = "tampered"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    RULEBOOK_MISSING = "rulebook_missing"
    RULEBOOK_ALTERED = "rulebook_altered"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong; `detail` is a digest, or a place within a record, and never content."""

    entry: UUID
    wrong: Wrong
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Civil days in the hub's zone, both included; None is open."""

    since: date | None = None
    until: date | None = None

    def days(self) -> dict[str, Value]:
        """Return the days that are given, by name, for the log."""
        given = {"since": self.since, "until": self.until}
        return {name: day.isoformat() for name, day in given.items() if day is not None}

    def edges(self, zone: ZoneInfo) -> tuple[UUID, UUID]:
        """Return the last id before the window, and the last within it: entries' ids begin with their time.

        Raises:
            Invalid: the window ends before it begins.
        """
        if self.since is not None and self.until is not None and self.until < self.since:
            raise Invalid("--until", "lies before --since")
        first = UUID(int=0) if self.since is None else _before(self.since, zone)
        if self.until is None or self.until == date.max:
            return first, UUID(int=2**128 - 1)
        return first, _before(self.until + timedelta(days=1), zone)


def _before(day: date, zone: ZoneInfo) -> UUID:
    lowest = uuid7(datetime.combine(day, time.min, zone), bytes)
    return UUID(int=lowest.int - 1)


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry of the log says of a decision: the record, or what is wrong, or that it holds none."""

    entry: UUID
    recorded: Recorded | None = None
    flaw: Flaw | None = None


def each(hub: Hub, window: Window) -> Iterator[Said]:
    """Yield every entry of the window that has a record or should have one; never more than a batch is held.

    Each batch is a look of its own, so that nobody who writes waits for this.

    Raises:
        Invalid: the window ends before it begins.
    """
    after, last = window.edges(hub.zone)
    while True:
        with hub.glance() as tx:
            rows = queries.entries(tx, after, last, BATCH)
        for identity, leaf, body, record in rows:
            yield _said(identity, leaf, body, record)
            after = identity
        if len(rows) < BATCH:
            return


def _said(identity: UUID, leaf: bytes, body: bytes, record: bytes | None) -> Said:
    def flawed(wrong: Wrong, detail: str = "") -> Said:
        return Said(identity, flaw=Flaw(identity, wrong, detail))

    entry = _sound(identity, leaf, body)
    if entry is None:
        return flawed(Wrong.TAMPERED, "entry")
    if record is None:
        return flawed(Wrong.MISSING)
    if entry.record != salted_digest(entry.salt, record):
        return flawed(Wrong.TAMPERED, "record")
    try:
        return Said(identity, _recorded(entry.action, record))
    except RecordError as error:
        return flawed(Wrong.UNREADABLE, error.where)


def _recorded(action: str, record: bytes) -> Recorded | None:
    """Read a record; beside the entry of a fault it holds no decision."""
    if action == Action.RELEASE_FAULTED:
        return None
    try:
        document = orjson.loads(record)
    except orjson.JSONDecodeError:
        raise RecordError from None
    return read_record(document, ASKED.get(action))


class _Entry(NamedTuple):
    action: str
    salt: bytes
    record: object


def _sound(identity: UUID, leaf: bytes, body: bytes) -> _Entry | None:
    """Return what an entry says, or None when its bytes are not those that had this id and leaf.

    A body and a leaf that were both replaced show in the log's tree, not here.
    """
    try:
        said = orjson.loads(body)
        entry = _Entry(said["action"], bytes.fromhex(said["salt"]), said.get("record"))
        same = said["id"] == str(identity) and leaf_hash(body) == leaf
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return entry if same and isinstance(entry.action, str) else None

"""A hub: its database, its keys, its clock and its randomness, and the unit of work that uses them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sharehub.audit import log
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.clock import civil_day
from sharehub.crypto.sealing import Binding, seal
from sharehub.database.engine import reading
from sharehub.database.transaction import Transaction, begin
from sharehub.errors import ShareHubError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from sqlalchemy import Engine

    from sharehub.clock import Clock
    from sharehub.crypto.sealing import Sealed
    from sharehub.crypto.store import KeyStore
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Work:
    """One unit of work of one hub: everything in it becomes durable together with its audit entries.

    `leaves` are the leaf hashes of the entries so far, by which they will be found in the log's tree.
    """

    tx: Transaction
    keys: KeyStore
    random: Callable[[int], bytes]
    leaves: list[bytes] = field(default_factory=list)

    def new_id(self) -> UUID:
        """Return a random (version 4) id: it tells nothing of when or in which order."""
        return UUID(bytes=self.random(16), version=4)

    def record(self, act: Act, record: bytes | None = None) -> UUID:
        """Append an entry to the log, in this unit of work."""
        entered = log.append(self.tx, act, self.random, record)
        self.leaves.append(entered.leaf_hash)
        return entered.id

    def seal(self, binding: Binding, fields: Mapping[str, str | None], bound: bytes = b"") -> Sealed:
        """Seal a record's fields under the keys of its owner, its categories and its case."""
        return seal(self.keys, binding, fields, bound, self.random)


@dataclass(frozen=True, slots=True)
class Hub:
    """Everything a use case needs from the world; `random` returns that many random bytes."""

    engine: Engine
    keys: KeyStore
    clock: Clock
    zone: ZoneInfo
    random: Callable[[int], bytes]

    def close(self) -> None:
        """Let go of both databases."""
        self.engine.dispose()
        self.keys.close()

    @contextmanager
    def begin(self, unit: UUID | None = None) -> Iterator[Work]:
        """Begin a unit of work; it commits when the block ends and rolls back when it raises.

        `unit` is the one in whose name it is done. On PostgreSQL the application sees the cases of no other,
        and without one it sees none; what administrators do by other roles needs none.
        """
        now = self.clock.now()
        with begin(self.engine, now, civil_day(now, self.zone), unit) as tx:
            yield Work(tx, self.keys, self.random)

    @contextmanager
    def glance(self) -> Iterator[Transaction]:
        """Begin a transaction that only reads and holds up nobody: for who is asking, never for a release."""
        now = self.clock.now()
        with begin(reading(self.engine), now, civil_day(now, self.zone)) as tx:
            yield tx

    @contextmanager
    def acting(self, actor: Actor, action: Action) -> Iterator[Work]:
        """Begin a unit of work for an act; when it is refused, nothing of it stays but an entry that says so.

        The refusal's entry is a transaction of its own, since the act's has been rolled back.
        """
        try:
            with self.begin(actor.unit) as work:
                yield work
        except ShareHubError as refusal:
            with self.begin(actor.unit) as work:
                work.record(refused(actor, action, refusal))
            raise


def refused(actor: Actor, action: Action, refusal: ShareHubError) -> Act:
    """Return the act that says an act was refused: which one and with which public code, nothing more."""
    return Act(
        Action.ACT_REFUSED,
        Outcome.REFUSED,
        actor=actor.user,
        unit=actor.unit,
        role=actor.role,
        references={"action": action.value, "code": refusal.code},
    )


def columns(sealed: Sealed) -> dict[str, bytes | str]:
    """Return a sealed record as the columns of `schema.Seal` and of its sealed fields."""
    return {
        "wrapping_key": str(sealed.wrapping_key),
        "wrapped_key": sealed.wrapped_key,
        "commitment": sealed.commitment,
        "manifest": sealed.manifest,
        **sealed.fields,
    }

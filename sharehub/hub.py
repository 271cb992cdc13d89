"""A hub: its database, its keys, its clock and its randomness, and the unit of work that uses them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from policies.findings import PolicyError
from sharehub.audit import log
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.clock import civil_day
from sharehub.crypto.sealing import Binding, seal
from sharehub.database.engine import reading
from sharehub.database.transaction import Transaction, begin
from sharehub.errors import Invalid, KeysUnavailable, ShareHubError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from sqlalchemy import Engine

    from sharehub.audit.log import Entered
    from sharehub.clock import Clock
    from sharehub.crypto.sealing import Sealed
    from sharehub.crypto.store import KeyStore
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Work:
    """One unit of work of one hub: everything in it becomes durable together with its audit `entries`."""

    tx: Transaction
    keys: KeyStore
    random: Callable[[int], bytes]
    entries: list[Entered] = field(default_factory=list)

    def new_id(self) -> UUID:
        """Return a random (version 4) id: it tells nothing of when or in which order."""
        return UUID(bytes=self.random(16), version=4)

    def record(self, act: Act, record: bytes | None = None) -> UUID:
        """Append an entry to the log, in this unit of work."""
        entered = log.append(self.tx, act, self.random, record)
        self.entries.append(entered)
        return entered.id

    def seal(self, binding: Binding, fields: Mapping[str, str | None], bound: bytes = b"") -> Sealed:
        """Seal a record's fields under the keys of its owner, its categories and its case."""
        return seal(self.keys, binding, fields, bound, self.random)


@dataclass(frozen=True, slots=True)
class Hub:
    """Everything a use case needs from the world; `random` returns that many random bytes.

    `told` hears of every unit of work that left an entry, once that is durable.
    """

    engine: Engine
    keys: KeyStore
    clock: Clock
    zone: ZoneInfo
    random: Callable[[int], bytes]
    told: Callable[[], None] | None = None

    def telling(self, told: Callable[[], None]) -> Hub:
        """Return this hub as somebody uses it who wants to know whether any of it is on record."""
        return replace(self, told=told)

    def close(self) -> None:
        """Let go of both databases."""
        self.engine.dispose()
        self.keys.close()

    @contextmanager
    def begin(self, unit: UUID | None = None, *, only_reads: bool = False) -> Iterator[Work]:
        """Begin a unit of work; it commits when the block ends and rolls back when it raises.

        `unit` is the one in whose name it is done. On PostgreSQL the application sees the cases of no other,
        and without one it sees none; what administrators do by other roles needs none. One that `only_reads`
        records nothing, and on SQLite keeps nobody from writing meanwhile.
        """
        now = self.clock.now()
        engine = reading(self.engine) if only_reads else self.engine
        with begin(engine, now, civil_day(now, self.zone), unit) as tx:
            work = Work(tx, self.keys, self.random)
            yield work
        # A crash here leaves what is on record, and nobody who was told so.
        if self.told is not None and work.entries:
            self.told()

    @contextmanager
    def glance(self) -> Iterator[Transaction]:
        """Begin a transaction that only reads and holds up nobody: for who is asking, never for a release."""
        now = self.clock.now()
        with begin(reading(self.engine), now, civil_day(now, self.zone)) as tx:
            yield tx

    @contextmanager
    def acting(
        self, actor: Actor, action: Action, case: UUID | None = None, *, only_reads: bool = False
    ) -> Iterator[Work]:
        """Begin a unit of work for an act; when it is refused, nothing of it stays but an entry that says so.

        The refusal's entry is a transaction of its own, since the act's has been rolled back. It bears the
        alias of the `case` that was named, if it exists: officers, for whom the log is, find who tried what.
        """
        try:
            with self.begin(actor.unit, only_reads=only_reads) as work:
                yield work
        except (ShareHubError, PolicyError) as refusal:
            self.refuse(actor, action, refusal, case)
            raise

    def refuse(
        self, actor: Actor, action: Action, refusal: ShareHubError | PolicyError, case: UUID | None
    ) -> None:
        """Put on record, as a unit of work of its own, that an act was refused."""
        alias = self._alias(case)
        with self.begin(actor.unit) as work:
            work.record(refused(actor, action, refusal, alias))

    def _alias(self, case: UUID | None) -> str | None:
        try:
            return None if case is None else self.keys.known_alias(str(case))
        except KeysUnavailable:
            return None


def code_of(refusal: ShareHubError | PolicyError) -> str:
    """Return the public code that a refusal is answered with; a wrong policy document is wrong input."""
    return refusal.code if isinstance(refusal, ShareHubError) else Invalid.code


def refused(
    actor: Actor, action: Action, refusal: ShareHubError | PolicyError, alias: str | None = None
) -> Act:
    """Return the act that says an act was refused: which one and with which public code, nothing more."""
    return Act(
        Action.ACT_REFUSED,
        Outcome.REFUSED,
        actor=actor.user,
        unit=actor.unit,
        role=actor.role,
        case_alias=alias,
        references={"action": action.value, "code": code_of(refusal)},
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

"""Looking at the log as an officer: first whether one asks, then the look, its entry, and the answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sharehub.acting.once import Admits
from sharehub.audit.entry import Act, Action
from sharehub.cases.queries import takes_part
from sharehub.clock import civil_day
from sharehub.database.transaction import overseeing
from sharehub.errors import Forbidden, NotFound, ShareHubError
from sharehub.oversight.officer import scope_of
from sharehub.oversight.standing import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sharehub.audit.entry import Value
    from sharehub.audit.log import Entered
    from sharehub.crypto.store import KeyStore
    from sharehub.database.transaction import Transaction
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from sharehub.oversight.scope import Scope

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """One look: in a transaction that only reads, and for whom. `apart` are cases that are not shown."""

    tx: Transaction
    keys: KeyStore
    zone: ZoneInfo
    scope: Scope
    apart: frozenset[UUID]

    def alias_of(self, case: UUID) -> str:
        """Return the name under which the log knows a case, to an officer of a unit that takes part in it.

        Raises:
            NotFound: there is no such case, the unit takes no part in it, or a conflict stands in the way.
            KeyDestroyed: it was shredded: the log is mute about it.
            KeysUnavailable, Tampered: the key store cannot be reached, or does not hold what it did.
        """
        there = queries.is_held(self.tx, case) and takes_part(self.tx, case, self.scope.unit)
        if not there or case in self.apart:
            raise NotFound("no such case, or your unit takes no part in it")
        return self.keys.alias(str(case))


class Question(Protocol):
    """Something that officers ask, a page at a time."""

    @property
    def name(self) -> str:
        """Under which the log says that it was asked."""

    @property
    def case(self) -> UUID | None:
        """Of which case it is, where it is of one."""

    def references(self) -> dict[str, Value]:
        """Return what it asks for, in ids and closed words."""

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the next items in their order; each has an `id`, which tells its place."""


@contextmanager
def looking(hub: Hub, actor: Actor, action: Action, case: UUID | None = None) -> Iterator[Look]:
    """Begin a look of an officer, at a case or at none; when it is refused, an entry says so.

    It holds up nobody: on SQLite it does not take the write lock.

    Raises:
        Forbidden: it is no officer who asks.
    """
    try:
        if actor.importing or not Admits.OFFICERS.admits(actor):
            raise Forbidden("this is for officers alone")
        now = hub.clock.now()
        with overseeing(hub.engine, now, civil_day(now, hub.zone), actor.unit) as tx:
            yield Look(tx, hub.keys, hub.zone, *scope_of(tx, hub.keys, actor))
    except ShareHubError as refusal:
        hub.refuse(actor, action, refusal, case)
        raise


def ask(hub: Hub, actor: Actor, question: Question, after: UUID | None, most: int) -> Sequence[Item]:
    """Answer a question with so many items at most, once the look is on record.

    A crash between the two leaves an entry and no answer.

    Raises:
        Forbidden: it is no officer who asks.
        ShareHubError: the question cannot be answered; that is on record.
    """
    with looking(hub, actor, Action.LOG_ASKED, question.case) as look:
        alias = None if question.case is None else look.alias_of(question.case)
        found = question.found(look, after, most)
    record(hub, actor, Action.LOG_ASKED, question, alias)
    return found


def record(
    hub: Hub, actor: Actor, action: Action, question: Question, alias: str | None, **more: Value
) -> Entered:
    """Put on record, durably, that an officer asked something of the log; return the entry."""
    # No row of a case is asked for here, so PostgreSQL's second lock need not know whose unit it is.
    with hub.begin() as work:
        work.record(
            Act(
                action,
                actor=actor.user,
                unit=actor.unit,
                role=actor.role,
                case_alias=alias,
                references={"query": question.name, **question.references(), **more},
            )
        )
    return work.entries[-1]

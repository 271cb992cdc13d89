"""Every task, by its kind of work. Each may be begun more than once, and has its effect once.

A task's effect and the word that it is done are one transaction. What a task does outside the database,
another try may do again: it is something that can be done twice, or that the other end knows by an id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.acting.expiry import forget_expired
from sharehub.custody import rewrap, shred
from sharehub.database import statistics
from sharehub.database.order import FIRST
from sharehub.deadlines import counting
from sharehub.deliveries import deliver, lanes
from sharehub.notices import hear, news
from sharehub.outbox.keep import tidy
from sharehub.outbox.kinds import Kind
from sharehub.recalls import find, overdue
from sharehub.recalls.expire import find_expired
from sharehub.requests import remind
from sharehub.retention.propose import propose
from sharehub.sessions.store import forget_expired as forget_sessions
from sharehub.worker.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.hub import Hub, Work

TASKS = Registry()


@TASKS.registered(Kind.DESTROY_CASE_KEY, outside=True)
def destroy_case_key(hub: Hub, case: UUID) -> Callable[[Work], None]:
    """Destroy the key of a case that was shredded, where whoever approved that did not live to."""
    shred.finish_one(hub, case)
    return _nothing_more


@TASKS.registered(Kind.REWRAP)
def rewrap_a_page(work: Work, rotation: UUID) -> None:
    """Move one page of records to a new key, and put the next."""
    rewrap.go_on(work, rotation)


@TASKS.registered(Kind.FORGET_EXPIRED, every=timedelta(hours=1))
def forget(work: Work) -> None:
    """Forget proofs, tokens, requests and sessions whose time is over, and work that was done long ago."""
    forget_expired(work.tx)
    forget_sessions(work.tx)
    tidy(work.tx)
    deliver.forget_delivered(work.tx)


@TASKS.registered(Kind.REFRESH_STATISTICS, every=timedelta(days=1))
def refresh_statistics(work: Work) -> None:
    """Let the database know how its tables are filled by now."""
    statistics.refresh(work.tx.connection)


@TASKS.registered(Kind.TELL_OF_FACT)
def tell_of_fact(work: Work, fact: UUID) -> None:
    """Decide who hears of a fact that was published, and tell them."""
    news.tell_of_fact(work, fact)


@TASKS.registered(Kind.LET_HEAR)
def let_hear(work: Work, about: UUID) -> None:
    """Let what was held back be heard, now that somebody of hers heard first."""
    hear.let_hear(work, about)


@TASKS.registered(Kind.LAY_OUT)
def lay_out(work: Work, unit: UUID, case: UUID) -> None:
    """Let what a unit was told wait for each of its endpoints."""
    lanes.lay_out(work, unit, case)


@TASKS.registered(Kind.DELIVER, outside=True)
def deliver_first(hub: Hub, lane: UUID, turn: int) -> Callable[[Work], None]:
    """Send what waits first in a lane, and put the next turn."""
    return deliver.deliver(hub, lane, turn)


@TASKS.registered(Kind.PROPOSE_RETENTION, every=timedelta(days=1))
def propose_ends(work: Work, after: UUID = FIRST) -> None:
    """Propose one page of the cases whose years are over to those who decide, and put the next page."""
    propose(work, after)


@TASKS.registered(Kind.REMIND_OF_REQUEST)
def remind_of_request(work: Work, request: UUID, number: int) -> None:
    """Tell a unit again that it is asked, if it still is; once for each number."""
    remind.remind(work, request, number)


@TASKS.registered(Kind.COUNT_OVERDUE, every=timedelta(hours=1))
def count_overdue(work: Work) -> None:
    """Count what is overdue in the whole hub, by kind, for those who watch it."""
    counting.count(work)


@TASKS.registered(Kind.RECALL)
def recall_a_page(work: Work, recall: UUID) -> None:
    """Tell those who hold what is out of date, of one page of looks, and put the next."""
    find.go_on(work, recall)


@TASKS.registered(Kind.RECALL_OVERDUE)
def escalate(work: Work, copy: UUID) -> None:
    """Let officers hear of a copy that nobody has acknowledged, if that is still so."""
    overdue.escalate(work, copy)


@TASKS.registered(Kind.CONSENTS_EXPIRED, every=timedelta(hours=1))
def recall_what_expired(work: Work) -> None:
    """Begin the recalls of consents that have ended by themselves."""
    find_expired(work)


def _nothing_more(_work: Work) -> None:
    """The key store says by itself since when the key is gone."""

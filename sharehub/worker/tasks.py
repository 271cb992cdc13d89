"""Every task, by its kind of work. Each may be begun more than once, and has its effect once.

A task's effect and the word that it is done are one transaction. What a task does outside the database,
another try may do again: it is something that can be done twice, or that the other end knows by an id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.acting.expiry import forget_expired
from sharehub.custody import rewrap, shred
from sharehub.outbox.keep import tidy
from sharehub.outbox.kinds import Kind
from sharehub.recalls import find, overdue
from sharehub.recalls.expire import find_expired
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
    """Forget proofs, tokens and requests whose time is over, and work that was done long ago."""
    forget_expired(work.tx)
    tidy(work.tx)


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

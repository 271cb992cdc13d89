"""How the outbox stands, for those who watch the hub: numbers, of nobody and nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sharehub.outbox import queries

if TYPE_CHECKING:
    from sharehub.database.transaction import Transaction


class WorkStanding(NamedTuple):
    """How long the oldest work has been due, how much is not done, and how much was given up."""

    oldest_due_seconds: int
    waiting: int
    given_up: int


def work_standing(tx: Transaction) -> WorkStanding:
    """Return how the outbox stands; a process that runs and does nothing shows by the first number."""
    found = queries.standing(tx)
    age = 0 if found.oldest is None else int((tx.now - found.oldest).total_seconds())
    return WorkStanding(max(0, age), found.waiting, found.dead)

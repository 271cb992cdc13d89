"""What a person does about the outbox: see what waits and what was given up, and have it tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from sharehub.audit.entry import Act, Action
from sharehub.errors import Conflict, NotFound
from sharehub.outbox import queries

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.database.transaction import Transaction
    from sharehub.hub import Work
    from sharehub.outbox.queries import Listed

MOST_LISTED = 200


def listed(tx: Transaction, *, dead: bool) -> list[Listed]:
    """Return what was given up, or what still waits, the longest due first."""
    return queries.undone(tx, MOST_LISTED, dead=dead)


def retry(work: Work, task: UUID) -> None:
    """Have a task tried again that was given up; it begins anew, with all its attempts.

    Raises:
        NotFound: no such task was given up.
        Conflict: the same was put again since, and waits.
    """
    try:
        kind = queries.revive(work.tx, task)
    except IntegrityError:
        raise Conflict("the same work was put again since, and waits: this need not be tried") from None
    if kind is None:
        raise NotFound("no task with this id was given up")
    work.record(Act(Action.TASK_RETRIED, references={"task": str(task), "kind": kind}))

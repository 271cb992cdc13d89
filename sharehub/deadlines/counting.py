"""Counting what is overdue in the whole hub, by kind: for those who watch it, and of no case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sharehub.deadlines import queries
from sharehub.deadlines.due import DeadlineKind
from sharehub.deadlines.of_cases import REFERRAL_ANSWERED_WITHIN
from sharehub.deadlines.of_officers import CONFLICT_DECIDED_WITHIN
from sharehub.oversight.scope import Scope
from sharehub.oversight.standing.queries import protocols
from sharehub.oversight.standing.reviews import review_due

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.database.transaction import Transaction
    from sharehub.hub import Work

EVERYBODY = Scope(UUID(int=0), oversees=True)
"""Not an officer: what is counted crosses units, and a number is all that is left of it."""


class OverdueStanding(NamedTuple):
    """How much of each kind was overdue when that was last counted, and how many seconds ago it was."""

    age: int
    by_kind: Mapping[str, int]


def count(work: Work) -> None:
    """Count what is overdue, and put the numbers in the place of the last ones."""
    tx = work.tx
    queries.put_down(
        tx,
        {
            DeadlineKind.GAP.value: queries.overdue_gaps(tx),
            DeadlineKind.REQUEST_TO_ANSWER.value: queries.overdue_requests(tx),
            DeadlineKind.REFERRAL_TO_ANSWER.value: queries.overdue_referrals(
                tx, tx.now - REFERRAL_ANSWERED_WITHIN
            ),
            DeadlineKind.CONFLICT_TO_DECIDE.value: queries.overdue_conflicts(
                tx, tx.today - CONFLICT_DECIDED_WITHIN
            ),
            DeadlineKind.PROTOCOL_ENDS.value: _protocols(tx),
            DeadlineKind.COPY_TO_DESTROY.value: queries.overdue_copies(tx),
            **queries.overdue_reviews(tx),
        },
    )


def overdue_standing(tx: Transaction) -> OverdueStanding | None:
    """Return the numbers as they were last counted; None before the first time."""
    found = queries.counted(tx)
    if not found:
        return None
    age = max(0, int((tx.now - min(one.at for one in found)).total_seconds()))
    return OverdueStanding(age, {one.kind: one.number for one in found})


def _protocols(tx: Transaction) -> int:
    return sum(
        min(review_due(row["digest"], row["text"]), row["expires"] or tx.today) < tx.today
        for row in protocols(tx, EVERYBODY)
    )

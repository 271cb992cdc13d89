"""Telling units that something happened, in the transaction in which it does."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.channels.subscribe import wanting
from sharehub.notices import queries
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sharehub.hub import Work


class Occasion(StrEnum):
    """What a unit is told of; a new one is a new word here."""

    GLASS_BROKEN = "glass_broken"
    SERIOUS_RISK_APPROVED = "serious_risk_approved"
    PERMISSION_GRANTED = "permission_granted"
    REQUEST_MADE = "request_made"
    REQUEST_REMINDER = "request_reminder"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_DECLINED = "request_declined"
    GAP_CLOSED = "gap_closed"
    COMES_IN = "comes_in"
    NEW_TOP_CONCERN = "new_top_concern"
    BREACH = "breach"
    HIS_SIDE_MAY_HAVE = "his_side_may_have"
    LEAK = "leak"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_RECALLED = "referral_recalled"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_REJECTED = "referral_rejected"
    REFERRAL_IN_PROGRESS = "referral_in_progress"
    REFERRAL_COMPLETED = "referral_completed"
    RETENTION_DUE = "retention_due"
    ERASURE_DECIDED = "erasure_decided"
    CASE_ENDED = "case_ended"
    COPY_OUT_OF_DATE = "copy_out_of_date"
    RECALL_OVERDUE = "recall_overdue"


HIS_SIDE_HEARS = frozenset(
    {
        *(Occasion.REFERRAL_SENT, Occasion.REFERRAL_RECALLED, Occasion.REFERRAL_ACCEPTED),
        *(Occasion.REFERRAL_REJECTED, Occasion.REFERRAL_IN_PROGRESS, Occasion.REFERRAL_COMPLETED),
        Occasion.CASE_ENDED,
    }
)
"""What those who work with him hear too: steps of a referral that their own unit makes or was sent, and the
end of a case, of which they may hold copies."""

ABOUT_A_FACT = frozenset(
    {Occasion.NEW_TOP_CONCERN, Occasion.BREACH, Occasion.HIS_SIDE_MAY_HAVE, Occasion.GAP_CLOSED}
)
"""What is about a fact that is published: heard while one gets that fact in full, and no longer."""


OF_COPIES = frozenset({Occasion.COPY_OUT_OF_DATE, Occasion.RECALL_OVERDUE})
"""What of a unit hear its officers and those whose copy it is, and nobody else."""


def tell(
    work: Work,
    occasion: Occasion,
    about: UUID,
    case: UUID,
    units: Iterable[UUID],
    heard_at: datetime | None = None,
) -> None:
    """Write a notice for each of these units: of which occasion, about what, in which case.

    A unit that left out such occasions of the case is not told, see `sharehub.channels.subscribe`. Who of a
    unit hears it is asked when they look, and again when it leaves for the unit's endpoints: see
    `sharehub.notices.hear` and `gate`. A crash leaves both the act and its notices, or neither.

    Args:
        work: the unit of work.
        occasion: which.
        about: what it is about.
        case: in which case.
        units: who is told.
        heard_at: nobody hears it before then, unless it is let out: see `sharehub.notices.let_hear`.
    """
    at = work.tx.now if heard_at is None else heard_at
    for unit in sorted(wanting(work.tx, occasion, case, units)):
        queries.add_notice(
            work.tx,
            id=work.new_id(),
            unit_id=unit,
            kind=occasion.value,
            about_id=about,
            case_id=case,
            at=at,
        )
        put(work, Kind.LAY_OUT, [unit, case], heard_at)

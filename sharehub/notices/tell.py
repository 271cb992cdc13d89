"""Telling units that something happened, in the transaction in which it does."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.notices import queries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.hub import Work


class Occasion(StrEnum):
    """What a unit is told of; a new one is a new word here."""

    GLASS_BROKEN = "glass_broken"
    SERIOUS_RISK_APPROVED = "serious_risk_approved"
    PERMISSION_GRANTED = "permission_granted"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    GAP_CLOSED = "gap_closed"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_RECALLED = "referral_recalled"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_REJECTED = "referral_rejected"
    REFERRAL_IN_PROGRESS = "referral_in_progress"
    REFERRAL_COMPLETED = "referral_completed"
    COPY_OUT_OF_DATE = "copy_out_of_date"
    RECALL_OVERDUE = "recall_overdue"


HIS_SIDE_HEARS = frozenset(
    {
        *(Occasion.REFERRAL_SENT, Occasion.REFERRAL_RECALLED, Occasion.REFERRAL_ACCEPTED),
        *(Occasion.REFERRAL_REJECTED, Occasion.REFERRAL_IN_PROGRESS, Occasion.REFERRAL_COMPLETED),
    }
)
"""What those who work with him hear too: steps of a referral that their own unit makes or was sent."""


OF_COPIES = frozenset({Occasion.COPY_OUT_OF_DATE, Occasion.RECALL_OVERDUE})
"""What of a unit hear its officers and those whose copy it is, and nobody else."""


def tell(work: Work, occasion: Occasion, about: UUID, case: UUID, units: Iterable[UUID]) -> None:
    """Write a notice for each of these units: of which occasion, about what, in which case.

    Who of a unit hears it is asked when they look: see `sharehub.notices.hear`. A crash leaves both
    the act and its notices, or neither.
    """
    for unit in sorted(set(units)):
        queries.add_notice(
            work.tx,
            id=work.new_id(),
            unit_id=unit,
            kind=occasion.value,
            about_id=about,
            case_id=case,
            at=work.tx.now,
        )

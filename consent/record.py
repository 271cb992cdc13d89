"""The consent event: one thing one person said, on one day, about sharing what belongs to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

EVERYTHING = "*"
"""Stands for all in a consent's recipients, purposes and categories, and nowhere else."""


class Status(StrEnum):
    """HL7 v2 table 0498, in words."""

    PENDING = "pending"
    ACTIVE = "active"
    LIMITED = "limited"
    REFUSED = "refused"
    RESCINDED = "rescinded"
    BYPASSED = "bypassed"


YES = frozenset({Status.ACTIVE, Status.LIMITED})
NO = frozenset({Status.REFUSED, Status.RESCINDED})
"""A status in neither, pending or bypassed, records that nobody has answered."""


class Kind(StrEnum):
    """What was said: an agreement or its refusal, or merely that the person was told.

    An objection is what a perpetrator says about his children's information: kept, and without effect.
    """

    CONSENT = "consent"
    INFORMED_ONLY = "informed_only"
    OBJECTION = "objection"


class Capacity(StrEnum):
    """In what capacity the giver spoke."""

    SELF = "self"
    NON_ABUSING_PARENT = "non_abusing_parent"
    GUARDIAN = "guardian"
    WELFARE_ATTORNEY = "welfare_attorney"
    CHILD_12_PLUS = "child_12_plus"
    CHILD_UNDERSTANDS = "child_understands"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One consent event; append-only, so a change of mind is another event.

    `day` is a civil day in the hub's zone. `recipients` are unit ids or `*`; `except_units` limits `*` only.
    `expires` is the last day on which a grant stands. `asked_alone` is None when it was not recorded.
    Own words and notes are not here: they are never an input to a decision.
    """

    id: str
    day: date
    subject: str
    given_by: str
    status: Status
    recipients: frozenset[str]
    purposes: frozenset[str]
    categories: frozenset[str]
    kind: Kind = Kind.CONSENT
    capacity: Capacity | None = None
    except_units: frozenset[str] = frozenset()
    exclude_facts: frozenset[str] = frozenset()
    expires: date | None = None
    may_be_put_to_perpetrator: bool = False
    may_appear_in_report: bool = False
    asked_alone: bool | None = None


def is_yes(event: ConsentEvent) -> bool:
    """Say whether a yes was recorded; whether it grants anything is for `consent.standing`."""
    return event.status in YES


def is_no(event: ConsentEvent) -> bool:
    """Say whether a no was recorded, be it a refusal or a yes taken back."""
    return event.status in NO

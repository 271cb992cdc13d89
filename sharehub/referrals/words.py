"""The closed words of referrals and of the directory of programmes: how he comes, and how it goes on.

Source: domain/documents.md, 1.1; domain/model.md, Referral.
"""

from __future__ import annotations

from enum import StrEnum

from sharehub.language.vocabulary import Tactic

PURPOSE = "programme_referral"
"""For which purpose a referral is decided for its recipient."""


class Mandate(StrEnum):
    """How he comes to a programme: because a court says so, or because he was asked, and he may stop."""

    COURT_MANDATED = "court_mandated"
    NON_COURT_MANDATED = "non_court_mandated"


class Known(StrEnum):
    """Yes, no, or nobody has asked; what is not known counts neither for him nor against."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class Relationship(StrEnum):
    """In which kind of relationship he abuses."""

    HETEROSEXUAL = "heterosexual"
    SAME_SEX = "same_sex"
    NOT_KNOWN = "not_known"


class Parenting(StrEnum):
    """How he is with his children today; several may be so at once."""

    LIVES_WITH_CHILDREN = "lives_with_children"
    CONTACT = "contact"
    SUPERVISED_CONTACT = "supervised_contact"
    NO_CONTACT = "no_contact"
    NO_CHILDREN = "no_children"
    EXPECTING = "expecting"


class WhyNot(StrEnum):
    """Why a programme does not take somebody."""

    CLOSED = "closed"
    MANDATE_NOT_TAKEN = "mandate_not_taken"
    NOT_FOR_WOMEN = "not_for_women"
    HETEROSEXUAL_ONLY = "heterosexual_only"
    LANGUAGE_NOT_OFFERED = "language_not_offered"
    AREA_NOT_SERVED = "area_not_served"


class ReferralStatus(StrEnum):
    """How a referral stands. `completed` says that he finished, and never that anything changed."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REVOKED = "revoked"
    RECALLED = "recalled"


Status = ReferralStatus
"""As it is called here; in the description of the API every list of words has a name of its own."""


class Rejection(StrEnum):
    """Why a programme does not take a referral."""

    NOT_ELIGIBLE = "not_eligible"
    NO_CAPACITY = "no_capacity"
    ALREADY_ATTENDING = "already_attending"
    OTHER_PROGRAMME_BETTER = "other_programme_better"
    NOT_SUITABLE_NOW = "not_suitable_now"


VIOLENT = frozenset({Tactic.PHYSICAL, Tactic.STRANGLE, Tactic.SEXUAL, Tactic.THREATEN, Tactic.HARM_CHILD})
"""The families that most records begin with; a pattern of these alone leaves out how he controls."""

MOST_WORRYING_FIRST = (
    Tactic.STRANGLE,
    Tactic.SEXUAL,
    Tactic.PHYSICAL,
    Tactic.HARM_CHILD,
    Tactic.THREATEN,
    Tactic.CONFINE,
    Tactic.BREACH,
    Tactic.MONITOR,
    Tactic.TECH,
    Tactic.INTIMIDATE,
    Tactic.ISOLATE,
    Tactic.USE_CHILD,
    Tactic.UNDERMINE_PARENTING,
    Tactic.SYSTEMS,
    Tactic.SERVICE_BLOCK,
    Tactic.SUBSTANCE_COERCION,
    Tactic.MENTAL_HEALTH_COERCION,
    Tactic.EXPLOIT_IDENTITY,
    Tactic.DEGRADE,
    Tactic.ECONOMIC,
    Tactic.DOMINATE,
    Tactic.MINIMISE,
)
"""In which order the families stand in a referral: the same in each, so that the order tells nothing."""

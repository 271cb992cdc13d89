"""The closed words of requests: what is asked about, how a request stands, and why there is no answer."""

from __future__ import annotations

from enum import StrEnum

from sharehub.language.vocabulary import Kind


class About(StrEnum):
    """What a unit may be asked about: its own work, or what would close a gap."""

    INTERVENTION_GOALS = "intervention_goals"
    GAP = "gap"


class Reason(StrEnum):
    """Why a unit gives no answer.

    `needs_permission` is the same whether their client was asked or not, and whatever they said.
    """

    NEEDS_PERMISSION = "needs_permission"
    NOT_OUR_WORK = "not_our_work"
    NO_LONGER_WORKING_WITH_THEM = "no_longer_working_with_them"
    ASK_ANOTHER_SERVICE = "ask_another_service"
    NOTHING_KNOWN = "nothing_known"


OPEN, ANSWERED, DECLINED, WITHDRAWN = "open", "answered", "declined", "withdrawn"
MOST_ANSWERS = 40
OF_WORK = frozenset({Kind.GOAL, Kind.NOTE})
"""By what kinds of fact a unit answers about its own work; a gap is answered by any but another gap."""

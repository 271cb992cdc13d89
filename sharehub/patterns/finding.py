"""The finding: what is amiss with a fact as written, said without repeating a word of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """The rules a newly recorded fact must meet; their codes are stable and public.

    Source: domain model section 1, "Validation worth having".
    """

    STATEMENT_MISSING = "statement_missing"
    STATEMENT_TOO_LONG = "statement_too_long"
    SECTION_UNKNOWN = "section_unknown"
    SUBJECT_MISSING = "subject_missing"
    SUBJECT_NOT_A_PERSON = "subject_not_a_person"
    TACTIC_MISSING = "tactic_missing"
    PATHWAY_MISSING = "pathway_missing"
    COMPANION_MISSING = "companion_missing"
    CONTEXT_NOT_ASKED = "context_not_asked"
    COVERT_NOT_ANSWERED = "covert_not_answered"
    ACTION_UNIT_MISSING = "action_unit_missing"
    DUE_MISSING = "due_missing"
    LINK_OUTSIDE_INTERSECTION = "link_outside_intersection"
    CATEGORY_WITHOUT_SOURCE = "category_without_source"
    GIST_TOO_LONG = "gist_too_long"
    GIST_NAMES_SOMEBODY = "gist_names_somebody"
    GIST_SHARES_A_PLACE = "gist_shares_a_place"
    GIST_SHARES_HEALTH = "gist_shares_health"
    GIST_SHARES_A_DATE = "gist_shares_a_date"
    NAMES_AN_OUTSIDER = "names_an_outsider"
    ATTENDANCE_IS_NO_GOAL = "attendance_is_no_goal"
    CONDITION_ON_HER = "condition_on_her"
    NO_BEHAVIOUR = "no_behaviour"
    NO_OUTCOME_FOR_THEM = "no_outcome_for_child_or_survivor"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule has to say: `where` names the field, `problem` says what is asked; no content."""

    code: Rule
    where: str
    problem: str

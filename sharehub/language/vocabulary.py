"""The closed words that facts are recorded in: kinds, tactics, pathways, effects, and how and when we know.

Source: domain model sections 1, 3 and 4. Words that decide a release are in `policies.vocabulary`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a fact is; goals, commitments and notes are facts so that all free text passes one gate."""

    BEHAVIOUR = "behaviour"
    IMPACT = "impact"
    PROTECTIVE_EFFORT = "protective_effort"
    INTERSECTION = "intersection"
    SERVICE_RESPONSE = "service_response"
    CHANGE_EVIDENCE = "change_evidence"
    GAP = "gap"
    GOAL = "goal"
    COMMITMENT = "commitment"
    NOTE = "note"


FIRST_SECTION = 1
LAST_SECTION = 4

DEFAULT_SECTION = MappingProxyType(
    {
        Kind.BEHAVIOUR: 1,
        Kind.GAP: 1,
        Kind.IMPACT: 2,
        Kind.PROTECTIVE_EFFORT: 2,
        Kind.INTERSECTION: 3,
        Kind.SERVICE_RESPONSE: 3,
        Kind.CHANGE_EVIDENCE: 4,
        # The model names none for these three: they go last, so that his pattern always comes first.
        Kind.GOAL: 4,
        Kind.COMMITMENT: 4,
        Kind.NOTE: 4,
    }
)
"""The section of the mapping tool in which a fact of a kind stands unless its author says otherwise."""


class Tactic(StrEnum):
    """What he does, in one list small enough to tick in a meeting; model section 3 has the crosswalk."""

    PHYSICAL = "PHYSICAL"
    STRANGLE = "STRANGLE"
    SEXUAL = "SEXUAL"
    THREATEN = "THREATEN"
    INTIMIDATE = "INTIMIDATE"
    DEGRADE = "DEGRADE"
    ISOLATE = "ISOLATE"
    MONITOR = "MONITOR"
    TECH = "TECH"
    CONFINE = "CONFINE"
    ECONOMIC = "ECONOMIC"
    DOMINATE = "DOMINATE"
    MINIMISE = "MINIMISE"
    USE_CHILD = "USE_CHILD"
    HARM_CHILD = "HARM_CHILD"
    UNDERMINE_PARENTING = "UNDERMINE_PARENTING"
    SYSTEMS = "SYSTEMS"
    SERVICE_BLOCK = "SERVICE_BLOCK"
    SUBSTANCE_COERCION = "SUBSTANCE_COERCION"
    MENTAL_HEALTH_COERCION = "MENTAL_HEALTH_COERCION"
    EXPLOIT_IDENTITY = "EXPLOIT_IDENTITY"
    BREACH = "BREACH"


class Pathway(StrEnum):
    """By which way his behaviour reaches the children."""

    PARTNER_PARENTING = "PARTNER_PARENTING"
    CHILD_SAFETY_WELLBEING = "CHILD_SAFETY_WELLBEING"
    FAMILY_ECOLOGY = "FAMILY_ECOLOGY"


class DasaEffect(StrEnum):
    """The effects that the Domestic Abuse (Scotland) Act 2018 lists in section 2."""

    VIOLENT_THREATENING_INTIMIDATING = "violent_threatening_intimidating"
    DEPENDENT_SUBORDINATE = "dependent_subordinate"
    ISOLATE = "isolate"
    CONTROL_REGULATE_MONITOR = "control_regulate_monitor"
    DEPRIVE_RESTRICT_FREEDOM = "deprive_restrict_freedom"
    FRIGHTEN_HUMILIATE_DEGRADE_PUNISH = "frighten_humiliate_degrade_punish"


class ChildLink(StrEnum):
    """How a child comes into it, in the shape of section 5 of the same Act."""

    DIRECTED_AT_CHILD = "directed_at_child"
    USED = "used"
    SAW_HEARD_PRESENT = "saw_heard_present"
    ADVERSELY_AFFECTED = "adversely_affected"
    NONE = "none"
    NOT_KNOWN = "not_known"


class DatePrecision(StrEnum):
    """How exactly it is known when it happened."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    APPROX = "approx"
    UNKNOWN = "unknown"


class Frequency(StrEnum):
    """How often it happens."""

    SINGLE = "single"
    REPEATED_FEW = "repeated_few"
    MONTHLY = "monthly"
    WEEKLY = "weekly"
    DAILY = "daily"
    ONGOING_CONDITION = "ongoing_condition"
    UNKNOWN = "unknown"


class Trend(StrEnum):
    """Which way it is going."""

    ESCALATING = "escalating"
    STEADY = "steady"
    REDUCING = "reducing"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """How we know; never whether anybody is believed."""

    AGENCY_OBSERVED = "agency_observed"
    AGENCY_RECORD = "agency_record"
    REPORTED_FIRST_HAND = "reported_first_hand"
    REPORTED_SECOND_HAND = "reported_second_hand"
    PROFESSIONAL_JUDGEMENT = "professional_judgement"


class Corroboration(StrEnum):
    """Who else says so."""

    NONE = "none"
    ONE_OTHER_SOURCE = "one_other_source"
    MULTIPLE = "multiple"
    DISPUTED_BY_SUBJECT = "disputed_by_subject"


class IntersectionLink(StrEnum):
    """How another difficulty and his behaviour meet; on purpose there is no word for "causes it"."""

    HE_CAUSES_OR_WORSENS_HER_DIFFICULTY = "he_causes_or_worsens_her_difficulty"
    HE_INTERFERES_WITH_HER_TREATMENT = "he_interferes_with_her_treatment"
    HE_INTERFERES_WITH_CHILD_SUPPORT = "he_interferes_with_child_support"
    HE_EXPLOITS_STATUS_OR_STIGMA = "he_exploits_status_or_stigma"
    CO_OCCURS_NOT_CAUSE = "co_occurs_not_cause"
    HE_OFFERS_AS_EXCUSE = "he_offers_as_excuse"
    CHANGE_ELSEWHERE_ABUSE_UNCHANGED = "change_elsewhere_abuse_unchanged"
    PRIVILEGE_INCREASES_HIS_POWER = "privilege_increases_his_power"
    SERVICE_RESPONSE_INCREASES_RISK = "service_response_increases_risk"
    ADJUSTMENT_NEEDED = "adjustment_needed"


class IntersectionTopic(StrEnum):
    """What an intersection is about."""

    SUBSTANCE = "substance"
    MENTAL_HEALTH = "mental_health"
    MONEY = "money"
    HOUSING = "housing"
    IMMIGRATION = "immigration"
    LANGUAGE = "language"
    RACE = "race"
    FAITH = "faith"
    DISABILITY = "disability"
    SEXUALITY = "sexuality"
    CARE_EXPERIENCE = "care_experience"
    RURALITY = "rurality"

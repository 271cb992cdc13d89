"""The closed words of a release in the words of the people who read documents.

A role or purpose that is no word of the shipped rulebook is read out as it is written there.
"""

from __future__ import annotations

from calendar import month_abbr, month_name
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Caveat, SourceType
from sharehub.language.vocabulary import Basis, Corroboration, Frequency, Pathway, Trend

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "caledonian_men": "men's worker",
        "caledonian_women": "women's worker",
        "caledonian_children": "children's worker",
        "children_families_sw": "social worker for children and families",
        "justice_sw": "justice social worker",
        "police": "police",
        "marac_coordinator": "MARAC coordinator",
        "idaa": "independent domestic abuse advocate",
        "health_visitor": "health visitor",
        "school": "school",
        "mental_health_survivor": "mental health worker",
        "substance_survivor": "substance use worker",
        "mental_health_perpetrator": "his mental health worker",
        "substance_perpetrator": "his substance use worker",
        "child_therapist": "child therapist",
        "reporter": "children's reporter",
        "court": "court",
        "mapping_facilitator": "facilitator of case mapping",
    }
)
"""Whom a document is for; of whoever works with her it does not say so."""

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "child_protection": "to protect the children",
        "marac_safety": "to plan for safety at a MARAC",
        "case_mapping": "to map the case with others",
        "programme_referral": "to refer him to a programme",
        "programme_delivery": "to work on his behaviour in a programme",
        "order_supervision": "to supervise an order",
        "reporter_investigation": "to make the reporter's own enquiry",
        "hearing_report": "to report to a children's hearing",
        "court_report": "to report to a court",
        "survivor_support": "to support the survivor",
        "wellbeing_support": "to support the children's wellbeing",
        "treatment_coordination": "to coordinate treatment",
    }
)

CAVEATS = MappingProxyType(
    {
        Caveat.NOT_TO_PERPETRATOR: "Lines marked so are not to be put to him, and he is not to find them.",
        Caveat.NOT_IN_DOCUMENT_HE_MAY_READ: "Some lines go into no report or letter that he could see.",
        Caveat.CHECK_WITH_SURVIVOR_FIRST: "Speak with her worker before acting on the lines marked so.",
        Caveat.CHILD_VIEWS_SOUGHT_FIRST: "Seek the child's views before acting on what is said of a child.",
        Caveat.NOT_TO_PARENTS: "Some lines are for neither parent.",
        Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS: (
            "What he did in an earlier relationship reaches her through the disclosure scheme alone."
        ),
        Caveat.POLICE_HANDLING_CONDITIONS: "Some lines are handled as the police condition on them says.",
        Caveat.ORIGINATOR_CONTROLS_ONWARD: "Some lines go on only if the unit that recorded them agrees.",
        Caveat.INDEPENDENT_INTERPRETER: "Only with an interpreter who belongs to neither side.",
        Caveat.COURT_CONTROLLED: "The court decides on any further use.",
    }
)
"""What each caveat asks, in the order in which it is printed; docs/reasons.md, "Caveats"."""

ON_PAPERS_HE_READS = frozenset({Caveat.INDEPENDENT_INTERPRETER, Caveat.COURT_CONTROLLED})
"""What may stand on papers that he reads. The others say who fears him, or who spoke."""

FREQUENCIES: Mapping[str, str] = MappingProxyType(
    {
        Frequency.SINGLE: "once",
        Frequency.REPEATED_FEW: "a few times",
        Frequency.MONTHLY: "monthly",
        Frequency.WEEKLY: "weekly",
        Frequency.DAILY: "daily",
        Frequency.ONGOING_CONDITION: "all the time",
    }
)
TRENDS: Mapping[str, str] = MappingProxyType(
    {Trend.ESCALATING: "rising", Trend.STEADY: "neither rising nor falling", Trend.REDUCING: "falling"}
)

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        SourceType.SURVIVOR: "her account",
        SourceType.CHILD: "a child's account",
        SourceType.PERPETRATOR: "his account",
        SourceType.AGENCY_OBSERVATION: "seen by staff",
        SourceType.POLICE_RECORD: "police record",
        SourceType.POLICE_INTELLIGENCE: "police intelligence",
        SourceType.COURT_RECORD: "court record",
        SourceType.DOCUMENT: "a document",
        SourceType.THIRD_PARTY: "somebody else's account",
        SourceType.PROFESSIONAL_JUDGEMENT: "professional judgement",
    }
)
BASES: Mapping[str, str] = MappingProxyType(
    {
        Basis.AGENCY_OBSERVED: "observed",
        Basis.AGENCY_RECORD: "on record",
        Basis.REPORTED_FIRST_HAND: "first hand",
        Basis.REPORTED_SECOND_HAND: "second hand",
        Basis.PROFESSIONAL_JUDGEMENT: "professional judgement",
    }
)
CORROBORATIONS: Mapping[str, str] = MappingProxyType(
    {
        Corroboration.ONE_OTHER_SOURCE: "one other source says so",
        Corroboration.MULTIPLE: "several sources say so",
        Corroboration.DISPUTED_BY_SUBJECT: "he disputes it",
    }
)

PATHWAYS = MappingProxyType(
    {
        Pathway.PARTNER_PARENTING: "Their mother's parenting",
        Pathway.CHILD_SAFETY_WELLBEING: "The children's safety and wellbeing",
        Pathway.FAMILY_ECOLOGY: "The family's footing",
    }
)

LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "ar": "Arabic",
        "bfi": "British Sign Language",
        "bg": "Bulgarian",
        "en": "English",
        "gd": "Gaelic",
        "lt": "Lithuanian",
        "pa": "Punjabi",
        "pl": "Polish",
        "ro": "Romanian",
        "uk": "Ukrainian",
        "ur": "Urdu",
        "zh": "Chinese",
    }
)
"""What people call the languages that are met most; of others the tag is read out."""

YEAR, MONTH = 4, 7
"""Lengths of YYYY and YYYY-MM."""


def language_in_words(tag: str) -> str:
    """Return what people call a language, by its BCP 47 tag."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), tag)


def role_in_words(role: str) -> str:
    """Return what people call a role."""
    return ROLES.get(role, role.replace("_", " "))


def purpose_in_words(purpose: str) -> str:
    """Return what a document is for."""
    return PURPOSES.get(purpose, purpose.replace("_", " "))


def day_in_words(day: date) -> str:
    """Return a day as people write it: one that something is due on, never one on which something was."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def month_in_words(day: str) -> str:
    """Return a month as people write it; no day is ever shown."""
    if len(day) < MONTH:
        return day[:YEAR]
    return f"{month_abbr[int(day[5:7])]} {day[:YEAR]}"


def when(line: Mapping[str, Any]) -> tuple[str, ...]:
    """Return since when, how often and which way it goes, as far as a line says; no day is told."""
    first, last = line.get("first_known"), line.get("last_known")
    since = month_in_words(first) if first else None
    until = month_in_words(last) if last else None
    told = [FREQUENCIES.get(line.get("frequency") or ""), TRENDS.get(line.get("trend") or "")]
    return (*_between(since, until), *(words for words in told if words))


def _between(since: str | None, until: str | None) -> tuple[str, ...]:
    if since and until:
        return (since,) if since == until else (f"{since} to {until}",)
    if since:
        return (f"since {since}",)
    return (f"last known {until}",) if until else ()

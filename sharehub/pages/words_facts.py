"""The closed words of facts in plain English: what people choose from when they write one down."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from policies.vocabulary import Category, Caveat, PerpAware, RelationshipContext, SourceExposure, SourceType
from sharehub.disclosure import wording
from sharehub.language.cast import Voice
from sharehub.language.vocabulary import (
    Basis,
    ChildLink,
    Corroboration,
    DasaEffect,
    IntersectionLink,
    Kind,
    Pathway,
    Trend,
)
from sharehub.pages.words import first_large
from sharehub.reports.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Pairs = tuple[tuple[str, str], ...]


def _pairs(words: Mapping[str, str], order: Iterable[str] | None = None) -> Pairs:
    return tuple((word, first_large(words[word])) for word in (order or words) if word in words)


KINDS: Final = MappingProxyType(
    {
        Kind.BEHAVIOUR: "What he did",
        Kind.IMPACT: "What it does to her or the children",
        Kind.PROTECTIVE_EFFORT: "What she does to protect",
        Kind.INTERSECTION: "How another difficulty comes into it",
        Kind.SERVICE_RESPONSE: "What a service did",
        Kind.CHANGE_EVIDENCE: "What shows change, or that there is none",
        Kind.GAP: "What nobody knows yet",
        Kind.GOAL: "A goal for him",
        Kind.COMMITMENT: "What he says he will do",
        Kind.NOTE: "A note",
    }
)
UNDECIDED_KINDS: Final = MappingProxyType(
    {
        **KINDS,
        Kind.BEHAVIOUR: "What one of the two did",
        Kind.IMPACT: "What it does to the other or the children",
        Kind.PROTECTIVE_EFFORT: "What one of the two does to protect",
    }
)
"""The same while people have not decided whose pattern of control it is."""
LISTED_KINDS: Final = MappingProxyType(
    {
        **KINDS,
        Kind.BEHAVIOUR: "An act",
        Kind.IMPACT: "An effect",
        Kind.PROTECTIVE_EFFORT: "Something done to protect",
    }
)
"""And in a list that does not know whose each of them is."""
RECORDED: Final = tuple(kind for kind in KINDS if kind not in {Kind.GOAL, Kind.COMMITMENT})
"""What is written down as a fact by itself; goals and commitments have pages of their own."""

TACTICS: Final = tuple(FAMILIES.items())
PATHWAYS: Final = _pairs(
    {
        Pathway.PARTNER_PARENTING: "Through her parenting: her time, authority or strength with them",
        Pathway.CHILD_SAFETY_WELLBEING: "Directly: their safety, health, sleep, school, feelings",
        Pathway.FAMILY_ECOLOGY: "Through the family's footing: home, money, work, friends, services",
    }
)
FREQUENCIES: Final = _pairs(wording.FREQUENCIES)
TRENDS: Final = _pairs(wording.TRENDS, (Trend.ESCALATING, Trend.STEADY, Trend.REDUCING))
SOURCES: Final = _pairs(
    {
        SourceType.AGENCY_OBSERVATION: "We saw or heard it ourselves",
        SourceType.SURVIVOR: "She told us, or handed it over",
        SourceType.CHILD: "A child told us",
        SourceType.PERPETRATOR: "He told us",
        SourceType.THIRD_PARTY: "Somebody else told us",
        SourceType.POLICE_RECORD: "It is in a police record",
        SourceType.POLICE_INTELLIGENCE: "It is police intelligence",
        SourceType.COURT_RECORD: "It is in a court record",
        SourceType.DOCUMENT: "It is in another document",
        SourceType.PROFESSIONAL_JUDGEMENT: "It is our professional judgement",
    }
)
BASES: Final = _pairs(wording.BASES)
USUAL_BASIS: Final = MappingProxyType(
    {
        SourceType.AGENCY_OBSERVATION: Basis.AGENCY_OBSERVED,
        SourceType.SURVIVOR: Basis.REPORTED_FIRST_HAND,
        SourceType.CHILD: Basis.REPORTED_FIRST_HAND,
        SourceType.PERPETRATOR: Basis.REPORTED_FIRST_HAND,
        SourceType.THIRD_PARTY: Basis.REPORTED_FIRST_HAND,
        SourceType.PROFESSIONAL_JUDGEMENT: Basis.PROFESSIONAL_JUDGEMENT,
    }
)
"""How something is known that is known from there, unless its author says otherwise; of papers, on record."""

CORROBORATIONS: Final = _pairs({Corroboration.NONE: "Nobody else, so far", **wording.CORROBORATIONS})
CHOSEN_CATEGORIES: Final = _pairs(
    {
        Category.BEHAVIOUR: "What he does",
        Category.OFFENCE: "An offence, a charge, an order",
        Category.CHILD_WELLBEING: "How the children are",
        Category.PROTECTIVE_EFFORT: "What she does to protect",
        Category.SURVIVOR_HEALTH: "Her health, drink or drugs included",
        Category.PERPETRATOR_HEALTH: "His health, drink or drugs included",
        Category.SEXUAL: "Something sexual",
        Category.IDENTITY: "Faith, race, sexuality, disability, language",
        Category.IMMIGRATION: "Immigration status",
        Category.SAFETY: "Where she is safe, or how she keeps safe",
        Category.PROGRESS: "How he does in a programme or treatment",
        Category.SERVICE_RISK: "What a service did that made it less safe",
    }
)
"""Those that an author chooses; the others follow from who told it."""
USUAL_CATEGORY: Final = MappingProxyType(
    {
        Kind.BEHAVIOUR: Category.BEHAVIOUR,
        Kind.IMPACT: Category.CHILD_WELLBEING,
        Kind.PROTECTIVE_EFFORT: Category.PROTECTIVE_EFFORT,
        Kind.SERVICE_RESPONSE: Category.SERVICE_RISK,
        Kind.CHANGE_EVIDENCE: Category.PROGRESS,
        Kind.GAP: Category.BEHAVIOUR,
    }
)
AWARE: Final = _pairs(
    {
        PerpAware.UNKNOWN: "Not known, which counts as no",
        PerpAware.NO: "No",
        PerpAware.YES: "Yes, and a second person of our unit will confirm it",
    }
)
EXPOSURES: Final = _pairs(
    {
        SourceExposure.NONE: "No: he could not tell who spoke",
        SourceExposure.POSSIBLE: "Perhaps",
        SourceExposure.CERTAIN: "Yes: he would know who spoke",
    }
)
CHILD_LINKS: Final = _pairs(
    {
        ChildLink.DIRECTED_AT_CHILD: "It was aimed at a child",
        ChildLink.USED: "He used a child for it",
        ChildLink.SAW_HEARD_PRESENT: "A child saw or heard it, or was there",
        ChildLink.ADVERSELY_AFFECTED: "A child was affected by it",
        ChildLink.NONE: "No child comes into it",
    }
)
EFFECTS: Final = _pairs(
    {
        DasaEffect.VIOLENT_THREATENING_INTIMIDATING: "It is violent, threatening or intimidating",
        DasaEffect.DEPENDENT_SUBORDINATE: "It makes her dependent on him, or puts her below him",
        DasaEffect.ISOLATE: "It cuts her off from friends, family or help",
        DasaEffect.CONTROL_REGULATE_MONITOR: "It controls, regulates or watches her day",
        DasaEffect.DEPRIVE_RESTRICT_FREEDOM: "It takes or limits her freedom to act",
        DasaEffect.FRIGHTEN_HUMILIATE_DEGRADE_PUNISH: "It frightens, humiliates, degrades or punishes her",
    }
)
"""After section 2 of the Domestic Abuse (Scotland) Act 2018."""
LINKS: Final = _pairs(
    {
        IntersectionLink.HE_CAUSES_OR_WORSENS_HER_DIFFICULTY: "He causes her difficulty, or makes it worse",
        IntersectionLink.HE_INTERFERES_WITH_HER_TREATMENT: "He gets in the way of her treatment or support",
        IntersectionLink.HE_INTERFERES_WITH_CHILD_SUPPORT: "He gets in the way of a child's support",
        IntersectionLink.HE_EXPLOITS_STATUS_OR_STIGMA: "He uses her status, or shame about it",
        IntersectionLink.CO_OCCURS_NOT_CAUSE: "It is there as well; it is when, not why",
        IntersectionLink.HE_OFFERS_AS_EXCUSE: "He gives it as an excuse",
        IntersectionLink.CHANGE_ELSEWHERE_ABUSE_UNCHANGED: "It changed, and what he does did not",
        IntersectionLink.PRIVILEGE_INCREASES_HIS_POWER: "A privilege of his adds to his power",
        IntersectionLink.SERVICE_RESPONSE_INCREASES_RISK: "What a service does makes it less safe",
        IntersectionLink.ADJUSTMENT_NEEDED: "Somebody needs an adjustment, such as an interpreter",
    }
)
RELATIONSHIPS: Final = _pairs(
    {
        RelationshipContext.THIS_RELATIONSHIP: "In this relationship",
        RelationshipContext.POST_SEPARATION: "After they separated",
        RelationshipContext.PREVIOUS_RELATIONSHIP: "In an earlier relationship of his",
        RelationshipContext.NEW_RELATIONSHIP: "In a new relationship of his",
        RelationshipContext.OUTSIDE_FAMILY: "Outside the family",
    }
)
CAVEATS: Final = _pairs(
    {
        Caveat.NOT_TO_PERPETRATOR: "Not to be put to him",
        Caveat.NOT_IN_DOCUMENT_HE_MAY_READ: "In no report or letter that he could see",
        Caveat.CHECK_WITH_SURVIVOR_FIRST: "Speak with her worker before acting on it",
        Caveat.CHILD_VIEWS_SOUGHT_FIRST: "Seek the child's views before acting on it",
        Caveat.NOT_TO_PARENTS: "For neither parent",
        Caveat.POLICE_HANDLING_CONDITIONS: "Under a handling condition of the police",
        Caveat.ORIGINATOR_CONTROLS_ONWARD: "Goes on only if we agree each time",
        Caveat.INDEPENDENT_INTERPRETER: "Only with an independent interpreter",
        Caveat.COURT_CONTROLLED: "The court decides on further use",
    }
)
VOICES: Final = _pairs(
    {
        Voice.PROFESSIONAL: "Ours",
        Voice.SURVIVOR_VERBATIM: "Hers, as she said them",
        Voice.CHILD_VERBATIM: "A child's, as they were said",
        Voice.PERPETRATOR_VERBATIM: "His, as he said them",
        Voice.LEGAL_QUOTE: "A legal text's",
    }
)
COVERT: Final = (("yes", "Yes: he must not learn of it"), ("no", "No"))

GROUPS: Final = MappingProxyType(
    {
        "last_known": "When and how often",
        "gist": "Who may have it, and how",
        "source_person": "How we know",
        "child_link": "The children, her, and the family",
        "travels_with": "What goes with it, and where it stands",
    }
)
"""Headings of what may come later, each above the field that it begins with."""

RULES: Final = MappingProxyType(
    {
        "statement_missing": "Write what was said or done.",
        "statement_too_long": "At most 600 characters. Split it: one thing in each.",
        "subject_missing": "Choose who did it.",
        "subject_not_a_person": "Choose the person who did it.",
        "tactic_missing": "Choose at least one: what kind of thing was it?",
        "pathway_missing": "Choose how it reaches the children, or that nobody has asked yet.",
        "companion_missing": (
            "A difficulty of hers does not stand alone: choose what he did that goes with it, or write why"
            " none was found."
        ),
        "context_not_asked": (
            "What she did does not stand alone: choose what goes with it, or say that it was asked."
        ),
        "covert_not_answered": "Say whether it would stop working if he knew.",
        "action_unit_missing": "Choose the unit that is to find out.",
        "due_missing": "Write by which day.",
        "link_outside_intersection": "Only how another difficulty comes into it has these.",
        "category_without_source": "This follows from who told it; leave it out, or change who told it.",
        "gist_too_long": "At most 160 characters.",
        "gist_names_somebody": "The short form names somebody of the family. Take the name out, or say why.",
        "gist_shares_a_place": "The short form names the same place. Take it out, or say why it is safe.",
        "gist_shares_health": "The short form speaks of health, drink or drugs. Take it out, or say why.",
        "gist_shares_a_date": "The short form tells a day or month. Take it out, or say why it is safe.",
        "names_an_outsider": "It names somebody who is neither of the family nor of a service.",
    }
)
"""What each rule for facts asks of whoever fills in a form, by the API's code."""

PLACES: Final = MappingProxyType(
    {
        "statement": "At most 600 characters. Split it: one thing in each.",
        "gist": "At most 160 characters.",
        "categories": "Choose what it touches.",
        "source_type": "Choose how you know.",
        "kind": "Choose what it is.",
        "first_known": "Write a year, a month and a year, or a whole day.",
        "last_known": "Write a year, a month and a year, or a whole day.",
        "due": "Write a day, such as 3 7 2026.",
        "travels_with": "One of these is no longer there. Choose again.",
        "ric_items": "Whole numbers from 1 to 24.",
        "concern_rank": "A whole number from 1 to 999.",
    }
)
"""What to say at a field where the rule itself says nothing that helps."""

PROMPTS: Final = MappingProxyType(
    {
        Kind.BEHAVIOUR: (
            "What did he say or do? Who was there?",
            "What is it like at home when he is not pleased?",
            "Which of her choices does he decide: money, clothes, friends, language, sleep, the door?",
            "What does he do as a father, day to day? Whom does that help, whom does it harm?",
            "What has he done since they parted, and in earlier relationships?",
        ),
        Kind.IMPACT: (
            "Because of what he did, what is different for each child: sleep, school, play, fear?",
            "What can she no longer do as a parent, or only at a price?",
            "What has the family lost: a home, money, friends, help?",
        ),
        Kind.PROTECTIVE_EFFORT: (
            "What does she do, every day, that keeps the children safe and steady?",
            "What has she tried, and what did he do then?",
            "Does she know that you see it? Has she been asked whether it may be shared?",
        ),
        Kind.INTERSECTION: (
            "What does he do around her drinking, her health, her money, her status?",
            "Does he get in the way of help? Does he use it against her?",
            "If it went away, what would he still do?",
        ),
        Kind.SERVICE_RESPONSE: (
            "Who was spoken to first, in which language, with which interpreter?",
            "Did what the service did make it safer or less safe? What could be done otherwise?",
        ),
        Kind.CHANGE_EVIDENCE: (
            "What does he no longer do? Who sees that, beside him?",
            "Has something else come in its place?",
            "That he comes is not change: what is different for her and the children?",
        ),
        Kind.GAP: (
            "Which kinds of abuse has nobody asked about?",
            "What is known of earlier relationships, of other places they lived?",
            "Who could find out, and by when?",
        ),
        Kind.NOTE: ("Does it say something he did, or an effect? Then write that instead.",),
    }
)
"""The questions of the mapping tool, in our words, for whoever writes."""

STATEMENTS: Final = MappingProxyType(
    {
        Kind.BEHAVIOUR: ("What did he say or do?", "One thing, in words a stranger could picture."),
        Kind.IMPACT: ("What is different for her or the children, because of what he does?", "One thing."),
        Kind.PROTECTIVE_EFFORT: ("What does she do to keep them safe and steady?", "One thing."),
        Kind.INTERSECTION: ("How do another difficulty and what he does meet?", "Begin with what he does."),
        Kind.SERVICE_RESPONSE: ("What did the service do?", "The service, never a worker by name."),
        Kind.CHANGE_EVIDENCE: ("What was seen of change, or that there is none?", "Who saw it, and what."),
        Kind.GAP: ("What does nobody know yet?", "A question that somebody can answer."),
        Kind.NOTE: ("What do others need to know?", "Nothing that belongs under another heading."),
        Kind.GOAL: ("What will he do, or stop doing?", "A thing he does, not that he attends."),
        Kind.COMMITMENT: ("What did he say he will do?", "In his words."),
    }
)
"""What the field for the words asks, and its hint."""


def of(pairs: Pairs, word: str | None) -> str:
    """Return what a closed word is called in a list, empty for one that is not there."""
    return dict(pairs).get(word or "", "")

"""What the closed words of referrals, change and permissions are called on pages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from policies.vocabulary import Category, Caveat
from sharehub.referrals.words import Known, Rejection, Status, WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Word = TypeVar("Word", bound=str)

STATUSES: Final = MappingProxyType(
    {
        Status.DRAFT: "Draft: nobody else sees it",
        Status.APPROVED: "Approved, not sent",
        Status.SENT: "Sent, not answered yet",
        Status.ACCEPTED: "Accepted",
        Status.REJECTED: "Declined",
        Status.IN_PROGRESS: "He has begun the programme",
        Status.COMPLETED: "He finished the programme; that says nothing about change",
        Status.REVOKED: "Dropped before it was sent",
        Status.RECALLED: "Taken back",
    }
)
STEPS: Final = MappingProxyType(
    {
        Status.DRAFT: "Drafted",
        Status.APPROVED: "Approved",
        Status.SENT: "Sent",
        Status.ACCEPTED: "Accepted",
        Status.REJECTED: "Declined",
        Status.IN_PROGRESS: "He began the programme",
        Status.COMPLETED: "He finished the programme",
        Status.REVOKED: "Dropped",
        Status.RECALLED: "Taken back",
    }
)
REJECTIONS: Final = MappingProxyType(
    {
        Rejection.NOT_ELIGIBLE: "The programme does not take him",
        Rejection.NO_CAPACITY: "No place at present",
        Rejection.ALREADY_ATTENDING: "He attends already",
        Rejection.OTHER_PROGRAMME_BETTER: "Another programme fits better",
        Rejection.NOT_SUITABLE_NOW: "Not now",
    }
)
WHY_NOT: Final = MappingProxyType(
    {
        WhyNot.CLOSED: "The programme takes nobody at present.",
        WhyNot.MANDATE_NOT_TAKEN: "It does not take men who come this way.",
        WhyNot.NOT_FOR_WOMEN: "It is for men.",
        WhyNot.HETEROSEXUAL_ONLY: "It is for men who abuse a woman.",
        WhyNot.LANGUAGE_NOT_OFFERED: "It is given in no language he speaks, and no interpreter is asked for.",
        WhyNot.AREA_NOT_SERVED: "It does not serve where he lives.",
    }
)
KNOWN: Final = MappingProxyType({Known.YES: "Yes", Known.NO: "No", Known.NOT_KNOWN: "Not known"})

# The words of change; the API's description has them.
SHARES: Final = MappingProxyType(
    {
        "none": "None of it",
        "little": "Little of it",
        "meaningful": "A meaningful part",
        "most": "Most of it",
        "unknown": "I do not know",
    }
)
CLAIMS: Final = MappingProxyType(
    {
        "none": "He does not say what it did",
        "partial": "He says it in part",
        "clear": "He says it clearly",
        "unknown": "I do not know",
    }
)
DIFFERENCES: Final = MappingProxyType(
    {
        "none": "No change is evidenced",
        "reduced": "Reduced",
        "stopped": "Stopped",
        "replaced": "Replaced by something else he does",
        "unknown": "I do not know",
    }
)
REPORTS: Final = MappingProxyType(
    {
        "agrees": "Asked, and sees it as he tells it",
        "disagrees": "Asked, and sees it otherwise",
        "not_asked": "Not asked",
        "declined": "Asked, and declined to say",
    }
)
GOALS: Final = MappingProxyType(
    {
        "not_started": "Not begun",
        "some_evidence": "Some evidence",
        "sustained": "Sustained",
        "not_met": "Not met",
        "unknown": "Not known",
    }
)
KEPT: Final = MappingProxyType(
    {"kept": "Kept", "partly": "Kept in part", "not_kept": "Not kept", "unknown": "Not known"}
)
WHOM: Final = MappingProxyType(
    {"survivor": "The children's mother", "child": "The child", "himself": "Himself", "adult": "The adult"}
)

# Permission to communicate.
DIRECTIONS: Final = MappingProxyType(
    {
        "treatment_to_programme": "The treatment service may tell the other unit",
        "programme_to_treatment": "The other unit may tell the treatment service",
    }
)
WAYS: Final = MappingProxyType(
    {
        "asked": "asked, not answered",
        "given": "yes, it stands today",
        "ended": "ended",
        "refused": "no",
        "withdrawn": "taken back",
    }
)
REPLIES: Final = MappingProxyType({"given": "Yes", "refused": "No", "withdrawn": "Takes an earlier yes back"})
ABOUT: Final = MappingProxyType(
    {
        Category.PROGRESS: "How the work goes: goals, what changed",
        Category.PERPETRATOR_HEALTH: "His health and treatment",
        Category.SURVIVOR_HEALTH: "Her health and treatment",
        Category.SURVIVOR_ACCOUNT: "What she has told",
        Category.CHILD_WELLBEING: "How the child is",
        Category.CHILD_ACCOUNT: "What the child has told",
    }
)
"""What a treatment service can be asked to speak about."""

HANDLE: Final = MappingProxyType(
    {
        Caveat.CHECK_WITH_SURVIVOR_FIRST: "check with her worker first",
        Caveat.NOT_IN_DOCUMENT_HE_MAY_READ: "in no paper that he may read",
        Caveat.CHILD_VIEWS_SOUGHT_FIRST: "seek the child's views first",
        Caveat.NOT_TO_PARENTS: "not to the parents",
        Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS: "to her by the disclosure scheme alone",
        Caveat.POLICE_HANDLING_CONDITIONS: "police handling conditions",
        Caveat.ORIGINATOR_CONTROLS_ONWARD: "no further without the agreement of who recorded it",
        Caveat.INDEPENDENT_INTERPRETER: "independent interpreter",
        Caveat.COURT_CONTROLLED: "the court decides on further use",
    }
)
"""What a caveat asks, in a few words beside the line; what is not to be put to him has a mark instead."""


def pairs(words: Mapping[Word, str]) -> list[tuple[str, str]]:
    """Return words as a list to choose from."""
    return [(str(each), text) for each, text in words.items()]


def handling(caveats: Iterable[str]) -> list[str]:
    """Return what a line's caveats ask, in a fixed order."""
    held = set(caveats)
    return [words for caveat, words in HANDLE.items() if caveat in held]

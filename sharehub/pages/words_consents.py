"""What the closed words of consents, releases against the rule, and gates are called on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consent.record import EVERYTHING
from sharehub.disclosure.wording import purpose_in_words, role_in_words
from sharehub.pages.rules import shared_anyway

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sharehub.pages.yes_adds import Added

OF_HERS: Final = {
    "survivor_account": "What she has told",
    "protective_effort": "What she does to keep herself and the children safe",
    "survivor_health": "Her health",
    "safety": "Where she lives, and how she keeps safe",
    "sexual": "Sexual violence",
    "identity": "Her language, faith and background",
    "immigration": "Her right to stay",
    "child_account": "What a child has told",
    "child_wellbeing": "How a child is",
    "third_party": "What would show who else told",
}
"""What somebody can say yes or no to. What he does is not among it: that is nobody's to keep for him."""
OF_HIS: Final = {"perpetrator_health": "His health and treatment", "progress": "How he does in a programme"}

SAID: Final = {
    "active": "yes",
    "limited": "yes, to what was named",
    "refused": "no",
    "rescinded": "took it back",
    "pending": "was asked, and has not answered",
    "bypassed": "was told, not asked",
}
GONE: Final = "a service that is no longer there"
YES: Final = frozenset({"active", "limited"})

IF_TOLD: Final = ", where she told it herself"

GATES: Final = {
    "cp_concern": "Concern for the children",
    "marac_referral": "Referral to a MARAC",
    "mapping_meeting": "Case-mapping meeting",
    "programme_referral": "Referral to a programme",
    "programme_start": "Start of a programme",
    "court_order": "Court order",
    "reporter_referral": "Referral to the children's reporter",
    "hearing_arranged": "Children's hearing arranged",
    "court_request": "Report asked for by a court",
}


def kind(word: str) -> str:
    """Return what a kind of information is called."""
    known = OF_HERS | OF_HIS | {EVERYTHING: "Everything of theirs"}
    return known.get(word, word.replace("_", " "))


def said(word: str) -> str:
    """Return what somebody said, by the status of the event."""
    return SAID.get(word, word.replace("_", " "))


def gate(word: str) -> str:
    """Return what an event is called that opens a purpose."""
    return GATES.get(word, word.replace("_", " "))


def kinds(words: Iterable[str]) -> str:
    """Return kinds of information in one line."""
    return "; ".join(kind(word) for word in words)


def purposes(words: Iterable[str]) -> str:
    """Return in one line for what something is said yes or no to, within a sentence."""
    return "; ".join("anything at all" if word == EVERYTHING else purpose_in_words(word) for word in words)


def units(words: Iterable[str], names: Mapping[str, str]) -> str:
    """Return in one line who is meant by units' ids."""
    return "; ".join("everybody" if word == EVERYTHING else names.get(word, GONE) for word in words)


def in_any_case(words: Iterable[str]) -> str:
    """Return in one line for which of some purposes the law has something shared whatever is said."""
    named = frozenset(words)
    return purposes(word for word in shared_anyway() if word in named or EVERYTHING in named)


def who_gains(one: Added) -> str:
    """Return in one line who has something in full with a yes alone; who works with him is always named."""
    of_him = [f"{role_in_words(role)}, who works with him" for role in one.roles if role in one.with_him]
    if one.everybody and not one.if_told:
        return "; ".join(["everybody who may ask", *(f"also the {each}" for each in of_him)])
    rest = [role for role in one.roles if role not in one.with_him]
    said = [f"{role_in_words(role)}{IF_TOLD if role in one.if_told else ''}" for role in rest]
    return "; ".join([*said, *of_him])

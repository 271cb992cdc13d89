"""The closed words of protocols, channels, reviews and cases' ends, on pages."""

from __future__ import annotations

from typing import Final

from policies.vocabulary import Category

CATEGORIES: Final = {
    Category.BEHAVIOUR: "what he does",
    Category.SURVIVOR_ACCOUNT: "what she says",
    Category.CHILD_ACCOUNT: "what a child says",
    Category.THIRD_PARTY: "what somebody else says",
    Category.SURVIVOR_HEALTH: "her health",
    Category.PERPETRATOR_HEALTH: "his health",
    Category.CHILD_WELLBEING: "how the children are",
    Category.OFFENCE: "offences",
    Category.INTELLIGENCE: "police intelligence",
    Category.SAFETY: "safety plans",
    Category.SEXUAL: "sexual harm",
    Category.IDENTITY: "who and where people are",
    Category.IMMIGRATION: "immigration",
    Category.PROGRESS: "progress in a programme",
    Category.SERVICE_RISK: "harm that services did",
    Category.PROTECTIVE_EFFORT: "what she does to protect",
}
STANDINGS: Final = {
    "draft": "a draft: it opens nothing",
    "rehearsed": "rehearsed, and waiting for signatures",
    "in_force": "in force",
    "suspended": "suspended: it carries nothing",
    "superseded": "replaced by a later version",
    "withdrawn": "taken back",
    "expired": "over",
}
SUSPENSIONS: Final = {
    "breach": "something of it was breached",
    "review_overdue": "its review is overdue",
    "party_left": "a party left",
    "legal_advice": "on legal advice",
    "other": "another reason",
}
REHEARSALS: Final = {
    "case_file": "on synthetic case files",
    "simulation": "on decisions that are on record",
}
CONTROLLERS: Final = {
    "separate_controller": "a controller of its own",
    "joint_controller": "a joint controller",
    "processor": "a processor",
}
DUE: Final = {"review_due": "Its review is due", "expires": "It ends"}
FLOWS: Final = {"incoming": "From", "outgoing": "To"}
TURNS: Final = {
    "opens": "Opens",
    "shifts": "Opens here, closes there",
    "closes": "Closes",
    "neither": "Changes neither",
}
VERDICTS: Final = {
    "justified": "It was justified",
    "not_justified": "It was not justified",
    "lesson": "There is a lesson in it for us",
}
CONFLICTS: Final = {
    "same_surname": "the same surname",
    "same_address": "the same address",
    "declared": "they said so themselves",
    "named_by_survivor": "she named them",
}
RESULTS: Final = {
    "cleared": "There is no conflict: they may work on the case",
    "excluded": "There is one: they get nothing of the case",
}
ENDS: Final = {
    "keep": "Keep it until a day, for a reason",
    "destroy": "Destroy it: another officer approves that, and nothing of it ever opens again",
}
KEEPING: Final = {
    "risk_goes_on": "the risk goes on",
    "proceedings": "there are proceedings",
    "legal_claim": "there is a legal claim",
    "family_asked": "the family asked for it",
    "law_asks": "the law asks for it",
}
KEY_CLASSES: Final = {
    "general": "everything not named below",
    "safety": "safety plans",
    "sexual": "sexual harm",
    "immigration": "immigration",
    "intelligence": "police intelligence",
    "accounts": "what people say",
    "health": "health",
}
KINDS_OF_ENDPOINT: Final = {"mailbox": "A mailbox of a team", "webhook": "A webhook of your system"}
PARTS: Final = {
    "lead": "Who leads it",
    "lawful": "The lawful bases",
    "evidence": "The evidence",
    "exceptions": "The exceptions",
    "breach_contacts": "Whom to tell of a breach",
    "supersedes": "Which version it replaces",
}
DAYS: Final = {"effective": "In force from", "review_due": "Review due", "expires": "Ends"}


def category(word: str) -> str:
    """Return what a category of facts is called."""
    return dict(CATEGORIES)[Category(word)] if word in set(Category) else word.replace("_", " ")

"""What is read on a practitioner's pages in closed words: news, deadlines, requests, marks on lines."""

from __future__ import annotations

from typing import Final

from policies.vocabulary import Caveat, SourceType
from sharehub.disclosure.wording import CAVEATS, CORROBORATIONS, PATHWAYS, SOURCES
from sharehub.language.vocabulary import Corroboration, Kind, Pathway

OCCASIONS: Final = {
    "glass_broken": "Somebody broke the glass and looked in an emergency. It is reviewed.",
    "serious_risk_approved": "A serious-risk decision was approved.",
    "permission_granted": "A permission to communicate was given.",
    "request_made": "Your unit is asked for something.",
    "request_reminder": "A request to your unit still waits for an answer.",
    "request_answered": "A request of your unit has its answer.",
    "request_declined": "A request of your unit was declined, with a reason.",
    "gap_closed": "Something that nobody knew is known now.",
    "comes_in": "Something new came in.",
    "new_top_concern": "There is a new top concern about what he does.",
    "breach": "He broke an order or a condition.",
    "his_side_may_have": "Those who work with him may have something she told. Speak with her first.",
    "leak": "Something reached him that should not have. Think of her safety first.",
    "referral_sent": "A referral to a programme was sent.",
    "referral_recalled": "A referral was called back.",
    "referral_accepted": "The programme takes him.",
    "referral_rejected": "The programme does not take him.",
    "referral_in_progress": "His programme has begun. Beginning is not change.",
    "referral_completed": "His programme has ended. Attendance is not change.",
    "retention_due": "The time for which this case is kept ends soon.",
    "erasure_decided": "It is decided that this case is erased.",
    "case_ended": "This case has ended. Destroy your copies.",
    "copy_out_of_date": "A copy you hold is out of date: use the current one and destroy others.",
    "recall_overdue": "Somebody has not yet said that their old copy is destroyed.",
}
"""What each notice means to whoever hears it; the words of `Occasion`."""

OF_REQUESTS: Final = frozenset({"request_made", "request_reminder", "request_answered", "request_declined"})
"""Notices that are about a request, and lead to it."""

TOPICS: Final = (
    "comes_in",
    "gap_closed",
    "request_answered",
    "request_declined",
    "permission_granted",
    "referral_in_progress",
    "referral_completed",
)
"""Of what a unit may leave out, and what it hears of only if it asks to: what comes in."""

DEADLINES: Final = {
    "gap": "A gap to close",
    "request_to_answer": "A request to answer",
    "request_unanswered": "Your request, without an answer yet",
    "referral_to_answer": "A referral to answer",
    "referral_unanswered": "Your referral, without an answer yet",
    "copy_to_destroy": "A copy to destroy, out of date",
    "consent_ends": "A consent that ends",
    "protocol_ends": "A protocol that ends or is to be reviewed",
    "decision_to_review": "A serious-risk decision to review",
    "glass_to_review": "A broken glass to review",
    "conflict_to_decide": "A possible conflict to decide",
    "witnesses_missing": "Too few witnesses of the log",
}

STATUSES: Final = {
    "open": "Waiting for an answer",
    "answered": "Answered",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}
REASONS: Final = {
    "nothing_known": "We know nothing of this",
    "not_our_work": "It is not our work",
    "no_longer_working_with_them": "We no longer work with them",
    "ask_another_service": "Another service is better asked",
    "needs_permission": "It would need their permission",
}
"""Why a request has no answer, the likely ones first."""
ABOUT: Final = {
    "gap": "What would close a gap",
    "intervention_goals": "The behaviour-change goals of your intervention",
}

PARTS: Final = {
    "perpetrator": "him",
    "survivor": "her",
    "adult_a": "an adult",
    "adult_b": "an adult",
    "child": "child",
    "third_party": "somebody else",
}
"""What somebody's part is called, in the order in which people are named: he is the subject."""

MARKS: Final = {
    Caveat.NOT_TO_PERPETRATOR: "Not to him",
    Caveat.CHECK_WITH_SURVIVOR_FIRST: "Her worker first",
    Caveat.CHILD_VIEWS_SOUGHT_FIRST: "The child's views first",
    Caveat.NOT_TO_PARENTS: "Not to parents",
    Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS: "To her by the disclosure scheme only",
    Caveat.POLICE_HANDLING_CONDITIONS: "Police condition",
    Caveat.ORIGINATOR_CONTROLS_ONWARD: "Goes on only if its unit agrees",
    Caveat.NOT_IN_DOCUMENT_HE_MAY_READ: "In nothing he may read",
    Caveat.INDEPENDENT_INTERPRETER: "Independent interpreter",
    Caveat.COURT_CONTROLLED: "The court decides",
}
"""What stands on a line for each caveat; the sentence for it is in `sharehub.disclosure.wording.CAVEATS`."""

KINDS: Final = {
    Kind.GOAL: "Goal",
    Kind.COMMITMENT: "He said",
    Kind.CHANGE_EVIDENCE: "Change",
    Kind.NOTE: "Note",
    Kind.SERVICE_RESPONSE: "What a service did",
}
"""What is said before a line of some kinds, where a section holds several."""

LANES: Final = {
    "effects": "Effects on children and family",
    "services": "What services did",
    "his": "What he does",
}
"""Lanes of the timeline beside those of families of tactics."""

FIRST_PURPOSES: Final = (
    "child_protection",
    "survivor_support",
    "wellbeing_support",
    "case_mapping",
    "programme_delivery",
    "treatment_coordination",
)
"""What most people ask for on most days: offered first."""

NOT_THE_CAUSE: Final = (
    "None of these is the cause of his abuse. A change in one is not a change in his pattern."
)
CAUSE_OF_NOTHING: Final = (
    "None of these is the cause of what either does. A change in one is not a change in a pattern of control."
)
"""The same while it is open whose pattern it is."""
ATTENDANCE: Final = "Attendance is not change."
HER_WORKERS: Final = ("caledonian_women", "idaa")
TO_RING: Final = (*HER_WORKERS, "children_families_sw", "police", "marac_coordinator")
"""Whom a practitioner rings first: her worker, then those who act at once."""

# While it is open whose pattern of control it is nobody is him or her. What is told stays the same.

UNDECIDED_MARKS: Final = {
    **MARKS,
    Caveat.NOT_TO_PERPETRATOR: "Not to either adult",
    Caveat.CHECK_WITH_SURVIVOR_FIRST: "Their own worker first",
    Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS: "By the disclosure scheme only",
    Caveat.NOT_IN_DOCUMENT_HE_MAY_READ: "In nothing either may read",
}
UNDECIDED_CAVEATS: Final = {
    **CAVEATS,
    Caveat.NOT_TO_PERPETRATOR: (
        "Lines marked so are not to be put to either adult, and neither is to find them."
    ),
    Caveat.CHECK_WITH_SURVIVOR_FIRST: (
        "Speak with the worker of the adult who told it before acting on the lines marked so."
    ),
    Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS: (
        "What somebody did in an earlier relationship reaches a partner through the disclosure scheme alone."
    ),
    Caveat.NOT_IN_DOCUMENT_HE_MAY_READ: "Some lines go into no report or letter that either adult could see.",
}
UNDECIDED_SOURCES: Final = {
    **SOURCES,
    SourceType.SURVIVOR: "an adult's own account",
    SourceType.PERPETRATOR: "an adult's own account",
}
UNDECIDED_CORROBORATIONS: Final = {
    **CORROBORATIONS,
    Corroboration.DISPUTED_BY_SUBJECT: "whoever it is about disputes it",
}
UNDECIDED_PATHWAYS: Final = {**PATHWAYS, Pathway.PARTNER_PARENTING: "The other adult's parenting"}
UNDECIDED_LANES: Final = {**LANES, "his": "What each does"}

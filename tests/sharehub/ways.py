"""Every way into the API, read out of its description; and who of a family's own gets past the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.sharehub.described import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"
"""Stands for every id in the documented examples."""
NO_CASE = "00000000-0000-4000-8000-000000000000"
TODAY = "2024-06-03"
LATER = re.compile(r"\b20(2[5-9]|[3-9]\d)-\d\d-\d\d\b")
"""Days of the examples that have not come in the world of the tests."""
ELSEWHERE = "MARAC-CO"
"""A unit that signed the protocol and takes no part in the case."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in, as it is described: a method, a path, and an example of what is sent there and as what."""

    name: str
    method: str
    path: str
    query: Mapping[str, int]
    kind: str | None
    example: Any

    @classmethod
    def of(cls, path: str, method: str, operation: dict[str, Any]) -> Way:
        """Read a way out of the description."""
        given = operation.get("parameters", [])
        query = {
            one["name"]: one["schema"]["minimum"] for one in given if one["in"] == "query" and one["required"]
        }
        kind, example = None, None
        for sent_as, what in operation.get("requestBody", {}).get("content", {}).items():
            named = what["schema"].get("$ref", "").rpartition("/")[2]
            kind, example = sent_as, (DOCUMENT["components"]["schemas"][named] if named else what)["example"]
        return cls(operation["operationId"], method.upper(), path, query, kind, example)


WAYS = [
    Way.of(path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
BY_NAME = {way.name: way for way in WAYS}
OF_A_CASE = [way for way in WAYS if "{case}" in way.path]

INSIDERS = {
    way: name
    for name, ways in {
        "social_worker": "add_a_person allocate_somebody end_a_membership open_a_gate close_a_gate"
        " ask_for_pattern ask_for_a_document approve_a_serious_risk_decision draft_a_referral list_referrals"
        " change_a_referral preview_a_referral approve_a_referral send_a_referral move_a_referral"
        " list_steps_of_a_referral list_recipients"
        " set_a_goal list_goals move_a_goal ask_for_change make_a_request list_requests read_an_answer"
        " read_what_is_asked withdraw_a_request report_a_leak",
        "mens_worker": "read_a_referral read_a_referral_as_a_document record_a_commitment list_commitments"
        " follow_up_a_commitment assess_change",
        "police": "list_memberships raise_a_conflict list_gates record_fact list_own_facts publish_fact"
        " correct_fact retract_fact preview_a_fact list_services subscribe_to_a_case list_subscriptions"
        " end_the_subscription publish_a_summary ask_who_is_who approve_a_release"
        " ask_for_a_serious_risk_decision break_the_glass end_a_broken_glass list_open_gaps close_a_gap"
        " answer_a_request decline_a_request list_leaks",
        "police_two": "confirm_that_he_knows read_why_the_glass_was_broken",
        "facilitator": "decide_whose_pattern correct_whose_pattern ask_for_a_wall ask_what_invitees_cost",
        "womens_worker": "record_a_consent list_consents read_why_a_decision_is_asked_for"
        " write_down_what_was_shown_to_her ask_what_of_hers_is_shared",
        "his_substance_worker": "ask_for_permission list_permissions answer_for_a_permission",
        "officer": "exclude_somebody list_conflicts decide_a_conflict set_or_lift_a_legal_hold"
        " review_a_decision review_a_broken_glass ask_for_shredding approve_a_shredding ask_for_a_certificate"
        " list_acts_of_a_case",
    }.items()
    for way in ways.split()
}
"""For each route of a case, somebody of the family's own who gets further than that it is not there."""

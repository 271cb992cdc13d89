"""How every route is used rightly, and exactly which entries that leaves; a new route is added here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from policies.lifecycle import SuspensionReason
from policies.vocabulary import PerpAware
from sharehub.audit.entry import Action
from sharehub.channels.subscribe import Topic, subscribe
from sharehub.consents.serious_risk import approve
from sharehub.custody.queries import set_ending
from sharehub.database.schema import AuditEntry, Protocol
from sharehub.protocols import suspend
from tests.sharehub.administration.documents import a_document, units
from tests.sharehub.audit.deeds import recorded, undetermined
from tests.sharehub.audit.trees import sequenced
from tests.sharehub.identity.signing import EXPECTED
from tests.sharehub.protocols.agreements import a_protocol, a_rulebook, digests, drafted, rehearsed, sign
from tests.sharehub.referrals.referring import Referring
from tests.sharehub.ways import BY_NAME
from tests.sharehub.web.clients import a_body

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.sharehub.scenes import Scene


KEPT = {"decision": "keep", "keep_until": "2024-12-30", "reason": "proceedings"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent where the documented example does not do: other ids in the path, another body, as whom."""

    path: Mapping[str, str]
    body: Any = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """By whom a route is used rightly, what that leaves, and what must come before it."""

    who: str
    entries: tuple[Action, ...]
    first: Callable[[Scene], Sent] = lambda _scene: Sent({})


def _undetermined_case(scene: Scene) -> Sent:
    there = undetermined(scene.world)
    return Sent({"case": str(there.case)}, {"perpetrator": str(there.people["one"])})


def _claim_that_he_knows(scene: Scene) -> Sent:
    return Sent({"fact": str(recorded(scene.world, perp_aware=PerpAware.YES))})


def _shredding_asked(scene: Scene) -> Sent:
    asked = scene.ask(BY_NAME["ask_for_shredding"], scene.as_member("officer"))
    assert asked.status_code == 204, asked.text
    return Sent({}, headers=scene.register("second officer", "IG", "ig_officer"))


def _shredded(scene: Scene) -> Sent:
    case = UUID(scene.places["case"])
    with scene.world.hub.begin() as work:
        set_ending(work.tx, case, shredded_at=work.tx.now)
    return Sent({})


def _a_line(scene: Scene) -> Sent:
    return Sent({}, json.dumps(a_body(scene.world, case=scene.places["case"])))


def _a_plan(scene: Scene) -> Sent:
    plain = units()["POL-DA"]
    wanted = {code: plain | {"oversight": "yes" if code == "IG" else "no"} for code in scene.world.units}
    document = a_document(issuer=EXPECTED.issuer, units=wanted)
    return Sent({}, {"document": document, "only_plan": True})


def _a_proof(scene: Scene) -> Sent:
    leaf = scene.world.rows(AuditEntry)[0]["leaf_hash"]
    sequenced(scene.world.hub)
    return Sent({"leaf": bytes(leaf).hex()})


def _signatory(scene: Scene) -> dict[str, str]:
    return scene.register("signer", "POL-DA", "signatory")


def _rehearsed(scene: Scene) -> Sent:
    protocol = rehearsed(scene.world, a_protocol())
    return Sent({"protocol": str(protocol)}, _signing(scene, protocol), _signatory(scene))


def _signed(scene: Scene) -> Sent:
    protocol = rehearsed(scene.world, a_protocol())
    by = next(one for one in scene.world.signatories.values() if one.unit == scene.world.units["POL-DA"])
    sign(scene.world, protocol, by)
    return Sent({"protocol": str(protocol)}, headers=_signatory(scene))


def _suspended(scene: Scene) -> Sent:
    protocol = scene.world.rows(Protocol)[0]["id"]
    with scene.world.hub.begin() as work:
        suspend.suspend(work, scene.world.administrator, protocol, SuspensionReason.BREACH)
    return Sent({"protocol": str(protocol)}, _signing(scene, protocol), _signatory(scene))


def _signing(scene: Scene, protocol: UUID) -> dict[str, str]:
    with scene.world.hub.begin() as work:
        return {"digest": digests(work, protocol)[0]}


def _to_rehearse(scene: Scene) -> Sent:
    protocol = drafted(scene.world, a_protocol())
    with scene.world.hub.begin() as work:
        digest, rulebook = digests(work, protocol)
    return Sent({"protocol": str(protocol)}, {"digest": digest, "rulebook": rulebook, "kind": "case_file"})


def _a_draft(scene: Scene) -> Sent:
    return Sent({"protocol": str(drafted(scene.world, a_protocol()))})


def _decided(scene: Scene) -> Sent:
    scene.world.act(approve, "police_two", UUID(scene.places["decision"]))
    return Sent({})


def _a_referral(scene: Scene) -> Sent:
    return Sent({"referral": str(Referring.of(scene.world, programme=scene.programme).id)})


def _looked_at(scene: Scene) -> Sent:
    referring = Referring.of(scene.world, programme=scene.programme)
    return Sent({"referral": str(referring.id)}, {"digest": referring.previewed().digest})


def _approved(scene: Scene) -> Sent:
    referring = Referring.of(scene.world, programme=scene.programme).approved()
    seen = {"If-Match": f'"{referring.revision}"'}
    return Sent({"referral": str(referring.id)}, headers=scene.as_member("social_worker") | seen)


def _a_fact_of_ones_own(scene: Scene) -> Sent:
    return Sent({"fact": str(recorded(scene.world, by="social_worker"))})


def _subscribed(scene: Scene) -> Sent:
    scene.world.act(subscribe, "police", {Topic.GAP_CLOSED})
    return Sent({})


def _a_programme(scene: Scene) -> Sent:
    example = BY_NAME["change_a_programme"].example | {"unit": str(scene.world.units["RESP-M"])}
    return Sent({"programme": str(scene.programme)}, example)


def _lines(count: int, action: Action) -> tuple[Action, ...]:
    """Return what an act leaves whose words are so many facts, each recorded and published."""
    return (*(Action.FACT_RECORDED, Action.FACT_PUBLISHED) * count, action)


RECIPES: dict[str, Recipe] = {
    "who_am_i": Recipe("police", (Action.CALLER_ASKED,)),
    "list_units": Recipe("police", (Action.LIST_ASKED,)),
    "list_colleagues": Recipe("police", (Action.LIST_ASKED,)),
    "list_protocols": Recipe("police", (Action.LIST_ASKED,)),
    "list_cases": Recipe("police", (Action.LIST_ASKED,)),
    "list_memberships": Recipe("police", (Action.LIST_ASKED,)),
    "list_conflicts": Recipe("officer", (Action.LIST_ASKED,)),
    "list_gates": Recipe("police", (Action.LIST_ASKED,)),
    "list_own_facts": Recipe("police", (Action.LIST_ASKED,)),
    "list_consents": Recipe("womens_worker", (Action.LIST_ASKED,)),
    "list_refusals": Recipe("police", (Action.LIST_ASKED,)),
    "list_permissions": Recipe("his_substance_worker", (Action.LIST_ASKED,)),
    "list_deadlines": Recipe("social_worker", (Action.LIST_ASKED,)),
    "print_deadlines": Recipe("social_worker", (Action.LIST_ASKED,)),
    "list_requests": Recipe("social_worker", (Action.LIST_ASKED,)),
    "list_open_gaps": Recipe("police", (Action.LIST_ASKED,)),
    "open_a_case": Recipe("social_worker", (Action.CASE_OPENED,)),
    "add_a_person": Recipe("social_worker", (Action.PERSON_ADDED,)),
    "decide_whose_pattern": Recipe("facilitator", (Action.MAPPING_DECIDED,), _undetermined_case),
    "correct_whose_pattern": Recipe(
        "facilitator",
        (Action.MAPPING_CORRECTED,),
        lambda scene: Sent({}, {"perpetrator": str(scene.world.people["her"])}),
    ),
    "list_recalled_copies": Recipe("police", (Action.LIST_ASKED,)),
    "acknowledge_a_recall": Recipe("police", (Action.COPY_ACKNOWLEDGED,)),
    "allocate_somebody": Recipe("social_worker", (Action.MEMBER_ALLOCATED,)),
    "end_a_membership": Recipe("social_worker", (Action.MEMBER_ENDED,)),
    "exclude_somebody": Recipe("officer", (Action.EXCLUSION_RECORDED,)),
    "raise_a_conflict": Recipe("police", (Action.CONFLICT_RAISED,)),
    "decide_a_conflict": Recipe("officer", (Action.CONFLICT_DECIDED,)),
    "open_a_gate": Recipe("social_worker", (Action.GATE_OPENED,)),
    "close_a_gate": Recipe("social_worker", (Action.GATE_CLOSED,)),
    "record_fact": Recipe("police", (Action.FACT_RECORDED,)),
    "publish_fact": Recipe("police", (Action.FACT_PUBLISHED,)),
    "correct_fact": Recipe("police", (Action.FACT_CORRECTED,)),
    "retract_fact": Recipe("police", (Action.FACT_RETRACTED,)),
    "confirm_that_he_knows": Recipe("police_two", (Action.FACT_AWARENESS_CONFIRMED,), _claim_that_he_knows),
    "close_a_gap": Recipe("police", (Action.GAP_CLOSED,)),
    "write_down_what_was_shown_to_her": Recipe("womens_worker", (Action.SHOWN_TO_HER,)),
    "ask_what_of_hers_is_shared": Recipe("womens_worker", (Action.DOCUMENT_ASKED,)),
    "ask_for_permission": Recipe("his_substance_worker", (Action.PERMISSION_ASKED,)),
    "answer_for_a_permission": Recipe(
        "his_substance_worker", (Action.CONSENT_RECORDED, Action.PERMISSION_ANSWERED)
    ),
    "make_a_request": Recipe("social_worker", (Action.REQUEST_MADE,)),
    "answer_a_request": Recipe("police", (Action.REQUEST_ANSWERED,)),
    "decline_a_request": Recipe("police", (Action.REQUEST_ANSWERED,)),
    "read_an_answer": Recipe("social_worker", (Action.DOCUMENT_ASKED,)),
    "read_what_is_asked": Recipe("social_worker", (Action.DOCUMENT_ASKED,)),
    "withdraw_a_request": Recipe("social_worker", (Action.REQUEST_WITHDRAWN,)),
    "publish_a_summary": Recipe("police", (Action.SUMMARY_PUBLISHED,)),
    "ask_for_pattern": Recipe("social_worker", (Action.PATTERN_ASKED,)),
    "ask_for_a_wall": Recipe("facilitator", (Action.WALL_ASKED,)),
    "ask_what_invitees_cost": Recipe("facilitator", (Action.WALL_COST_ASKED,)),
    "ask_for_a_document": Recipe("social_worker", (Action.DOCUMENT_ASKED,)),
    "ask_who_is_who": Recipe("police", (Action.NAMES_ASKED,)),
    "record_a_consent": Recipe("womens_worker", (Action.CONSENT_RECORDED,)),
    "approve_a_release": Recipe("police", (Action.APPROVAL_GIVEN,)),
    "ask_for_a_serious_risk_decision": Recipe("police", (Action.SERIOUS_RISK_ASKED,)),
    "approve_a_serious_risk_decision": Recipe("social_worker", (Action.SERIOUS_RISK_APPROVED,)),
    "set_or_lift_a_legal_hold": Recipe("officer", (Action.LEGAL_HOLD_SET,)),
    "ask_for_shredding": Recipe("officer", (Action.SHREDDING_ASKED,)),
    "approve_a_shredding": Recipe("officer", (Action.CASE_SHREDDED,), _shredding_asked),
    "ask_for_a_certificate": Recipe("officer", (Action.CERTIFICATE_ASKED,), _shredded),
    "list_retention_proposals": Recipe("officer", (Action.LIST_ASKED,)),
    "decide_a_retention_proposal": Recipe("officer", (Action.RETENTION_DECIDED,), lambda _: Sent({}, KEPT)),
    "begin_an_import": Recipe("police", (Action.IMPORT_BEGUN,)),
    "load_lines": Recipe("police", (Action.FACT_RECORDED, Action.IMPORT_ASKED), _a_line),
    "how_far_is_an_import": Recipe("police", (Action.IMPORT_ASKED,)),
    "end_an_import": Recipe("police", (Action.IMPORT_FINISHED,)),
    "draft_a_protocol": Recipe(
        "keeper", (Action.PROTOCOL_DRAFTED,), lambda _: Sent({}, {"document": a_protocol()})
    ),
    "sign_a_protocol": Recipe("police", (Action.PROTOCOL_SIGNED,), _rehearsed),
    "register_a_rulebook": Recipe(
        "keeper",
        (Action.RULEBOOK_REGISTERED,),
        lambda _: Sent({}, {"document": a_rulebook("another")}),
    ),
    "set_up_the_partnership": Recipe("keeper", (Action.PARTNERSHIP_PLANNED,), _a_plan),
    "end_all_sessions": Recipe("keeper", (Action.SESSIONS_ENDED,), lambda _: Sent({}, {"user": None})),
    "ask_for_a_proof": Recipe("police", (Action.PROOF_ASKED,), _a_proof),
    "check_a_receipt": Recipe("police", (Action.PROOF_ASKED,)),
    "simulate_a_draft": Recipe(
        "officer",
        (Action.SIMULATION_RUN,),
        lambda _: Sent({}, {"document": a_rulebook("another")}),
    ),
    "break_the_glass": Recipe("police", (Action.GLASS_BROKEN,)),
    "end_a_broken_glass": Recipe("police", (Action.GLASS_ENDED,)),
    "read_why_the_glass_was_broken": Recipe("police_two", (Action.GLASS_READ,)),
    "review_a_broken_glass": Recipe("officer", (Action.GLASS_REVIEWED,)),
    "list_broken_glass_to_review": Recipe("officer", (Action.LIST_ASKED,)),
    "list_waiting_decisions": Recipe("social_worker", (Action.LIST_ASKED,)),
    "read_why_a_decision_is_asked_for": Recipe("social_worker", (Action.SERIOUS_RISK_READ,)),
    "review_a_decision": Recipe("officer", (Action.SERIOUS_RISK_REVIEWED,), _decided),
    "list_decisions_to_review": Recipe("officer", (Action.LIST_ASKED,)),
    "set_a_goal": Recipe("social_worker", _lines(2, Action.GOAL_SET)),
    "list_goals": Recipe("social_worker", (Action.LIST_ASKED,)),
    "move_a_goal": Recipe("social_worker", (Action.GOAL_MOVED,)),
    "record_a_commitment": Recipe("mens_worker", _lines(1, Action.COMMITMENT_RECORDED)),
    "list_commitments": Recipe("mens_worker", (Action.LIST_ASKED,)),
    "follow_up_a_commitment": Recipe("mens_worker", _lines(1, Action.COMMITMENT_FOLLOWED_UP)),
    "assess_change": Recipe("mens_worker", _lines(3, Action.CHANGE_ASSESSED)),
    "ask_for_change": Recipe("social_worker", (Action.DOCUMENT_ASKED,)),
    "list_notices": Recipe("police", (Action.LIST_ASKED,)),
    "see_a_notice": Recipe("police", (Action.NOTICE_SEEN,)),
    "report_a_leak": Recipe("social_worker", (Action.LEAK_REPORTED,)),
    "list_leaks": Recipe("police", (Action.LIST_ASKED,)),
    "register_an_endpoint": Recipe("officer", (Action.ENDPOINT_REGISTERED,)),
    "list_endpoints": Recipe("officer", (Action.LIST_ASKED,)),
    "rotate_a_secret": Recipe("officer", (Action.ENDPOINT_CHANGED,)),
    "pause_an_endpoint": Recipe("officer", (Action.ENDPOINT_CHANGED,)),
    "remove_an_endpoint": Recipe("officer", (Action.ENDPOINT_REMOVED,)),
    "list_deliveries": Recipe("officer", (Action.LIST_ASKED,)),
    "replay_a_delivery": Recipe("officer", (Action.NOTICE_REPLAYED,)),
    "list_due_protocols": Recipe("keeper", (Action.LIST_ASKED,)),
    "show_a_protocol": Recipe("police", (Action.PROTOCOL_ASKED,)),
    "what_changed_since": Recipe("police", (Action.PROTOCOL_ASKED,)),
    "record_a_rehearsal": Recipe("keeper", (Action.PROTOCOL_REHEARSED,), _to_rehearse),
    "withdraw_a_protocol": Recipe("keeper", (Action.PROTOCOL_WITHDRAWN,), _a_draft),
    "withdraw_a_signature": Recipe("police", (Action.PROTOCOL_SIGNATURE_WITHDRAWN,), _signed),
    "suspend_a_protocol": Recipe("keeper", (Action.PROTOCOL_SUSPENDED,)),
    "resume_a_protocol": Recipe("police", (Action.PROTOCOL_RESUMPTION_SIGNED,), _suspended),
    **{
        name: Recipe("officer", (Action.LOG_ASKED,))
        for name in (
            *("list_acts_of_a_case", "list_acts_of_a_user", "list_acts_of_a_unit", "list_acts_of_a_kind"),
            *("list_refused_acts", "list_looks_out_of_hours", "list_bulk_looks", "list_looks_since_excluded"),
            *("list_readings_of_a_fact", "list_consents_that_end", "list_protocols_that_lapse"),
            "list_holders_of_a_fact",
            "count_looks",
            "name_staff",
        )
    },
    "export_answers": Recipe("officer", (Action.LOG_EXPORT_BEGUN, Action.LOG_EXPORT_FINISHED)),
    "list_channels": Recipe("police", (Action.LIST_ASKED,)),
    "list_narrowings": Recipe("police", (Action.LIST_ASKED,)),
    "narrow_a_channel": Recipe("officer", (Action.CHANNEL_NARROWED,)),
    "lift_a_narrowing": Recipe("officer", (Action.CHANNEL_WIDENED,)),
    "preview_a_fact": Recipe("social_worker", (Action.FACT_PREVIEWED,), _a_fact_of_ones_own),
    "list_services": Recipe("police", (Action.LIST_ASKED,)),
    "subscribe_to_a_case": Recipe("police", (Action.CASE_SUBSCRIBED,)),
    "list_subscriptions": Recipe("police", (Action.LIST_ASKED,)),
    "end_the_subscription": Recipe("police_two", (Action.CASE_UNSUBSCRIBED,), _subscribed),
    "list_programmes": Recipe("police", (Action.LIST_ASKED,)),
    "list_a_programme": Recipe("facilitator", (Action.PROGRAMME_LISTED,)),
    "change_a_programme": Recipe("facilitator", (Action.PROGRAMME_CHANGED,), _a_programme),
    "draft_a_referral": Recipe("social_worker", (Action.REFERRAL_DRAFTED,)),
    "list_referrals": Recipe("social_worker", (Action.LIST_ASKED,)),
    "list_recipients": Recipe("social_worker", (Action.LIST_ASKED,)),
    "change_a_referral": Recipe("social_worker", (Action.REFERRAL_CHANGED,), _a_referral),
    # What its maker may have and what its recipient may are two decisions, and each is on record.
    "preview_a_referral": Recipe(
        "social_worker",
        (Action.REFERRAL_PREVIEWED, Action.REFERRAL_PREVIEWED, Action.NAMES_ASKED),
        _a_referral,
    ),
    "approve_a_referral": Recipe(
        "social_worker", (Action.REFERRAL_APPROVED, Action.REFERRAL_APPROVED), _looked_at
    ),
    "send_a_referral": Recipe("social_worker", (Action.REFERRAL_SENT, Action.REFERRAL_SENT), _approved),
    "read_a_referral": Recipe("mens_worker", (Action.REFERRAL_READ, Action.NAMES_ASKED)),
    "read_a_referral_as_a_document": Recipe("mens_worker", (Action.REFERRAL_READ, Action.NAMES_ASKED)),
    "move_a_referral": Recipe("social_worker", (Action.REFERRAL_MOVED,), _a_referral),
    "list_steps_of_a_referral": Recipe("mens_worker", (Action.LIST_ASKED,)),
    "rotate_keys": Recipe("keeper", (Action.KEY_ROTATION_BEGUN, Action.KEYS_ROTATED)),
}
"""By the name of the route."""

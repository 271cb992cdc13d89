"""How every route is used rightly, and exactly which entries that leaves; a new route is added here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.vocabulary import PerpAware
from sharehub.audit.entry import Action
from tests.sharehub.administration.documents import a_document, units
from tests.sharehub.audit.deeds import recorded, undetermined
from tests.sharehub.identity.signing import EXPECTED
from tests.sharehub.protocols.agreements import a_protocol, a_rulebook, drafted
from tests.sharehub.test_every_route import BY_NAME
from tests.sharehub.web.clients import a_body

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.sharehub.test_every_route import Scene


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


def _a_line(scene: Scene) -> Sent:
    return Sent({}, json.dumps(a_body(scene.world, case=scene.places["case"])))


def _another_protocol(scene: Scene) -> Sent:
    protocol = drafted(scene.world, a_protocol())
    return Sent({"protocol": str(protocol)}, headers=scene.register("signer", "POL-DA", "signatory"))


def _a_plan(scene: Scene) -> Sent:
    plain = units()["POL-DA"]
    wanted = {code: plain | {"oversight": "yes" if code == "IG" else "no"} for code in scene.world.units}
    document = a_document(issuer=EXPECTED.issuer, units=wanted)
    return Sent({}, {"document": document, "only_plan": True})


RECIPES: dict[str, Recipe] = {
    "who_am_i": Recipe("police", (Action.CALLER_ASKED,)),
    "list_units": Recipe("police", (Action.LIST_ASKED,)),
    "list_protocols": Recipe("police", (Action.LIST_ASKED,)),
    "list_cases": Recipe("police", (Action.LIST_ASKED,)),
    "list_memberships": Recipe("police", (Action.LIST_ASKED,)),
    "list_conflicts": Recipe("officer", (Action.LIST_ASKED,)),
    "list_gates": Recipe("police", (Action.LIST_ASKED,)),
    "list_own_facts": Recipe("police", (Action.LIST_ASKED,)),
    "list_consents": Recipe("womens_worker", (Action.LIST_ASKED,)),
    "list_refusals": Recipe("police", (Action.LIST_ASKED,)),
    "open_a_case": Recipe("social_worker", (Action.CASE_OPENED,)),
    "add_a_person": Recipe("social_worker", (Action.PERSON_ADDED,)),
    "decide_whose_pattern": Recipe("facilitator", (Action.MAPPING_DECIDED,), _undetermined_case),
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
    "publish_a_summary": Recipe("police", (Action.SUMMARY_PUBLISHED,)),
    "ask_for_pattern": Recipe("social_worker", (Action.PATTERN_ASKED,)),
    "ask_for_a_wall": Recipe("facilitator", (Action.WALL_ASKED,)),
    "ask_what_invitees_cost": Recipe("facilitator", (Action.WALL_COST_ASKED,)),
    "ask_who_is_who": Recipe("police", (Action.NAMES_ASKED,)),
    "record_a_consent": Recipe("womens_worker", (Action.CONSENT_RECORDED,)),
    "approve_a_release": Recipe("police", (Action.APPROVAL_GIVEN,)),
    "ask_for_a_serious_risk_decision": Recipe("police", (Action.SERIOUS_RISK_ASKED,)),
    "approve_a_serious_risk_decision": Recipe("social_worker", (Action.SERIOUS_RISK_APPROVED,)),
    "set_or_lift_a_legal_hold": Recipe("officer", (Action.LEGAL_HOLD_SET,)),
    "ask_for_shredding": Recipe("officer", (Action.SHREDDING_ASKED,)),
    "approve_a_shredding": Recipe("officer", (Action.CASE_SHREDDED,), _shredding_asked),
    "begin_an_import": Recipe("police", (Action.IMPORT_BEGUN,)),
    "load_lines": Recipe("police", (Action.FACT_RECORDED, Action.IMPORT_ASKED), _a_line),
    "how_far_is_an_import": Recipe("police", (Action.IMPORT_ASKED,)),
    "end_an_import": Recipe("police", (Action.IMPORT_FINISHED,)),
    "draft_a_protocol": Recipe(
        "keeper", (Action.PROTOCOL_DRAFTED,), lambda _: Sent({}, {"document": a_protocol()})
    ),
    "sign_a_protocol": Recipe("police", (Action.PROTOCOL_SIGNED,), _another_protocol),
    "register_a_rulebook": Recipe(
        "keeper",
        (Action.RULEBOOK_REGISTERED,),
        lambda _: Sent({}, {"document": a_rulebook("another")}),
    ),
    "set_up_the_partnership": Recipe("keeper", (Action.PARTNERSHIP_PLANNED,), _a_plan),
    "end_all_sessions": Recipe("keeper", (Action.SESSIONS_ENDED,), lambda _: Sent({}, {"user": None})),
    "rotate_keys": Recipe("keeper", (Action.KEY_ROTATION_BEGUN, Action.KEYS_ROTATED)),
}
"""By the name of the route."""

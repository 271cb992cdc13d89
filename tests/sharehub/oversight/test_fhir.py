"""Audit events: each is one that FHIR R4B allows, says who, what and how it ended, and holds ids alone."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest

from sharehub.audit.entry import Action
from sharehub.disclosure.identify import identify
from sharehub.oversight.export import OF_ACTS, Form
from sharehub.oversight.fhir import Bundle, event
from tests.sharehub.oversight.offices import (
    THE_HUBS,
    Offices,
    a_wall,
    kept_from_him,
    open_gates,
    refused_look,
)
from tests.sharehub.oversight.test_export import exported

if TYPE_CHECKING:
    from sharehub.oversight.looking import Item

with warnings.catch_warnings():
    # Its models name fields in ways that pydantic warns of; that is theirs to mend.
    warnings.simplefilter("ignore")
    from fhir.resources.R4B.auditevent import AuditEvent
    from fhir.resources.R4B.bundle import Bundle as FhirBundle

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def a_case(offices: Offices) -> None:
    """Let there be looks of every kind, refused ones, a fault and acts that are no looks."""
    world = offices.world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    world.publish(kept_from_him(world), by="womens_worker")
    world.read("health_visitor", "child_protection")
    world.read("mens_worker", "programme_referral")
    a_wall(world, "health_visitor", "mens_worker")
    identify(world.hub, world.actor("police"), world.case)
    refused_look(world, "court", purpose="marac_safety")


def read(event: dict[str, Any]) -> AuditEvent:
    """Read an audit event as somebody else's software does, which refuses what FHIR does not allow."""
    return AuditEvent.model_validate(event)


@pytest.mark.parametrize("code", [THE_HUBS, "POL-DA", "RESP-M"])
def test_every_act_is_an_audit_event_that_fhir_allows(offices: Offices, code: str) -> None:
    a_case(offices)
    for name, question in offices.everything(uuid4()).items():
        if question.name not in OF_ACTS:
            continue
        lines = exported(offices, code, question, Form.FHIR_NDJSON).splitlines()
        events = [read(orjson.loads(line)) for line in lines]
        assert len({one.id for one in events}) == len(lines), name
        bundle = orjson.loads(exported(offices, code, question, Form.FHIR_BUNDLE))
        # What is asked is itself on record by now.
        known = FhirBundle.model_validate(bundle)
        assert len(known.entry or ()) >= len(events), name
        assert len(known.entry or ()) - len(events) <= 2


def test_an_audit_event_says_who_what_for_what_and_how_it_ended(here: Offices) -> None:
    a_case(here)
    items = {item["medium"]: item for item in here.of_case(THE_HUBS)}
    (refused,) = [item for item in here.of_case(THE_HUBS) if item["outcome"] == "refused"]

    seen = event(items["wall"])
    assert [agent["requestor"] for agent in seen["agent"]] == [True, False, False, False]
    assert seen["agent"][0]["who"] == {
        "identifier": {"system": "urn:sharehub:user", "value": here.user("facilitator")}
    }
    assert seen["agent"][0]["purposeOfUse"] == [
        {"coding": [{"system": "urn:sharehub:purpose", "code": "case_mapping"}]}
    ]
    assert (seen["action"], seen["outcome"], event(refused)["outcome"]) == ("R", "0", "4")
    assert [one["code"] for one in seen["subtype"]] == ["search-type", "wall.asked"]
    case, *facts = seen["entity"]
    assert case["what"]["identifier"]["value"] == str(here.world.case)
    assert {
        detail["valueString"] for fact in facts for detail in fact["detail"] if detail["type"] == "outcome"
    } == {
        "full",
        "withheld",
    }
    assert seen["recorded"] == items["wall"]["at"]


def test_an_act_of_nobodys_is_the_hubs_own() -> None:
    nobodys: Item = {
        "id": uuid4(), "at": "2024-06-03T09:00:00Z", "action": Action.KEYS_ROTATED, "outcome": "fault",
        "user": None, "unit": None, "role": None, "purpose": None, "medium": None, "case": None,
        "fact": uuid4(), "readers": (), "lines": (), "about": {},
    }  # fmt: skip

    found = read(event(nobodys))

    assert (found.action, found.outcome) == ("E", "8")
    assert [agent["who"] for agent in event(nobodys)["agent"]] == [{"display": "ShareHub"}]
    assert len(event(nobodys)["entity"]) == 1


def test_a_bundle_of_nothing_is_one_without_entries() -> None:
    bundle = Bundle()

    known = FhirBundle.model_validate(orjson.loads(bundle.head() + bundle.tail()))

    assert (known.type, known.entry) == ("collection", None)


def test_audit_events_hold_ids_and_closed_words_alone(here: Offices) -> None:
    a_case(here)
    said = exported(here, THE_HUBS, here.everything(uuid4())["case"], Form.FHIR_NDJSON).decode()

    for word in ("Konrad", "Ludmila", "Agnes", "kitchen", "frighten", "Where she"):
        assert word not in said
    for value in re.findall(r'"value":"([^"]+)"', said):
        assert ID.fullmatch(value), value

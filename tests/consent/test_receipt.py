"""The consent record: every field, what it must never say, and what it makes of an event without effect."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from consent.receipt import Terms, event_state, record
from consent.record import Capacity, Kind, Status
from tests.consent.build import a_no, a_yes, an_event

TERMS = Terms(
    privacy_notice="notice-7",
    language="pl",
    lawful_basis="consent",
    storage_locations=frozenset({"GB-SCT", "GB-ENG"}),
    retention_period="P7Y",
    jurisdiction="GB-SCT",
    withdrawal_method="tell-your-worker",
)


def written(**changes: Any) -> dict[str, Any]:
    return record(an_event(**changes), "womens-aid", TERMS)


def what_happened(**changes: Any) -> dict[str, Any]:
    (happened,) = written(**changes)["events"]
    assert isinstance(happened, dict)
    return happened


def test_a_record_holds_every_field_in_its_section() -> None:
    event = a_yes(
        subject="girl",
        given_by="her",
        status=Status.LIMITED,
        recipients=frozenset({"school", "police"}),
        purposes=frozenset({"court_report", "child_wellbeing"}),
        categories=frozenset({"sexual", "child_account"}),
        capacity=Capacity.NON_ABUSING_PARENT,
        except_units=frozenset({"unit-2", "unit-1"}),
        exclude_facts=frozenset({"fact-2", "fact-1"}),
        expires=date(2025, 12, 31),
        may_be_put_to_perpetrator=True,
        asked_alone=True,
    )

    def purpose(name: str) -> dict[str, object]:
        return {
            "purpose": name,
            "lawful_basis": "consent",
            "pii_information": [{"pii_type": "child_account"}, {"pii_type": "sexual"}],
            "pii_controllers": ["womens-aid"],
            "storage_locations": ["GB-ENG", "GB-SCT"],
            "retention_period": "P7Y",
            "jurisdiction": "GB-SCT",
            "recipient_third_parties": ["police", "school"],
            "withdrawal_method": "tell-your-worker",
        }

    assert record(event, "womens-aid", TERMS) == {
        "record_header": {
            "schema_version": "sharehub-consent-record-1",
            "record_id": "yes",
            "pii_principal_id": "girl",
        },
        "pii_processing": {
            "privacy_notice": "notice-7",
            "language": "pl",
            "purposes": [purpose("child_wellbeing"), purpose("court_report")],
        },
        "party_identification": [
            {"party_id": "womens-aid", "party_role": "pii_controller", "party_type": "organisation"},
            {"party_id": "police", "party_role": "recipient", "party_type": "organisation"},
            {"party_id": "school", "party_role": "recipient", "party_type": "organisation"},
        ],
        "events": [
            {
                "event_time": "2025-05-15",
                "validity_duration": "2025-05-15/2025-12-31",
                "entity_id": "her",
                "event_type": "consent",
                "event_state": "given_with_limits",
            }
        ],
        "sharehub": {
            "status": "limited",
            "capacity": "non_abusing_parent",
            "except_units": ["unit-1", "unit-2"],
            "exclude_facts": ["fact-1", "fact-2"],
            "may_be_put_to_perpetrator": True,
            "may_appear_in_report": False,
            "asked_alone": True,
        },
    }


def test_a_record_survives_json_with_nothing_lost() -> None:
    full = record(a_yes(may_appear_in_report=True), "womens-aid", TERMS)
    assert json.loads(json.dumps(full)) == full
    assert full["sharehub"] == {
        "status": "active",
        "capacity": None,
        "except_units": [],
        "exclude_facts": [],
        "may_be_put_to_perpetrator": False,
        "may_appear_in_report": True,
        "asked_alone": None,
    }


@pytest.mark.parametrize("asked_alone", [True, False, None])
def test_whether_she_was_asked_alone_is_told_apart_from_not_recorded(*, asked_alone: bool | None) -> None:
    assert written(asked_alone=asked_alone)["sharehub"]["asked_alone"] is asked_alone


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.PENDING, "requested"),
        (Status.ACTIVE, "given"),
        (Status.LIMITED, "given_with_limits"),
        (Status.REFUSED, "refused"),
        (Status.RESCINDED, "withdrawn"),
        (Status.BYPASSED, "not_sought"),
    ],
)
def test_the_state_says_what_was_answered(status: Status, state: str) -> None:
    assert what_happened(status=status)["event_state"] == state


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(
    ("kind", "state"), [(Kind.INFORMED_ONLY, "informed"), (Kind.OBJECTION, "objection_noted")]
)
def test_to_have_been_told_or_to_object_is_never_written_down_as_consent(
    status: Status, kind: Kind, state: str
) -> None:
    happened = what_happened(status=status, kind=kind)
    assert (happened["event_type"], happened["event_state"]) == (kind.value, state)


@pytest.mark.parametrize("changes", [{"status": "agreed"}, {"kind": "permission"}])
def test_an_unknown_status_or_kind_is_a_fault(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^the consent event has an unknown status or kind$"):
        event_state(an_event(**changes))


def test_only_a_yes_runs_out() -> None:
    ends: dict[str, Any] = {"expires": date(2025, 5, 16)}
    assert what_happened(**ends)["validity_duration"] == "2025-05-15/2025-05-16"
    assert what_happened()["validity_duration"] == "2025-05-15/.."
    no = record(a_no(**ends), "womens-aid", TERMS)["events"]
    assert isinstance(no, list)
    assert no[0]["validity_duration"] == "2025-05-15/.."


def test_a_record_is_a_new_value_each_time_and_equal_for_equal_arguments() -> None:
    first, second = written(), written()
    assert first == second
    first["record_header"]["record_id"] = "changed"
    assert second == written()


def test_another_notice_gives_another_record() -> None:
    event = an_event()
    assert record(event, "womens-aid", replace(TERMS, privacy_notice="notice-8")) != written()
    assert record(event, "council", TERMS) != written()

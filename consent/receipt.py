"""A consent event as a consent record in the fields of ISO/IEC TS 27560:2023, for the case file only.

None is printed, shown or sent by default: a receipt found in her handbag tells him that she has spoken, to
whom, and about what. Whoever hands one out decides so with her, each time, outside this library.

Sections, field names and which of them are required follow public descriptions: ISO's catalogue entry and
the W3C community group's guide on the Data Privacy Vocabulary and 27560. The standard's own text was not
used, so no conformance is claimed. Three things differ on purpose. A party is its identifier alone, without
name, address or contact, which the case file resolves for those entitled; the states of an event are this
domain's; and what the standard has no field for stands under `sharehub`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consent.record import Kind, Status, is_yes

if TYPE_CHECKING:
    from consent.record import ConsentEvent

SCHEMA_VERSION = "sharehub-consent-record-1"
"""The version of this profile of the fields, in every record, so that an old one can be read later."""

_STATES = {
    Status.PENDING: "requested",
    Status.ACTIVE: "given",
    Status.LIMITED: "given_with_limits",
    Status.REFUSED: "refused",
    Status.RESCINDED: "withdrawn",
    Status.BYPASSED: "not_sought",
}
_WITHOUT_EFFECT = {Kind.INFORMED_ONLY: "informed", Kind.OBJECTION: "objection_noted"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the processing is, by reference; the same for every consent taken under one notice.

    `language` is a BCP 47 tag: the one the person was spoken to in. `lawful_basis` is the controller's basis
    in data-protection law, which for a public body is often not consent: a no is honoured here all the same.
    `retention_period` is an ISO 8601 duration. Free text about the person has no place in any of them.
    """

    privacy_notice: str
    language: str
    lawful_basis: str
    storage_locations: frozenset[str]
    retention_period: str
    jurisdiction: str
    withdrawal_method: str


def record(event: ConsentEvent, controller: str, terms: Terms) -> dict[str, object]:
    """Write one consent event as a consent record: what was said, not whether it stands.

    Args:
        event: what was said. Its ids are opaque, and stay so.
        controller: the id of the agency that answers for the record.
        terms: what the processing is.

    Returns:
        A new JSON-able value; equal arguments give equal values, with every list in order.

    Raises:
        ValueError: the event's status or kind is not known.
    """
    return {
        "record_header": {
            "schema_version": SCHEMA_VERSION,
            "record_id": event.id,
            "pii_principal_id": event.subject,
        },
        "pii_processing": {
            "privacy_notice": terms.privacy_notice,
            "language": terms.language,
            "purposes": [_purpose(name, event, controller, terms) for name in sorted(event.purposes)],
        },
        "party_identification": [_party(controller, "pii_controller"), *_recipients(event)],
        "events": [_event(event)],
        "sharehub": _beyond_the_standard(event),
    }


def event_state(event: ConsentEvent) -> str:
    """Name the state an event leaves: to have been told, or to object, is never written down as consent.

    Raises ValueError when the event's status or kind is not known.
    """
    about_consent = event.kind == Kind.CONSENT
    state = _STATES.get(event.status) if about_consent else _WITHOUT_EFFECT.get(event.kind)
    if state is None:
        raise ValueError("the consent event has an unknown status or kind")
    return state


def _purpose(name: str, event: ConsentEvent, controller: str, terms: Terms) -> dict[str, object]:
    return {
        "purpose": name,
        "lawful_basis": terms.lawful_basis,
        "pii_information": [{"pii_type": category} for category in sorted(event.categories)],
        "pii_controllers": [controller],
        "storage_locations": sorted(terms.storage_locations),
        "retention_period": terms.retention_period,
        "jurisdiction": terms.jurisdiction,
        "recipient_third_parties": sorted(event.recipients),
        "withdrawal_method": terms.withdrawal_method,
    }


def _recipients(event: ConsentEvent) -> list[dict[str, object]]:
    return [_party(unit, "recipient") for unit in sorted(event.recipients)]


def _party(identifier: str, role: str) -> dict[str, object]:
    return {"party_id": identifier, "party_role": role, "party_type": "organisation"}


def _event(event: ConsentEvent) -> dict[str, object]:
    return {
        "event_time": event.day.isoformat(),
        "validity_duration": _validity(event),
        "entity_id": event.given_by,
        "event_type": event.kind.value,
        "event_state": event_state(event),
    }


def _validity(event: ConsentEvent) -> str:
    """Give an ISO 8601 interval of civil days, both included; only a yes ever runs out."""
    last = event.expires if is_yes(event) else None
    return f"{event.day.isoformat()}/{'..' if last is None else last.isoformat()}"


def _beyond_the_standard(event: ConsentEvent) -> dict[str, object]:
    return {
        "status": event.status.value,
        "capacity": None if event.capacity is None else event.capacity.value,
        "except_units": sorted(event.except_units),
        "exclude_facts": sorted(event.exclude_facts),
        "may_be_put_to_perpetrator": event.may_be_put_to_perpetrator,
        "may_appear_in_report": event.may_appear_in_report,
        "asked_alone": event.asked_alone,
    }

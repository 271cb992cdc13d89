"""Acts as FHIR R4B AuditEvents, after IHE's Basic Audit Log Patterns; ids and closed words alone.

Source: HL7 FHIR R4B, AuditEvent; IHE ITI BALP 1.1, Basic Audit Event patterns for RESTful activities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from sharehub.audit.entry import Action
from sharehub.oversight.scope import LOOKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sharehub.oversight.looking import Item

OURS = "urn:sharehub:"
HL7 = "http://terminology.hl7.org/CodeSystem/"
REST = {"system": f"{HL7}audit-event-type", "code": "rest", "display": "RESTful Operation"}
READING = LOOKS | {Action.LIST_ASKED, Action.LOG_ASKED}
OUTCOMES = {"done": "0", "refused": "4", "fault": "8"}
"""Success, minor failure, serious failure."""
PARTICIPATION = f"{HL7}v3-ParticipationType"
RECIPIENT = {"system": PARTICIPATION, "code": "IRCP", "display": "information recipient"}
AUTHOR = {"system": PARTICIPATION, "code": "AUT", "display": "author (originator)"}
UNIT = {"system": f"{OURS}agent", "code": "unit"}
SERVER = {"system": f"{HL7}security-source-type", "code": "4", "display": "Application Server"}
OBJECT = {"system": f"{HL7}audit-entity-type", "code": "2", "display": "System Object"}
SUBJECT = {"system": f"{HL7}object-role", "code": "1", "display": "Patient"}
RESOURCE = {"system": f"{HL7}object-role", "code": "4", "display": "Domain Resource"}


def event(item: Item) -> dict[str, Any]:
    """Return one act as an AuditEvent."""
    reading = item["action"] in READING
    interaction = "search-type" if reading else "operation"
    found = {
        "resourceType": "AuditEvent",
        "id": str(item["id"]),
        "type": REST,
        "subtype": [
            {"system": "http://hl7.org/fhir/restful-interaction", "code": interaction},
            _coding("action", item["action"]),
        ],
        "action": "R" if reading else "E",
        "recorded": item["at"],
        "outcome": OUTCOMES[item["outcome"]],
        "purposeOfEvent": _concepts("purpose", item["purpose"]),
        "agent": [*_agents(item)],
        "source": {"observer": {"display": "ShareHub"}, "type": [SERVER]},
        "entity": [*_entities(item)],
    }
    return {name: value for name, value in found.items() if value != []}


def _agents(item: Item) -> Iterator[dict[str, Any]]:
    """Yield who did it, for which unit, and who else was in the room; the hub, where it was nobody's act."""
    purposes = _concepts("purpose", item["purpose"])
    kind = RECIPIENT if item["action"] in READING else AUTHOR
    yield _agent(kind, item["user"], item["role"], purposes, requestor=True)
    if item["unit"] is not None:
        yield {
            "type": {"coding": [UNIT]},
            "who": _reference("unit", item["unit"]),
            "requestor": False,
        }
    for reader in item["readers"]:
        if reader["user"] != item["user"]:
            yield _agent(RECIPIENT, reader["user"], reader["role"], purposes, requestor=False)


def _agent(
    kind: Mapping[str, str], user: object, role: object, purposes: list[dict[str, Any]], *, requestor: bool
) -> dict[str, Any]:
    found = {
        "type": {"coding": [kind]},
        "who": {"display": "ShareHub"} if user is None else _reference("user", user),
        "role": _concepts("role", role),
        "requestor": requestor,
        "purposeOfUse": purposes,
    }
    return {name: value for name, value in found.items() if value != []}


def _entities(item: Item) -> Iterator[dict[str, Any]]:
    if item["case"] is not None:
        yield {"what": _reference("case", item["case"]), "type": OBJECT, "role": SUBJECT}
    if item["fact"] is not None:
        yield {"what": _reference("fact", item["fact"]), "type": OBJECT, "role": RESOURCE}
    for line in item["lines"]:
        yield _line(line)


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    details = {name: line[name] for name in ("outcome", "reason", "version") if line[name] is not None}
    found = {
        **({} if line["fact"] is None else {"what": _reference("fact", line["fact"])}),
        "type": OBJECT,
        "role": RESOURCE,
        "securityLabel": [_coding("caveat", caveat) for caveat in line["caveats"]],
        "detail": [{"type": name, "valueString": str(value)} for name, value in details.items()],
    }
    return {name: value for name, value in found.items() if value != []}


def _coding(system: str, code: str) -> dict[str, str]:
    return {"system": f"{OURS}{system}", "code": code}


def _concepts(system: str, code: object) -> list[dict[str, Any]]:
    return [] if code is None else [{"coding": [_coding(system, str(code))]}]


def _reference(system: str, identity: object) -> dict[str, Any]:
    return {"identifier": {"system": f"{OURS}{system}", "value": str(identity)}}


class Events:
    """An AuditEvent on each line."""

    def head(self) -> bytes:
        """Return what stands before the first: nothing."""
        return b""

    def item(self, item: Item) -> bytes:
        """Return one act."""
        return orjson.dumps(event(item)) + b"\n"

    def tail(self) -> bytes:
        """Return what stands behind the last: nothing."""
        return b""


class Bundle:
    """A collection of AuditEvents."""

    def __init__(self) -> None:
        """Begin with none."""
        self._any = False

    def head(self) -> bytes:
        """Return the beginning of the bundle."""
        return b'{"resourceType":"Bundle","type":"collection"'

    def item(self, item: Item) -> bytes:
        """Return one act, with what joins it to the one before; a list that is empty is none in FHIR."""
        joined, self._any = (b"," if self._any else b',"entry":['), True
        return joined + orjson.dumps({"fullUrl": f"urn:uuid:{item['id']}", "resource": event(item)})

    def tail(self) -> bytes:
        """Return the end of the bundle."""
        return b"]}" if self._any else b"}"

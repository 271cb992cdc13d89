"""Reads a case file into the questions a decision takes: flat, synthetic, and trusted to be well formed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consent.people import Part, Person
from consent.record import Capacity, ConsentEvent, Status
from policies.question import (
    Approval,
    Case,
    Fact,
    Gate,
    ProtocolInForce,
    Reader,
    SeriousRiskDecision,
    Span,
)
from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)

if TYPE_CHECKING:
    from policies.table import Table

MARKETA = Path(__file__).with_name("marketa.json")

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case, its readers and protocols, and what its author expects of them."""

    case: Case
    readers: dict[str, Reader]
    protocols: tuple[ProtocolInForce, ...]
    expectations: list[Entry]
    walls: list[Entry]


def read_case(path: Path, table: Table) -> CaseFile:
    file = json.loads(path.read_text(encoding="utf-8"))
    return CaseFile(
        case=Case(
            people={key: _person(key, entry) for key, entry in file["persons"].items()},
            facts=tuple(_fact(entry) for entry in file["facts"]),
            gates=tuple(_gate(entry) for entry in file["gates"]),
            consent_events=tuple(_event(entry) for entry in file["consent_events"]),
            approvals=tuple(
                Approval(f"a{number}", entry["by"], *_reach(entry), _span(entry))
                for number, entry in enumerate(file["approvals"])
            ),
            serious_risk_decisions=tuple(
                SeriousRiskDecision(f"d{number}", *_reach(entry), _span(entry))
                for number, entry in enumerate(file["overrides"])
            ),
            units=frozenset(file["units"]),
        ),
        readers={key: _reader(key, entry) for key, entry in file["readers"].items()},
        protocols=tuple(
            ProtocolInForce(
                entry["id"], frozenset(entry["parties"]), frozenset(entry["purposes"]), _span(entry), table
            )
            for entry in file["protocols"]
        ),
        expectations=file["expectations"],
        walls=file["wall_expectations"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _span(entry: Entry, start: str = "from", end: str = "to") -> Span:
    return Span(date.fromisoformat(entry[start]), _day(entry.get(end)))


def _reach(entry: Entry) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return frozenset(entry["facts"]), frozenset(entry["units"]), frozenset(entry["purposes"])


def _person(key: str, entry: Entry) -> Person:
    born = _day(entry.get("dob"))
    return Person(key, Part(entry["part"]), born and born.replace(year=born.year + 12))


def _reader(key: str, entry: Entry) -> Reader:
    return Reader(key, entry["role"], entry["unit"], (_span(entry, "member_from", "member_to"),))


def _gate(entry: Entry) -> Gate:
    units = entry.get("units")
    return Gate(entry["gate"], _span(entry), None if units is None else frozenset(units))


def _event(entry: Entry) -> ConsentEvent:
    capacity = entry.get("capacity")
    return ConsentEvent(
        id=entry["id"],
        day=date.fromisoformat(entry["date"]),
        subject=entry["subject"],
        given_by=entry["given_by"],
        status=Status(entry["status"]),
        recipients=frozenset(entry["recipients"]),
        purposes=frozenset(entry["purposes"]),
        categories=frozenset(entry["categories"]),
        capacity=None if capacity is None else Capacity(capacity),
        except_units=frozenset(entry.get("except", ())),
        exclude_facts=frozenset(entry.get("exclude_facts", ())),
        expires=_day(entry.get("expires")),
        may_be_put_to_perpetrator=entry.get("may_be_put_to_perpetrator", False),
        may_appear_in_report=entry.get("may_appear_in_report", False),
        asked_alone=entry.get("asked_alone"),
    )


def _fact(entry: Entry) -> Fact:
    earlier = entry["prior_relationship"]
    return Fact(
        id=entry["id"],
        owner=entry["owner_unit"],
        categories=frozenset(map(Category, entry["categories"])),
        source_type=SourceType(entry["source_type"]),
        published=_day(entry["published_at"]),
        source_person=entry["source_person"],
        about=frozenset(entry["about"]),
        targets=frozenset(entry["target"]),
        retracted=_day(entry.get("retracted_at")),
        perp_aware=PerpAware(entry["perp_aware"]),
        source_exposure=SourceExposure(entry["source_exposure"]),
        has_gist=entry["gist"] is not None,
        caveats=frozenset(map(Caveat, entry["caveats"])),
        travels_with=frozenset(entry["travels_with"]),
        relationship_context=RelationshipContext.PREVIOUS_RELATIONSHIP
        if earlier
        else RelationshipContext.THIS_RELATIONSHIP,
    )

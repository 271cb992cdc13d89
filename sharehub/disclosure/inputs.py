"""Turning rows into what a decision takes: metadata only, and what cannot be read is a fault, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from consent.people import Part, Person
from consent.record import Capacity, ConsentEvent, Kind, Status
from policies.question import (
    Approval,
    Case,
    ConflictCheck,
    Fact,
    Gate,
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
from sharehub.disclosure import queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction

NOT_YET = date.max
"""The publication day of a fact that its owner has not shared."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one role and one unit: an actor, or somebody at a meeting."""

    user: UUID
    unit: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as decisions take it, and the sealed rows of its facts by fact id."""

    case: Case
    readers: tuple[Reader, ...]
    rows: Mapping[str, RowMapping]


def load(tx: Transaction, case: UUID, seats: Iterable[Seat]) -> Loaded:
    """Read everything that a decision about this case and these readers rests on."""
    seated = tuple(seats)
    rows = {str(row["fact_id"]): row for row in queries.facts(tx, case)}
    units = {str(seat.unit) for seat in seated} | {str(row["owner_unit_id"]) for row in rows.values()}
    matter = Case(
        people={str(row["id"]): _person(row) for row in queries.people(tx, case)},
        facts=tuple(_fact(row) for row in rows.values()),
        gates=tuple(_gate(row) for row in queries.gates(tx, case)),
        consent_events=tuple(_consent(row) for row in queries.consent_events(tx, case)),
        approvals=tuple(_approval(row) for row in queries.approvals(tx, case)),
        serious_risk_decisions=tuple(_serious_risk(row) for row in queries.serious_risk_decisions(tx, case)),
        units=frozenset(units),
    )
    return Loaded(matter, _readers(tx, case, seated), rows)


def _readers(tx: Transaction, case: UUID, seats: tuple[Seat, ...]) -> tuple[Reader, ...]:
    users = [seat.user for seat in seats]
    members = queries.memberships(tx, case, users)
    excluded = queries.exclusions(tx, case, users)
    checks = queries.conflict_checks(tx, case, users)
    return tuple(
        Reader(
            id=str(seat.user),
            role=seat.role,
            unit=str(seat.unit),
            memberships=tuple(
                _span(row) for row in members if row["user_id"] == seat.user and row["role"] == seat.role
            ),
            exclusions=tuple(_span(row) for row in excluded if row["user_id"] == seat.user),
            conflict_checks=tuple(
                ConflictCheck(row["raised"], row["decided"], row["result"] == "excluded")
                for row in checks
                if row["user_id"] == seat.user
            ),
        )
        for seat in seats
    )


def _span(row: Mapping[str, Any]) -> Span:
    return Span(row["start"], row["end"])


def _person(row: Mapping[str, Any]) -> Person:
    return Person(str(row["id"]), Part(row["part"]), row["twelfth_birthday"])


def _gate(row: Mapping[str, Any]) -> Gate:
    units = row["units"]
    return Gate(row["gate"], _span(row), None if units is None else frozenset(units))


def _consent(row: Mapping[str, Any]) -> ConsentEvent:
    return ConsentEvent(
        id=row["reference"],
        day=row["day"],
        subject=str(row["subject_id"]),
        given_by=str(row["given_by_id"]),
        status=Status(row["status"]),
        recipients=frozenset(row["recipients"]),
        purposes=frozenset(row["purposes"]),
        categories=frozenset(row["categories"]),
        kind=Kind(row["kind"]),
        capacity=Capacity(row["capacity"]) if row["capacity"] else None,
        except_units=frozenset(row["except_units"]),
        exclude_facts=frozenset(row["exclude_facts"]),
        expires=row["expires"],
        may_be_put_to_perpetrator=row["may_be_put_to_perpetrator"],
        may_appear_in_report=row["may_appear_in_report"],
        asked_alone=row["asked_alone"],
    )


def _approval(row: Mapping[str, Any]) -> Approval:
    return Approval(
        str(row["id"]),
        str(row["owner_unit_id"]),
        frozenset(row["facts"]),
        frozenset(row["units"]),
        frozenset(row["purposes"]),
        _span(row),
    )


def _serious_risk(row: Mapping[str, Any]) -> SeriousRiskDecision:
    return SeriousRiskDecision(
        str(row["id"]),
        frozenset(row["facts"]),
        frozenset(row["units"]),
        frozenset(row["purposes"]),
        _span(row),
    )


def _fact(row: Mapping[str, Any]) -> Fact:
    """Read a fact's metadata; a word that is not known leaves it without a category, which is a fault."""
    try:
        return Fact(
            id=str(row["fact_id"]),
            owner=str(row["owner_unit_id"]),
            categories=frozenset(map(Category, row["categories"])),
            source_type=SourceType(row["source_type"]),
            published=row["published"] or NOT_YET,
            source_person=str(row["source_person_id"]) if row["source_person_id"] else None,
            about=frozenset(row["about"]),
            targets=frozenset(row["targets"]),
            retracted=row["retracted"],
            perp_aware=PerpAware(row["perp_aware"]),
            source_exposure=SourceExposure(row["source_exposure"]),
            has_gist=row["has_gist"],
            caveats=frozenset(map(Caveat, row["caveats"])),
            travels_with=frozenset(row["travels_with"]),
            relationship_context=RelationshipContext(row["relationship_context"]),
        )
    except (ValueError, TypeError):
        return Fact(
            id=str(row["fact_id"]),
            owner=str(row["owner_unit_id"]),
            categories=frozenset(),
            source_type=SourceType.PROFESSIONAL_JUDGEMENT,
            published=None,
        )

"""Reads what a release may stand on or fall by: protocols, gates, consent, decisions, exclusions."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from consent.record import EVERYTHING, Capacity, ConsentEvent, Kind, Status
from policies.question import Gate
from policies.vocabulary import Category
from sharehub.rehearsal.node import (
    Known,
    Node,
    day,
    flag,
    identifier,
    many,
    one_of,
    span,
    text,
    word,
    words,
)
from sharehub.rehearsal.parts import (
    CaseApproval,
    CaseConflictCheck,
    CaseConsent,
    CaseExclusion,
    CaseOverride,
    CaseProtocol,
    CheckResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.rehearsal.held import Held

CATEGORIES = Known("unknown value", frozenset({EVERYTHING, *Category}))


class _SaidAs(StrEnum):
    """The kinds of consent event that the domain model names."""

    CONSENT = "consent"
    PERMISSION_TO_COMMUNICATE = "permission_to_communicate"
    INFORMED_ONLY = "informed_only"
    OBJECTION = "objection"


def protocol(held: Held) -> Callable[[Node], CaseProtocol]:
    """Read a protocol; its parties need not be listed among the units."""
    return lambda node: CaseProtocol(
        id=node.needed("id", identifier),
        parties=node.needed("parties", many(identifier)),
        purposes=node.needed("purposes", many(one_of(held.purposes))),
        span=span(node),
    )


def gate(held: Held) -> Callable[[Node], Gate]:
    """Read the opening of a gate; without units it is open for all, with an empty list for nobody."""
    return lambda node: Gate(
        gate=node.needed("gate", one_of(held.gates)),
        span=span(node),
        units=node.given("units", many(one_of(held.units)), None),
    )


def consent(held: Held) -> Callable[[Node], CaseConsent]:
    """Read a consent event."""
    units, purposes = held.units.plus(EVERYTHING), held.purposes.plus(EVERYTHING)

    def read(node: Node) -> CaseConsent:
        event = ConsentEvent(
            id=node.needed("id", identifier),
            day=node.needed("date", day),
            subject=node.needed("subject", one_of(held.persons)),
            given_by=node.needed("given_by", one_of(held.persons)),
            status=node.needed("status", word(Status)),
            recipients=node.needed("recipients", many(one_of(units))),
            purposes=node.needed("purposes", many(one_of(purposes))),
            categories=node.needed("categories", many(one_of(CATEGORIES))),
            kind=node.given("kind", _kind, Kind.CONSENT),
            capacity=node.given("capacity", word(Capacity), None),
            except_units=node.given("except", many(one_of(held.units)), frozenset()),
            exclude_facts=node.given("exclude_facts", many(one_of(held.facts)), frozenset()),
            expires=node.given("expires", day, None),
            may_be_put_to_perpetrator=node.given("may_be_put_to_perpetrator", flag, default=False),
            may_appear_in_report=node.given("may_appear_in_report", flag, default=False),
            asked_alone=node.given("asked_alone", flag, None),
        )
        return CaseConsent(event, node.given("note", words, None))

    return read


def approval(held: Held) -> Callable[[Node], CaseApproval]:
    """Read an approval; whether it counts for a fact is for the decision."""
    return lambda node: CaseApproval(
        by=node.needed("by", one_of(held.units)),
        facts=node.needed("facts", many(one_of(held.facts))),
        units=node.needed("units", many(one_of(held.units))),
        purposes=node.needed("purposes", many(one_of(held.purposes))),
        span=span(node),
        note=node.given("note", words, None),
    )


def override(held: Held) -> Callable[[Node], CaseOverride]:
    """Read a serious-risk decision, which its asker may not approve."""

    def read(node: Node) -> CaseOverride:
        approved_by, by = node.needed("approved_by", text), node.given("by", text, None)
        if by is not None and by.strip().casefold() == approved_by.strip().casefold():
            node.at("approved_by").refuse("must not be the one who asked", None)
        return CaseOverride(
            facts=node.needed("facts", many(one_of(held.facts))),
            units=node.needed("units", many(one_of(held.units))),
            purposes=node.needed("purposes", many(one_of(held.purposes))),
            approved_by=approved_by,
            span=span(node),
            id=node.given("id", identifier, None),
            by=by,
            reason=node.given("reason", words, None),
            subject_told=node.given("subject_told", flag, None),
            told_note=node.given("told_note", words, None),
        )

    return read


def exclusion(held: Held) -> Callable[[Node], CaseExclusion]:
    """Read an exclusion."""
    return lambda node: CaseExclusion(
        reader=node.needed("reader", one_of(held.readers)),
        span=span(node),
        reason=node.given("reason", words, None),
    )


def conflict_check(held: Held) -> Callable[[Node], CaseConflictCheck]:
    """Read a conflict check; without a day of decision it is undecided, whatever else it says."""

    def read(node: Node) -> CaseConflictCheck:
        decided = node.given("decided_at", day, None)
        result = node.given("result", word(CheckResult), CheckResult.PENDING)
        if decided is not None and not node.has("result"):
            node.needed("result", word(CheckResult))
        elif decided is not None and result is CheckResult.PENDING:
            node.at("result").refuse("a decided check is cleared or excluded", None)
        return CaseConflictCheck(
            reader=node.needed("reader", one_of(held.readers)),
            raised=node.needed("on", day),
            decided=decided,
            result=CheckResult.PENDING if decided is None else result,
            trigger=node.given("trigger", words, None),
            declared=node.given("declared", words, None),
            decided_by=node.given("decided_by", words, None),
        )

    return read


def _kind(node: Node) -> Kind:
    """Read what was said; to be told is not to agree, and a permission to communicate is an agreement."""
    said = word(_SaidAs)(node)
    return Kind.CONSENT if said is _SaidAs.PERMISSION_TO_COMMUNICATE else Kind(said)

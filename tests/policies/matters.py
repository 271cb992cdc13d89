"""Builders of one small matter, valid by default: a reader in one unit, one fact of another, one protocol."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from consent.people import Part, Person
from consent.record import Capacity, ConsentEvent, Status
from policies.decide import decide
from policies.question import (
    Approval,
    Ask,
    BreakGlass,
    Case,
    Fact,
    Gate,
    ProtocolInForce,
    Reader,
    SeriousRiskDecision,
    Span,
)
from policies.vocabulary import Category, Code, PerpAware, SourceExposure, SourceType
from tests.policies.builders import a_row, a_table, cells

if TYPE_CHECKING:
    from policies.answer import Decision, FactDecision
    from policies.table import Row, Table
    from policies.vocabulary import Reason

DAY = date(2024, 6, 13)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
TODAY = Span(DAY, DAY)
YESTERDAY, TOMORROW = Span(BEFORE, BEFORE), Span(AFTER)
MISSING = cast("date", None)
"""What a broken record holds where a day should be."""

MINE, THEIRS, THIRD = "UNIT-M", "UNIT-T", "UNIT-3"
ROLE, PURPOSE, ASK = "idaa", "survivor_support", Ask("survivor_support", DAY)

HE, SHE = Person("HE", Part.PERPETRATOR), Person("SHE", Part.SURVIVOR)
MA = Person("MA", Part.SURVIVOR)
"""A second survivor, where a case has one."""
KIM, LEE = Person("KIM", Part.CHILD, BEFORE), Person("LEE", Part.CHILD, AFTER)
NEIGHBOUR = Person("NEIGHBOUR", Part.THIRD_PARTY)
A, B = Person("A", Part.ADULT_A), Person("B", Part.ADULT_B)
FAMILY = (HE, SHE, KIM, LEE, NEIGHBOUR)
UNDETERMINED = (A, B, KIM, LEE, NEIGHBOUR)


def everyone(*people: Person) -> dict[str, Person]:
    return {person.id: person for person in people}


def a_reader(**changes: Any) -> Reader:
    return replace(Reader("reader", ROLE, MINE, (TODAY,)), **changes)


def a_fact(*categories: Category, **changes: Any) -> Fact:
    """An agency's observation, published today, of which he does not know and which shows nobody."""
    fact = Fact(
        id="f",
        owner=THEIRS,
        categories=frozenset(categories or {Category.BEHAVIOUR}),
        source_type=SourceType.AGENCY_OBSERVATION,
        published=DAY,
        perp_aware=PerpAware.NO,
        source_exposure=SourceExposure.NONE,
        has_gist=True,
    )
    return replace(fact, **changes)


def a_case(*facts: Fact, **changes: Any) -> Case:
    case = Case(people=everyone(*FAMILY), facts=facts, units=frozenset({MINE, THEIRS}))
    return replace(case, **changes)


def a_protocol(table: Table, **changes: Any) -> ProtocolInForce:
    protocol = ProtocolInForce("P1", frozenset({MINE, THEIRS}), frozenset({PURPOSE}), TODAY, table)
    return replace(protocol, **changes)


def of_row(row: Row) -> Table:
    return a_table(rows={(ROLE, PURPOSE): row})


def of_code(code: Code, **row: Any) -> Row:
    return a_row(codes=cells(code), **row)


def a_yes(who: str, number: int = 1, **changes: Any) -> ConsentEvent:
    """Their own yes to everything asked here, of today; a child's own counts, whatever the age."""
    event = ConsentEvent(
        id=f"{who}-{number}",
        day=DAY,
        subject=who,
        given_by=who,
        status=Status.ACTIVE,
        recipients=frozenset({MINE}),
        purposes=frozenset({PURPOSE}),
        categories=frozenset({"*"}),
        capacity=Capacity.CHILD_UNDERSTANDS,
    )
    return replace(event, **changes)


def a_no(who: str, number: int = 1, **changes: Any) -> ConsentEvent:
    return a_yes(who, number, **({"status": Status.REFUSED} | changes))


def an_approval(**changes: Any) -> Approval:
    approval = Approval("approval", THEIRS, frozenset({"f"}), frozenset({MINE}), frozenset({PURPOSE}), TODAY)
    return replace(approval, **changes)


def a_decision(**changes: Any) -> SeriousRiskDecision:
    decision = SeriousRiskDecision(
        "decision", frozenset({"f"}), frozenset({MINE}), frozenset({PURPOSE}), TODAY
    )
    return replace(decision, **changes)


def glass(**changes: Any) -> BreakGlass:
    return replace(BreakGlass("glass", "reader", frozenset({PURPOSE})), **changes)


def a_gate(**changes: Any) -> Gate:
    return replace(Gate("gate", TODAY), **changes)


def decided(case: Case, row: Row | None = None, reader: Reader | None = None) -> Decision:
    """The decision for a whole case, under one protocol between the two units."""
    table = of_row(row or a_row())
    return decide(reader or a_reader(), ASK, case, [a_protocol(table)], table)


def answer(fact: Fact, row: Row | None = None, reader: Reader | None = None, **case: Any) -> FactDecision:
    """The decision for one fact in a case that holds nothing but what is given."""
    return decided(a_case(fact, **case), row, reader).facts[fact.id]


def grounds(decision: FactDecision) -> tuple[Reason, set[str]]:
    """Why, and what it rests on."""
    return decision.reason, set(decision.rests_on)

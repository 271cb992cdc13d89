"""Why a fact is withheld or comes only as a gist, and what would open it: for officers and drafters only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from policies.change import Change, ChangeKind, Situation, make
from policies.decide import decide, matter_of, not_out
from policies.hearing import hear
from policies.precedence import OUTCOME_RANK
from policies.resolve import resolve, whose_yes
from policies.vocabulary import Category, Code, Outcome, PerpAware, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policies.answer import FactDecision
    from policies.hearing import Hearing
    from policies.question import Ask, Case, Fact, ProtocolInForce, Reader
    from policies.resolve import Matter
    from policies.routes import Route
    from policies.table import Table


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell comes to that does not let the fact through in full.

    `role`, `purpose` and `category` are the rule's place in the rulebook that `protocol` put in force; None
    stands for the hub's own rulebook, and for a unit's own record.
    """

    protocol: str | None
    role: str
    purpose: str
    category: Category
    code: Code
    outcome: Outcome
    reason: Reason


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decision on one fact; the cells that hold it back; and the smallest sets of changes to open it.

    `openings` lists single changes first, then pairs of which neither alone would do, in a fixed order. An
    opening gives a better outcome than now, which may be no more than a gist. That something would open a
    fact does not say that it should be done.
    """

    decision: FactDecision
    cells: tuple[Cell, ...]
    openings: tuple[tuple[Change, ...], ...]


def explain(
    reader: Reader,
    ask: Ask,
    case: Case,
    protocols: Sequence[ProtocolInForce],
    base: Table,
    fact_id: str,
) -> Explanation:
    """Explain one fact's decision. For officers and those who draft protocols, never for the reader.

    It looks at the facts of the matter: it tells whether somebody refused, and what a reader who works with
    him must never learn.

    Raises:
        KeyError: the case has no such fact.
    Source: decisions.md, "What the reader is told".
    """
    near = _companions(case.facts, fact_id)
    now = Situation(reader, ask, replace(case, facts=near), tuple(protocols))
    decision = _decide(now, base, fact_id)
    if decision.outcome is Outcome.FULL or decision.reason is Reason.FAULT:
        return Explanation(decision, (), ())
    hearing = hear(reader, ask, case, protocols, base)
    readings = [reading for fact in near for reading in _readings(hearing, fact)]
    cells = tuple(cell for reading in readings if reading.matter.fact.id == fact_id for cell in reading.cells)
    changes = sorted(set(_changes(hearing, readings)), key=lambda change: change.order)
    return Explanation(decision, cells, _openings(now, base, fact_id, changes))


def _decide(now: Situation, base: Table, fact_id: str) -> FactDecision:
    return decide(now.reader, now.ask, now.case, now.protocols, base).facts[fact_id]


def _companions(facts: Sequence[Fact], fact_id: str) -> tuple[Fact, ...]:
    """The fact with all it travels with, near and far: nothing else in the case bears on it."""
    near: set[str] = set()
    reached = {fact_id}
    while reached:
        near |= reached
        reached = {other for fact in facts if fact.id in reached for other in fact.travels_with} - near
    return tuple(fact for fact in facts if fact.id in near)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One fact as one rulebook reads it."""

    matter: Matter
    protocol_missing: bool
    cells: tuple[Cell, ...]


def _readings(hearing: Hearing, fact: Fact) -> list[_Reading]:
    """The fact as each rulebook that lets this role ask reads it; nothing, when it cannot be decided."""
    try:
        return [
            _read(matter_of(hearing, route, route.terms.row, fact), route)
            for route in hearing.routes_to(fact.owner)
            if route.terms.row is not None
        ]
    except Exception:  # noqa: BLE001 - a fault is alarmed by the decision itself, and no change here mends it
        return []


def _read(matter: Matter, route: Route) -> _Reading:
    return _Reading(matter, route.missing, tuple(_cells(matter, route)))


def _cells(matter: Matter, route: Route) -> Iterator[Cell]:
    reader, ask = matter.inquiry.reader, matter.inquiry.ask
    for category in sorted(matter.fact.categories):
        ruling = resolve(matter, category)
        if ruling.outcome is not Outcome.FULL:
            code = matter.row.codes[category]
            yield Cell(
                next(iter(route.protocols), None),
                reader.role,
                ask.purpose,
                category,
                code,
                ruling.outcome,
                ruling.reason,
            )


def _changes(hearing: Hearing, readings: Sequence[_Reading]) -> Iterator[Change]:
    """Every change that one of the steps asks about, as far as it is not plainly so already."""
    if not hearing.allocated:
        yield Change(ChangeKind.MEMBERSHIP)
    if hearing.refusal is Reason.CONFLICT_CHECK_PENDING:
        yield Change(ChangeKind.CONFLICT_CHECK_CLEARED)
    for reading in readings:
        matter = reading.matter
        if matter.row.gate is not None:
            yield Change(ChangeKind.GATE_OPENED, gate=matter.row.gate)
        if reading.protocol_missing:
            yield Change(ChangeKind.PROTOCOL, unit=matter.fact.owner)
        if matter.fact.owner in matter.inquiry.narrowings:
            yield Change(ChangeKind.CHANNEL_WIDENED, unit=matter.fact.owner)
        yield from _consents(matter)
        yield from _of_the_fact(matter)


def _consents(matter: Matter) -> Iterator[Change]:
    for category in matter.fact.categories:
        for person in whose_yes(matter, category):
            yield Change(ChangeKind.CONSENT, person=person, category=category, in_report=matter.row.he_reads)


def _of_the_fact(matter: Matter) -> Iterator[Change]:
    fact = matter.fact
    wanting = {
        ChangeKind.PUBLICATION: not_out(fact, matter.inquiry.ask.day) is not None,
        ChangeKind.APPROVAL: not matter.approvals,
        ChangeKind.GIST_WRITTEN: not fact.has_gist,
        ChangeKind.HE_ALREADY_KNOWS: fact.perp_aware != PerpAware.YES,
        ChangeKind.SERIOUS_RISK_DECISION: not matter.decisions,
    }
    return (Change(kind, fact=fact.id) for kind, missing in wanting.items() if missing)


def _openings(
    now: Situation, base: Table, fact_id: str, changes: Sequence[Change]
) -> tuple[tuple[Change, ...], ...]:
    """Try the changes one by one, then in pairs of which neither alone would do."""
    outcome = _decide(now, base, fact_id).outcome

    def opens(*made: Change) -> bool:
        then = now
        for change in made:
            then = make(change, then, base)
        return OUTCOME_RANK[_decide(then, base, fact_id).outcome] > OUTCOME_RANK[outcome]

    alone = [change for change in changes if opens(change)]
    rest = [change for change in changes if change not in alone]
    return (
        *((change,) for change in alone),
        *(pair for pair in combinations(rest, 2) if opens(*pair)),
    )

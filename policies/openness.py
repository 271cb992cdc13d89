"""Whether a cell lets more out or less than another: both are tried in every situation they can depend on.

The decision itself answers, for facts with every door open. So nothing here knows what a code means, and one
that opens in one situation and closes in another is seen to do both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from consent.people import Part, Person
from consent.record import EVERYTHING, ConsentEvent, Status
from policies.decide import decide
from policies.difference import Turn
from policies.precedence import OUTCOME_RANK
from policies.question import (
    Approval,
    Ask,
    Case,
    Fact,
    ProtocolInForce,
    Reader,
    SeriousRiskDecision,
    Span,
)
from policies.table import Row, Table
from policies.vocabulary import Category, Code, PerpAware, SourceExposure, SourceType, WorksWith

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, with all of its row and rulebook that bears on what it lets out once every door is open.

    `towards_him`: the role faces him. `about_her`: a gist of this category may be one about her; `listed` and
    `may_have_gist`: the role is on the list of those who get such a gist, and gets this one for this purpose.
    """

    category: Category
    code: Code
    towards_him: bool
    he_reads: bool
    statutory: bool
    about_her: bool
    listed: bool
    may_have_gist: bool


def turn(before: Cell | None, after: Cell | None) -> Turn:
    """Say what goes out more, or less, when one cell takes another's place; None lets nothing out."""
    if before == after:
        return Turn.NEITHER
    category = next(cell.category for cell in (before, after) if cell is not None)
    people = _asked_of(before) | _asked_of(after)
    was, now = _outcomes(before, category, people), _outcomes(after, category, people)
    opens, closes = any(map(int.__lt__, was, now)), any(map(int.__gt__, was, now))
    if opens and closes:
        return Turn.SHIFTS
    return Turn.OPENS if opens else Turn.CLOSES if closes else Turn.NEITHER


_DAY = date(2024, 6, 13)
_TODAY = Span(_DAY, _DAY)
_READER = Reader("reader", "role", "reading", (_TODAY,))
_ASK = Ask("purpose", _DAY)
_UNITS, _PURPOSES = frozenset({"reading", "owning"}), frozenset({_ASK.purpose})
_ALL = frozenset({EVERYTHING})
_PEOPLE = {
    part.value: Person(part.value, part)
    for part in (Part.SURVIVOR, Part.PERPETRATOR, Part.CHILD, Part.THIRD_PARTY)
}
_EVERYBODY = frozenset(_PEOPLE)
_TELLERS = (
    (SourceType.AGENCY_OBSERVATION, None),
    (SourceType.SURVIVOR, Part.SURVIVOR.value),
    (SourceType.PERPETRATOR, Part.PERPETRATOR.value),
    (SourceType.CHILD, Part.CHILD.value),
    (SourceType.THIRD_PARTY, Part.THIRD_PARTY.value),
)
_BY_LETTER = {"s": Part.SURVIVOR, "p": Part.PERPETRATOR, "k": Part.CHILD, "t": Part.THIRD_PARTY}
_BOTH = (False, True)


def _asked_of(cell: Cell | None) -> frozenset[Part]:
    """Whose consent a cell may ask for; one too many would only take longer."""
    if cell is None:
        return frozenset()
    if cell.code is Code.REPORT_CONSENT:
        return frozenset({Part.SURVIVOR, Part.CHILD})
    if cell.code is Code.OWN_EFFORTS:
        return frozenset({Part.SURVIVOR})
    return frozenset({_BY_LETTER[cell.code[-1]]} if cell.code.startswith(("C", "GC")) else ())


@cache
def _outcomes(cell: Cell | None, category: Category, people: frozenset[Part]) -> tuple[int, ...]:
    """The rank of what goes out in every situation, in one order for all cells of the category."""
    facts = _facts(category)
    cases = [*_cases(facts, people)]
    if cell is None:
        return (0,) * (len(cases) * len(facts))
    table = _table(cell)
    protocols = (ProtocolInForce("protocol", _UNITS, _PURPOSES, _TODAY, table),)
    return tuple(
        OUTCOME_RANK[answer.outcome]
        for case in cases
        for answer in decide(_READER, _ASK, case, protocols, table).facts.values()
    )


def _table(cell: Cell) -> Table:
    row = Row(
        works_with=WorksWith.CASE,
        perp_facing=cell.towards_him,
        he_reads=cell.he_reads,
        statutory=cell.statutory,
        gate=None,
        lists_gist_about_her=cell.listed,
        gist_about_her=frozenset({cell.category} if cell.may_have_gist else ()),
        break_glass=frozenset(),
        codes={Category.BEHAVIOUR: Code.FULL, cell.category: cell.code},
    )
    return Table(
        digest="",
        roles=frozenset({_READER.role}),
        about_her=frozenset({cell.category} if cell.about_her else ()),
        rows={(_READER.role, _ASK.purpose): row},
    )


@cache
def _facts(category: Category) -> tuple[Fact, ...]:
    """A fact for each teller, by what he knows and could guess, with his behaviour in it and without."""
    kinds = (frozenset({category}), frozenset({category, Category.BEHAVIOUR}))
    tried = product(dict.fromkeys(kinds), _TELLERS, _BOTH, (SourceExposure.NONE, SourceExposure.CERTAIN))
    return tuple(
        Fact(
            id=f"fact-{number}",
            owner="owning",
            categories=categories,
            source_type=source,
            published=_DAY,
            source_person=person,
            about=_EVERYBODY,
            perp_aware=PerpAware.YES if he_knows else PerpAware.NO,
            source_exposure=exposure,
            has_gist=True,
        )
        for number, (categories, (source, person), he_knows, exposure) in enumerate(tried)
    )


def _cases(facts: tuple[Fact, ...], people: frozenset[Part]) -> Iterator[Case]:
    """A case for all that these people may have said, by whether a release was approved and cells lifted."""
    named = (frozenset(fact.id for fact in facts), _UNITS, _PURPOSES, _TODAY)
    said = product(*(_events(part) for part in sorted(people)))
    for events, approved, decided in product(said, _BOTH, _BOTH):
        yield Case(
            people=_PEOPLE,
            facts=facts,
            consent_events=tuple(event for event in events if event is not None),
            approvals=(Approval("approval", "owning", *named),) if approved else (),
            serious_risk_decisions=(SeriousRiskDecision("decision", *named),) if decided else (),
        )


def _events(part: Part) -> tuple[ConsentEvent | None, ...]:
    """What one person may have said: nothing, no, yes, and yes to a report as well."""
    yes = ConsentEvent(
        id=part.value,
        day=_DAY,
        subject=part.value,
        given_by=part.value,
        status=Status.ACTIVE,
        recipients=_ALL,
        purposes=_ALL,
        categories=_ALL,
    )
    return None, replace(yes, status=Status.REFUSED), yes, replace(yes, may_appear_in_report=True)

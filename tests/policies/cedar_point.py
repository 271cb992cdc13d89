"""One point of the domain, as the product is asked about it: a reader, a case of one fact, and protocols."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from consent.people import Part, Person
from consent.record import EVERYTHING, Capacity, ConsentEvent, Status
from policies.decide import decide
from policies.question import (
    Approval,
    Ask,
    BreakGlass,
    Case,
    ConflictCheck,
    Fact,
    Gate,
    Narrowing,
    ProtocolInForce,
    Reader,
    SeriousRiskDecision,
    Span,
)
from policies.vocabulary import Category, Caveat, PerpAware, SourceExposure, SourceType

if TYPE_CHECKING:
    from policies.table import Table
    from policies.vocabulary import Outcome

Thing = TypeVar("Thing")

DAY = date(2026, 3, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
LONG_AGO = date(2025, 1, 6)
RUNNING = Span(LONG_AGO)

UNIT, OWNER, OTHER = "unit-reading", "unit-owning", "unit-elsewhere"
FACT, READER = "fact-1", "reader-1"
PEOPLE = {
    "survivor-1": Person("survivor-1", Part.SURVIVOR),
    "perpetrator-1": Person("perpetrator-1", Part.PERPETRATOR),
    "child-1": Person("child-1", Part.CHILD, twelfth_birthday=date(2024, 5, 1)),
    "neighbour-1": Person("neighbour-1", Part.THIRD_PARTY),
}
WHO = {person.part: person.id for person in PEOPLE.values()}


class Told(Enum):
    """Where a fact is known from: source type, source person, and the parts of everyone it came from."""

    BY_AN_AGENCY = (SourceType.AGENCY_OBSERVATION, None, frozenset[Part]())
    BY_HER = (SourceType.SURVIVOR, WHO[Part.SURVIVOR], frozenset({Part.SURVIVOR}))
    BY_SURVIVORS_UNNAMED = (SourceType.SURVIVOR, None, frozenset({Part.SURVIVOR}))
    BY_HER_PAPERS = (SourceType.DOCUMENT, WHO[Part.SURVIVOR], frozenset({Part.SURVIVOR}))
    BY_A_NEIGHBOUR_AS_HERS = (SourceType.SURVIVOR, WHO[Part.THIRD_PARTY], frozenset({Part.THIRD_PARTY}))
    BY_A_CHILD = (SourceType.CHILD, WHO[Part.CHILD], frozenset({Part.CHILD}))
    BY_CHILDREN_UNNAMED = (SourceType.CHILD, None, frozenset({Part.CHILD}))
    BY_HIM = (SourceType.PERPETRATOR, WHO[Part.PERPETRATOR], frozenset({Part.PERPETRATOR}))
    BY_A_NEIGHBOUR = (SourceType.THIRD_PARTY, WHO[Part.THIRD_PARTY], frozenset({Part.THIRD_PARTY}))


class State(Enum):
    """Where one person's consent has come to, by the events that led there; the value is Cedar's word."""

    STANDING = "given"
    ABSENT = "absent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excludes_fact"


@dataclass(frozen=True, slots=True)
class Said:
    """One person's consent: its state, the last day of a grant, and whether a report may hold it."""

    state: State = State.ABSENT
    last: date | None = None
    in_report: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """An approval or serious-risk decision; `purpose` None means the one that is asked for."""

    span: Span = RUNNING
    by: str = OWNER
    unit: str = UNIT
    fact: str = FACT
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A gate that an event opened."""

    gate: str
    span: Span = RUNNING
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A protocol; `purpose` None means the one that is asked for."""

    span: Span = RUNNING
    parties: frozenset[str] = frozenset({UNIT, OWNER})
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What a unit keeps back from a channel; `purpose` None means the one that is asked for."""

    categories: frozenset[Category] | None = None
    span: Span = RUNNING
    by: str = OWNER
    to: str = UNIT
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Everything that a cell's answer can depend on. Valid by default: every door open, nobody has agreed.

    Exposure, unwritten gists and companions lie outside cells, so no point has them: exposure is always
    none, the gist is always written, and a fact travels alone.
    """

    role: str
    purpose: str
    categories: frozenset[Category]
    gate: Opened | None = None
    told: Told = Told.BY_AN_AGENCY
    survivor: Said = Said()
    perpetrator: Said = Said()
    child: Said = Said()
    third_party: Said = Said()
    aware: PerpAware = PerpAware.NO
    approval: Naming | None = None
    serious_risk: Naming | None = None
    owner: str = OWNER
    membership: Span | None = RUNNING
    exclusion: Span | None = None
    check: ConflictCheck | None = None
    protocol: Agreement | None = field(default_factory=Agreement)
    kept_back: KeptBack | None = None
    published: date = LONG_AGO
    retracted: date | None = None
    caveats: frozenset[Caveat] = frozenset()
    glass: str | None = None

    def said(self) -> dict[Part, Said]:
        """What each person of the case has said."""
        return {
            Part.SURVIVOR: self.survivor,
            Part.PERPETRATOR: self.perpetrator,
            Part.CHILD: self.child,
            Part.THIRD_PARTY: self.third_party,
        }


def as_case(point: Point, table: Table) -> tuple[Reader, Ask, Case, tuple[ProtocolInForce, ...]]:
    """The point as the product is asked about it: a reader, an ask, a case of one fact, and protocols."""
    reader = Reader(
        id=READER,
        role=point.role,
        unit=UNIT,
        memberships=present(point.membership),
        exclusions=present(point.exclusion),
        conflict_checks=present(point.check),
    )
    case = Case(
        people=PEOPLE,
        facts=(_fact(point),),
        gates=tuple(Gate(one.gate, one.span, one.units) for one in present(point.gate)),
        consent_events=tuple(event for part, said in point.said().items() for event in _events(part, said)),
        approvals=tuple(
            Approval("approval-1", one.by, *_names(point, one), one.span) for one in present(point.approval)
        ),
        serious_risk_decisions=tuple(
            SeriousRiskDecision("decision-1", *_names(point, one), one.span)
            for one in present(point.serious_risk)
        ),
        break_glass=tuple(
            BreakGlass("glass-1", READER, frozenset({purpose})) for purpose in present(point.glass)
        ),
        units=frozenset({UNIT, OWNER, OTHER}),
        narrowings=tuple(
            Narrowing(one.by, one.to, one.purpose or point.purpose, one.categories, one.span)
            for one in present(point.kept_back)
        ),
    )
    protocols = tuple(
        ProtocolInForce("protocol-1", one.parties, frozenset({one.purpose or point.purpose}), one.span, table)
        for one in present(point.protocol)
    )
    return reader, Ask(point.purpose, DAY), case, protocols


def decided(point: Point, table: Table) -> Outcome:
    """What the product decides at this point, its rulebook compiled to that table."""
    reader, ask, case, protocols = as_case(point, table)
    return decide(reader, ask, case, protocols, table).facts[FACT].outcome


def _fact(point: Point) -> Fact:
    source_type, source_person, _ = point.told.value
    return Fact(
        id=FACT,
        owner=point.owner,
        categories=point.categories,
        source_type=source_type,
        source_person=source_person,
        about=frozenset(PEOPLE),
        published=point.published,
        retracted=point.retracted,
        perp_aware=point.aware,
        source_exposure=SourceExposure.NONE,
        has_gist=True,
        caveats=point.caveats,
    )


def _events(part: Part, said: Said) -> list[ConsentEvent]:
    """The history that brings one person's consent to the state wanted."""
    yes = _event(part, LONG_AGO, Status.ACTIVE, said)
    match said.state:
        case State.STANDING | State.EXCLUDED:
            return [yes]
        case State.REFUSED:
            return [_event(part, LONG_AGO, Status.REFUSED, said)]
        case State.WITHDRAWN:
            return [yes, _event(part, BEFORE, Status.RESCINDED, said)]
        case State.ABSENT:
            return []


def _event(part: Part, day: date, status: Status, said: Said) -> ConsentEvent:
    everything = frozenset({EVERYTHING})
    return ConsentEvent(
        id=f"consent-{part}-{status}",
        day=day,
        subject=WHO[part],
        given_by=WHO[part],
        status=status,
        recipients=everything,
        purposes=everything,
        categories=everything,
        capacity=Capacity.SELF,
        exclude_facts=frozenset({FACT}) if said.state is State.EXCLUDED else frozenset(),
        expires=said.last,
        may_appear_in_report=said.in_report,
    )


def _names(point: Point, one: Naming) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return frozenset({one.fact}), frozenset({one.unit}), frozenset({one.purpose or point.purpose})


def present(thing: Thing | None) -> tuple[Thing, ...]:
    """The thing, if there is one."""
    return () if thing is None else (thing,)

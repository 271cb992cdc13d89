"""What a decision is made from: the reader, what is asked, the case and the protocols. No content, ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from consent.people import Person
    from consent.record import ConsentEvent
    from policies.table import Table


@dataclass(frozen=True, slots=True)
class Span:
    """Civil days from start to end, both included; an open end is None, a start never is."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether the day lies within; raises TypeError when the start is missing."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class ConflictCheck:
    """A possible conflict of interest, open until a named person decides it."""

    raised: date
    decided: date | None = None
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: one person in one role and one unit, with what is on record about them in this case."""

    id: str
    role: str
    unit: str
    memberships: tuple[Span, ...]
    exclusions: tuple[Span, ...] = ()
    conflict_checks: tuple[ConflictCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted: a purpose, on a civil day in the hub's zone."""

    purpose: str
    day: date


@dataclass(frozen=True, slots=True)
class Gate:
    """An event that opens a purpose; `units` None means for all, an empty set for nobody."""

    gate: str
    span: Span
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """A unit's yes to releasing named facts to named units for named purposes; counts from the owner only."""

    id: str
    by: str
    facts: frozenset[str]
    units: frozenset[str]
    purposes: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class SeriousRiskDecision:
    """A recorded decision, approved by somebody other than the asker, that lifts cells for named facts."""

    id: str
    facts: frozenset[str]
    units: frozenset[str]
    purposes: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A serious-risk decision made by the asker alone; present only while it runs (it ends in minutes)."""

    id: str
    reader: str
    purposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a unit keeps back from a channel of its own, to another unit and for a purpose.

    `categories` are those that it keeps back; None means all: the channel is paused. An empty set keeps
    nothing back. It is the unit's own word about its own facts, and never a yes to anything.
    """

    by: str
    to: str
    purpose: str
    categories: frozenset[Category] | None
    span: Span


@dataclass(frozen=True)
class Fact:
    """The metadata of one fact; ids are opaque. Of the gist it says only whether there is one.

    Without slots: there are many, and what has none is written as JSON several times as fast.
    """

    id: str
    owner: str
    categories: frozenset[Category]
    source_type: SourceType
    published: date | None
    source_person: str | None = None
    about: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    retracted: date | None = None
    perp_aware: PerpAware = PerpAware.UNKNOWN
    source_exposure: SourceExposure = SourceExposure.CERTAIN
    has_gist: bool = False
    caveats: frozenset[Caveat] = frozenset()
    travels_with: frozenset[str] = frozenset()
    relationship_context: RelationshipContext = RelationshipContext.THIS_RELATIONSHIP


@dataclass(frozen=True, slots=True)
class Case:
    """One family as far as decisions need it. `units` are those the case itself lists.

    `narrowings` are no family's but the units' own, and stand in every case; they come with the case so that
    nothing is ever decided without them.
    """

    people: Mapping[str, Person]
    facts: tuple[Fact, ...]
    gates: tuple[Gate, ...] = ()
    consent_events: tuple[ConsentEvent, ...] = ()
    approvals: tuple[Approval, ...] = ()
    serious_risk_decisions: tuple[SeriousRiskDecision, ...] = ()
    break_glass: tuple[BreakGlass, ...] = ()
    units: frozenset[str] = field(default_factory=frozenset)
    narrowings: tuple[Narrowing, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtocolInForce:
    """A protocol whose status is in force and that every party has signed, with the rulebook it cites."""

    id: str
    parties: frozenset[str]
    purposes: frozenset[str]
    span: Span
    table: Table

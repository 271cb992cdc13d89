"""What a case file holds, part by part, as its author wrote it; content never shows in a repr."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from consent.people import Person
    from consent.record import ConsentEvent
    from policies.question import Fact, Gate, Span
    from policies.vocabulary import Caveat, Reason
    from sharehub.language.vocabulary import (
        Basis,
        ChildLink,
        Corroboration,
        DasaEffect,
        DatePrecision,
        Frequency,
        Kind,
        Pathway,
        Tactic,
        Trend,
    )
    from sharehub.rehearsal.known_date import KnownDate


@dataclass(frozen=True, slots=True)
class CasePerson:
    """A person of the case: what decisions know of them, and what only records do."""

    person: Person
    name: str | None = field(default=None, repr=False)
    dob: date | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Somebody who asks: in one role and one unit, a member of the case for some time."""

    id: str
    role: str
    unit: str
    member: Span


@dataclass(frozen=True, slots=True)
class CaseProtocol:
    """An agreement that all its parties signed, in force for some time."""

    id: str
    parties: frozenset[str]
    purposes: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class CaseConsent:
    """A consent event, and the note that was written beside it."""

    event: ConsentEvent
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseApproval:
    """A unit's yes to a release; it counts for its own facts only."""

    by: str
    facts: frozenset[str]
    units: frozenset[str]
    purposes: frozenset[str]
    span: Span
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseOverride:
    """A serious-risk decision; `approved_by` and `by` say in words who decided and who asked."""

    facts: frozenset[str]
    units: frozenset[str]
    purposes: frozenset[str]
    approved_by: str
    span: Span
    id: str | None = None
    by: str | None = None
    reason: str | None = field(default=None, repr=False)
    subject_told: bool | None = None
    told_note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseExclusion:
    """A reader who must not receive anything of this case for some time."""

    reader: str
    span: Span
    reason: str | None = field(default=None, repr=False)


class CheckResult(StrEnum):
    """How a conflict check stands."""

    PENDING = "pending"
    CLEARED = "cleared"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class CaseConflictCheck:
    """A possible conflict of interest; `result` is PENDING exactly as long as `decided` is None."""

    reader: str
    raised: date
    decided: date | None = None
    result: CheckResult = CheckResult.PENDING
    trigger: str | None = field(default=None, repr=False)
    declared: str | None = field(default=None, repr=False)
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact: `metadata` is all that decisions know of it, the rest is what is recorded and sealed."""

    metadata: Fact
    kind: Kind
    section: int
    subject: str | None
    subject_is_unit: bool
    statement: str = field(repr=False)
    gist: str | None = field(repr=False)
    tactics: frozenset[Tactic]
    pathways: frozenset[Pathway]
    dasa_effects: frozenset[DasaEffect]
    child_links: frozenset[ChildLink]
    dash_items: frozenset[int]
    first_known: KnownDate | None
    last_known: KnownDate | None
    date_precision: DatePrecision
    frequency: Frequency
    trend: Trend
    basis: Basis | None
    corroboration: Corroboration
    police_grade: str | None = field(repr=False)
    note: str | None = field(repr=False)

    @property
    def id(self) -> str:
        """The fact's id in the file."""
        return self.metadata.id


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the author expects one reader to get; None where the file does not say, so nothing is compared."""

    id: str
    reader: str
    purpose: str
    day: date
    full: frozenset[str] | None = None
    gist: frozenset[str] | None = None
    withheld: Mapping[Reason, frozenset[str]] | None = None
    caveats: Mapping[str, frozenset[Caveat]] | None = None


@dataclass(frozen=True, slots=True)
class WallExpectation:
    """What the author expects on a wall before several readers; None where the file does not say."""

    id: str
    day: date
    attendees: frozenset[str]
    full: frozenset[str] | None = None
    gist: frozenset[str] | None = None
    off_wall: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A whole synthetic case, sound by itself: every id it mentions is one it holds.

    `units` maps each unit, those that only a protocol names included, to the name it is shown by. Lists keep
    the order of the file.
    """

    case_id: str
    title: str | None = field(repr=False)
    persons: Mapping[str, CasePerson]
    units: Mapping[str, str]
    readers: Mapping[str, CaseReader]
    protocols: tuple[CaseProtocol, ...]
    gates: tuple[Gate, ...]
    consent_events: tuple[CaseConsent, ...]
    approvals: tuple[CaseApproval, ...]
    overrides: tuple[CaseOverride, ...]
    exclusions: tuple[CaseExclusion, ...]
    conflict_checks: tuple[CaseConflictCheck, ...]
    facts: tuple[CaseFact, ...]
    expectations: tuple[Expectation, ...]
    wall_expectations: tuple[WallExpectation, ...]

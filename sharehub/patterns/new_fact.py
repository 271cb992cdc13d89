"""A fact as it comes in, before it is checked, sealed and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policies.vocabulary import PerpAware, RelationshipContext, SourceExposure, SourceType
from sharehub.language.vocabulary import (
    DEFAULT_SECTION,
    Basis,
    Corroboration,
    DatePrecision,
    Frequency,
    Kind,
    Trend,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from policies.vocabulary import Category, Caveat
    from sharehub.language.vocabulary import ChildLink, DasaEffect, IntersectionLink, Pathway, Tactic


@dataclass(frozen=True, slots=True)
class NewFact:
    """One thing somebody did, one effect, one protective effort, one gap.

    Statement, gist, notes and reasons are sealed as they come in. `first_known` and `last_known` are YYYY,
    YYYY-MM or YYYY-MM-DD. `source_exposure` None leaves the question to the source: certain, unless the
    author says otherwise. Persons, facts and units are ids of this hub. Source: domain model, section 1.
    """

    kind: Kind
    statement: str = field(repr=False)
    source_type: SourceType
    categories: frozenset[Category]
    section: int | None = None
    subject_person: UUID | None = None
    subject_unit: UUID | None = None
    targets: frozenset[UUID] = frozenset()
    about: frozenset[UUID] = frozenset()
    gist: str | None = field(default=None, repr=False)
    tactics: frozenset[Tactic] = frozenset()
    pathways: frozenset[Pathway] = frozenset()
    pathway_note: str | None = field(default=None, repr=False)
    pathway_unknown_reason: str | None = field(default=None, repr=False)
    dasa_effects: frozenset[DasaEffect] = frozenset()
    child_link: frozenset[ChildLink] = frozenset()
    ric_items: frozenset[int] = frozenset()
    intersection_links: frozenset[IntersectionLink] = frozenset()
    no_link_found_reason: str | None = field(default=None, repr=False)
    context_asked: bool = False
    relationship_context: RelationshipContext = RelationshipContext.THIS_RELATIONSHIP
    first_known: str | None = None
    last_known: str | None = None
    date_precision: DatePrecision = DatePrecision.UNKNOWN
    frequency: Frequency = Frequency.UNKNOWN
    trend: Trend = Trend.UNKNOWN
    source_person: UUID | None = None
    disclosed_to: str | None = field(default=None, repr=False)
    basis: Basis = Basis.AGENCY_RECORD
    corroboration: Corroboration = Corroboration.NONE
    police_grade: str | None = field(default=None, repr=False)
    perp_aware: PerpAware = PerpAware.UNKNOWN
    source_exposure: SourceExposure | None = None
    covert: bool | None = None
    caveats: frozenset[Caveat] = frozenset()
    travels_with: frozenset[UUID] = frozenset()
    concern_rank: int | None = None
    gist_reason: str | None = field(default=None, repr=False)
    action_unit: UUID | None = None
    due: date | None = None

    def placed(self) -> int:
        """Return the section it stands in: its author's, or the one its kind stands in by default."""
        return DEFAULT_SECTION[self.kind] if self.section is None else self.section

    def sealed(self) -> dict[str, str | None]:
        """Return the fields that are encrypted."""
        return {
            "statement": self.statement,
            "gist": self.gist,
            "pathway_note": self.pathway_note,
            "disclosed_to": self.disclosed_to,
            "police_grade": self.police_grade,
            "pathway_unknown_reason": self.pathway_unknown_reason,
            "no_link_found_reason": self.no_link_found_reason,
            "gist_reason": self.gist_reason,
        }

    def plain(self) -> dict[str, Any]:
        """Return the columns that decisions and filters read; lists are sorted, so none tells an order."""
        return {
            "kind": self.kind.value,
            "section": self.placed(),
            "subject_person_id": self.subject_person,
            "subject_unit_id": self.subject_unit,
            "targets": _texts(self.targets),
            "about": _texts(self.about),
            "tactics": sorted(self.tactics),
            "pathways": sorted(self.pathways),
            "dasa_effects": sorted(self.dasa_effects),
            "child_link": sorted(self.child_link),
            "ric_items": sorted(self.ric_items),
            "intersection_links": sorted(self.intersection_links),
            "relationship_context": self.relationship_context.value,
            "first_known": self.first_known,
            "last_known": self.last_known,
            "date_precision": self.date_precision.value,
            "frequency": self.frequency.value,
            "trend": self.trend.value,
            "source_type": self.source_type.value,
            "source_person_id": self.source_person,
            "basis": self.basis.value,
            "corroboration": self.corroboration.value,
            "source_exposure": (self.source_exposure or SourceExposure.CERTAIN).value,
            "covert": self.covert,
            "has_gist": bool(self.gist),
            "caveats": sorted(self.caveats),
            "travels_with": _texts(self.travels_with),
            "concern_rank": self.concern_rank,
            "action_unit_id": self.action_unit,
            "due": self.due,
        }


def _texts(ids: frozenset[UUID]) -> list[str]:
    return sorted(str(identity) for identity in ids)

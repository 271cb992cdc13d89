"""Recording and publishing facts over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from sharehub.acting import CurrentActor, CurrentHub
from sharehub.audit.entry import Action
from sharehub.language.vocabulary import (
    Basis,
    ChildLink,
    Corroboration,
    DasaEffect,
    DatePrecision,
    Frequency,
    IntersectionLink,
    Kind,
    Pathway,
    Tactic,
    Trend,
)
from sharehub.patterns import publish, record
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.validation import LONGEST_GIST, LONGEST_STATEMENT

router = APIRouter(prefix="/api/v1/cases/{case}/facts", tags=["facts"])

Statement = Annotated[str, StringConstraints(max_length=LONGEST_STATEMENT)]
Gist = Annotated[str, StringConstraints(max_length=LONGEST_GIST)]
Reason = Annotated[str, StringConstraints(max_length=LONGEST_STATEMENT)]
Known = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
Ric = Annotated[int, Field(ge=1, le=24)]


class FactBody(BaseModel):
    """One thing somebody did, one effect, one protective effort, one gap."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    kind: Kind
    statement: Statement
    source_type: SourceType
    categories: frozenset[Category]
    section: Annotated[int, Field(ge=1, le=4)] | None = None
    subject_person: UUID | None = None
    subject_unit: UUID | None = None
    targets: frozenset[UUID] = frozenset()
    about: frozenset[UUID] = frozenset()
    gist: Gist | None = None
    tactics: frozenset[Tactic] = frozenset()
    pathways: frozenset[Pathway] = frozenset()
    pathway_note: Reason | None = None
    pathway_unknown_reason: Reason | None = None
    dasa_effects: frozenset[DasaEffect] = frozenset()
    child_link: frozenset[ChildLink] = frozenset()
    ric_items: frozenset[Ric] = frozenset()
    intersection_links: frozenset[IntersectionLink] = frozenset()
    no_link_found_reason: Reason | None = None
    context_asked: bool = False
    relationship_context: RelationshipContext = RelationshipContext.THIS_RELATIONSHIP
    first_known: Known | None = None
    last_known: Known | None = None
    date_precision: DatePrecision = DatePrecision.UNKNOWN
    frequency: Frequency = Frequency.UNKNOWN
    trend: Trend = Trend.UNKNOWN
    source_person: UUID | None = None
    disclosed_to: Reason | None = None
    basis: Basis = Basis.AGENCY_RECORD
    corroboration: Corroboration = Corroboration.NONE
    police_grade: Annotated[str, StringConstraints(max_length=20)] | None = None
    perp_aware: PerpAware = PerpAware.UNKNOWN
    source_exposure: SourceExposure | None = None
    covert: bool | None = None
    caveats: frozenset[Caveat] = frozenset()
    travels_with: frozenset[UUID] = frozenset()
    concern_rank: Annotated[int, Field(ge=1, le=999)] | None = None
    gist_reason: Reason | None = None
    action_unit: UUID | None = None
    due: date | None = None

    def as_fact(self) -> NewFact:
        """Return the fact as the use cases take it."""
        given: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        return NewFact(**given)


class Recorded(BaseModel):
    """The id of a recorded fact."""

    id: UUID


@router.post("", status_code=201)
def record_fact(hub: CurrentHub, actor: CurrentActor, case: UUID, body: FactBody) -> Recorded:
    """Record a fact of the caller's own unit; nobody else sees it until it is published."""
    with hub.acting(actor, Action.FACT_RECORDED) as work:
        fact = record.record(work, actor, case, body.as_fact())
    return Recorded(id=fact)


@router.post("/{fact}/publication", status_code=204)
def publish_fact(hub: CurrentHub, actor: CurrentActor, case: UUID, fact: UUID) -> None:
    """Publish a fact of the caller's own unit into the case's channels."""
    with hub.acting(actor, Action.FACT_PUBLISHED) as work:
        publish.publish(work, actor, case, fact)


@router.post("/{fact}/versions", status_code=204)
def correct_fact(hub: CurrentHub, actor: CurrentActor, case: UUID, fact: UUID, body: FactBody) -> None:
    """Put another version in a fact's place; the one before is kept."""
    with hub.acting(actor, Action.FACT_CORRECTED) as work:
        record.correct(work, actor, case, fact, body.as_fact())


@router.post("/{fact}/retraction", status_code=204)
def retract_fact(hub: CurrentHub, actor: CurrentActor, case: UUID, fact: UUID) -> None:
    """Take back a fact of the caller's own unit."""
    with hub.acting(actor, Action.FACT_RETRACTED) as work:
        publish.retract(work, actor, case, fact)

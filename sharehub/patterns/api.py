"""Recording and publishing facts over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from sharehub.acting.once import Done
from sharehub.acting.requests import AnyDesk, Expected, Governed, PersonsDesk
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

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}/facts", tags=["facts"], route_class=Governed)

FIRST = 1
"""The revision of what has just been recorded."""

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
    """The id of what was recorded."""

    id: UUID


@router.post("", status_code=201, response_model=Recorded)
def record_fact(desk: AnyDesk, case: UUID, body: FactBody) -> Response:
    """Record a fact of the caller's own unit; nobody else sees it until it is published."""

    def act(work: Work) -> Done:
        return Done(Recorded(id=record.record(work, desk.actor, case, body.as_fact())), FIRST)

    return desk.does(Action.FACT_RECORDED, act)


@router.post("/{fact}/publication", status_code=204)
def publish_fact(desk: AnyDesk, case: UUID, fact: UUID, seen: Expected) -> Response:
    """Publish a fact of the caller's own unit into the case's channels."""

    def act(work: Work) -> Done:
        publish.publish(work, desk.actor, case, fact, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_PUBLISHED, act, 204)


@router.post("/{fact}/versions", status_code=204)
def correct_fact(desk: AnyDesk, case: UUID, fact: UUID, body: FactBody, seen: Expected) -> Response:
    """Put another version in a fact's place; the one before is kept."""

    def act(work: Work) -> Done:
        record.correct(work, desk.actor, case, fact, body.as_fact(), expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_CORRECTED, act, 204)


@router.post("/{fact}/retraction", status_code=204)
def retract_fact(desk: AnyDesk, case: UUID, fact: UUID, seen: Expected) -> Response:
    """Take back a fact of the caller's own unit."""

    def act(work: Work) -> Done:
        publish.retract(work, desk.actor, case, fact, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_RETRACTED, act, 204)


@router.post("/{fact}/awareness", status_code=204)
def confirm_that_he_knows(desk: PersonsDesk, case: UUID, fact: UUID, seen: Expected) -> Response:
    """Confirm, as a second person of the unit that recorded it, that he knows that agencies hold this."""

    def act(work: Work) -> Done:
        publish.confirm_awareness(work, desk.actor, case, fact, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_AWARENESS_CONFIRMED, act, 204)

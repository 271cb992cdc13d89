"""Recording and publishing facts over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field, StringConstraints

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import AnyDesk, Expected, Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.clock import civil_day
from sharehub.language.vocabulary import (
    LAST_SECTION,
)
from sharehub.patterns import held_against, publish, queries, record
from sharehub.patterns.bodies import FactBody
from sharehub.patterns.summaries import publish_summary
from sharehub.web.bodies import Body, CaseId, Identified, example

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.acting.lists import Row
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["facts"], route_class=Governed)

FIRST = 1
"""The revision of what has just been recorded."""

Section = Annotated[str, StringConstraints(pattern=r"^[1-4]$")]
Facts = Annotated[list[UUID], Field(max_length=500)]


class SummaryBody(Body):
    """Facts in order, under the four sections of the mapping tool; section 1, his pattern, is never empty."""

    sections: Annotated[
        dict[Section, Facts],
        Field(min_length=1, max_length=LAST_SECTION, json_schema_extra={"additionalProperties": False}),
    ]

    model_config = example(sections={"1": ["5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"]})


class FactItem(Body):
    """How a fact of the caller's own unit stands, without its words; `revision` is its entity tag.

    `to_confirm`: somebody says that he knows that agencies hold it, and a second person is to confirm it.
    """

    id: UUID
    revision: int
    kind: str
    section: int
    tactics: list[str]
    first_known: str | None
    last_known: str | None
    recorded_on: date
    published: date | None
    retracted: date | None
    to_confirm: bool


class FactPage(Body):
    """A page of facts; `next` is null on the last."""

    items: list[FactItem]
    next: str | None


@router.post("/facts", status_code=201, response_model=Identified)
def record_fact(desk: AnyDesk, case: CaseId, body: FactBody) -> Response:
    """Record a fact of the caller's own unit; nobody else sees it until it is published."""
    new = body.as_fact()
    shared = held_against.shared_in(desk.hub, desk.actor, case, new)

    def act(work: Work) -> Done:
        fact = record.record(work, desk.actor, case, new)
        held_against.refuse(shared)
        return Done(Identified(id=fact), FIRST)

    return desk.does(Action.FACT_RECORDED, act)


@router.post("/facts/{fact}/publication", status_code=204)
def publish_fact(desk: AnyDesk, case: CaseId, fact: UUID, seen: Expected) -> Response:
    """Publish a fact of the caller's own unit into the case's channels."""

    def act(work: Work) -> Done:
        publish.publish(work, desk.actor, case, fact, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_PUBLISHED, act, 204)


@router.post("/facts/{fact}/versions", status_code=204)
def correct_fact(desk: AnyDesk, case: CaseId, fact: UUID, body: FactBody, seen: Expected) -> Response:
    """Put another version in a fact's place; the one before is kept."""
    new = body.as_fact()
    shared = held_against.shared_in(desk.hub, desk.actor, case, new, fact)

    def act(work: Work) -> Done:
        record.correct(work, desk.actor, case, fact, new, expected=seen)
        held_against.refuse(shared)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_CORRECTED, act, 204)


@router.post("/facts/{fact}/retraction", status_code=204)
def retract_fact(desk: AnyDesk, case: CaseId, fact: UUID, seen: Expected) -> Response:
    """Take back a fact of the caller's own unit."""

    def act(work: Work) -> Done:
        publish.retract(work, desk.actor, case, fact, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_RETRACTED, act, 204)


@router.post("/facts/{fact}/awareness", status_code=204)
def confirm_that_he_knows(desk: PersonsDesk, case: CaseId, fact: UUID, seen: Expected) -> Response:
    """Confirm, as a second person of the unit that recorded it, that he knows that agencies hold this."""

    def act(work: Work) -> Done:
        publish.confirm_awareness(work, desk.actor, case, fact, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.FACT_AWARENESS_CONFIRMED, act, 204)


@router.get("/facts", response_model=FactPage)
def list_own_facts(desk: ListDesk, case: CaseId) -> Response:
    """List how the facts of the caller's own unit stand; what others hold is asked for as a pattern."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[Row]:
        admit(work, desk.actor, case)
        found = queries.owned(work.tx, case, desk.actor.unit, after, most)
        # The day, and no moment: how much happened in between is nobody's to read.
        return [
            {name: value for name, value in row.items() if name != "recorded_at"}
            | {"recorded_on": civil_day(row["recorded_at"], desk.hub.zone)}
            for row in found
        ]

    return desk.page("facts", rows, case)


@router.post("/summaries", status_code=201, response_model=Identified)
def publish_a_summary(desk: PersonsDesk, case: CaseId, body: SummaryBody) -> Response:
    """Publish a summary in the name of the caller's unit; its earlier ones are superseded."""

    def act(work: Work) -> Done:
        sections = {int(section): facts for section, facts in body.sections.items()}
        return Done(Identified(id=publish_summary(work, desk.actor, case, sections)))

    return desk.does(Action.SUMMARY_PUBLISHED, act)

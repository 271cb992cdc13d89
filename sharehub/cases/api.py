"""Cases, and who works on them, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from consent.people import Part
from policies.routes import IG_OFFICER
from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.cases import conflicts, gates, members, people, queries
from sharehub.cases.admission import admit, kept_to
from sharehub.cases.conflicts import Result, Trigger
from sharehub.cases.open import open_case
from sharehub.errors import Forbidden
from sharehub.web.bodies import ONCE, Body, CaseId, Day, Identified, Name, Text, Word, example

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases", tags=["cases"], route_class=Governed)

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"


class PersonBody(Body):
    """Somebody of the family, or who knows of it."""

    part: Part
    name: Name
    born: Day | None = None

    model_config = example(part="child", name="Agnes Example", born="2017-03-04")


class MappingBody(Body):
    """Whose pattern of control it is."""

    perpetrator: UUID

    model_config = example(perpetrator=AN_ID)


class MembershipBody(Body):
    """Who works with the family, in one of their roles, from a day to a day (both included)."""

    user: UUID
    role: Word
    start: Day
    end: Day | None = None

    model_config = example(user=AN_ID, role="health_visitor", start="2026-03-02")


class LastDayBody(Body):
    """The last day of something; it is included."""

    last_day: Day

    model_config = example(last_day="2026-06-30")


class ExclusionBody(Body):
    """Who must not receive anything of the case, and why."""

    user: UUID
    reason: Text
    start: Day
    end: Day | None = None

    model_config = example(user=AN_ID, reason="Lives next door to the family.", start="2026-03-02")


class ConflictBody(Body):
    """A possible conflict of interest, as of a day."""

    user: UUID
    trigger: Trigger
    declared: Text | None = None
    on: Day

    model_config = example(user=AN_ID, trigger="declared", declared="His cousin.", on="2026-03-02")


class ConflictDecisionBody(Body):
    """How a possible conflict ended."""

    result: Result
    on: Day

    model_config = example(result="excluded", on="2026-03-03")


class GateBody(Body):
    """An event that opens a purpose, for the units that are named."""

    gate: Word
    units: Annotated[frozenset[UUID], Field(min_length=1, max_length=100), ONCE]
    start: Day
    end: Day | None = None

    model_config = example(gate="cp_concern", units=[AN_ID], start="2026-03-02")


class CaseItem(Body):
    """A case that the caller works on, in the role they call in."""

    id: UUID


class CasePage(Body):
    """A page of cases; `next` is null on the last."""

    items: list[CaseItem]
    next: str | None


class MembershipItem(Body):
    """A membership."""

    id: UUID
    user: UUID
    role: str
    start: date
    end: date | None


class MembershipPage(Body):
    """A page of memberships; `next` is null on the last."""

    items: list[MembershipItem]
    next: str | None


class GateItem(Body):
    """An opening that the caller's unit recorded."""

    id: UUID
    gate: str
    start: date
    end: date | None
    units: list[UUID] | None


class GatePage(Body):
    """A page of openings; `next` is null on the last."""

    items: list[GateItem]
    next: str | None


class ConflictItem(Body):
    """A possible conflict of interest that nobody has decided."""

    id: UUID
    user: UUID
    trigger: str
    raised: date


class ConflictPage(Body):
    """A page of undecided conflicts; `next` is null on the last."""

    items: list[ConflictItem]
    next: str | None


@router.post("", status_code=201, response_model=Identified)
def open_a_case(desk: PersonsDesk) -> Response:
    """Open a case; whoever opens it works on it from now on."""
    return desk.does(Action.CASE_OPENED, lambda work: Done(Identified(id=open_case(work, desk.actor))))


@router.get("", response_model=CasePage)
def list_cases(desk: ListDesk) -> Response:
    """List the cases that the caller works on today, in the role they call in."""
    actor = desk.actor
    return desk.page(
        "cases",
        lambda work, after, most: queries.worked_on(
            work.tx, actor.user, actor.role, work.tx.today, after, most
        ),
    )


@router.post("/{case}/people", status_code=201, response_model=Identified)
def add_a_person(desk: PersonsDesk, case: CaseId, body: PersonBody) -> Response:
    """Add somebody to a case; one person has one id, however often the name is spelt."""

    def act(work: Work) -> Done:
        identity = people.add_person(work, desk.actor, case, body.part, body.name, body.born)
        return Done(Identified(id=identity))

    return desk.does(Action.PERSON_ADDED, act)


@router.post("/{case}/mapping-decisions", status_code=204)
def decide_whose_pattern(desk: PersonsDesk, case: CaseId, body: MappingBody) -> Response:
    """Record whose pattern of control it is; the other mapped adult becomes the survivor."""

    def act(work: Work) -> Done:
        people.decide_mapping(work, desk.actor, case, body.perpetrator)
        return Done()

    return desk.does(Action.MAPPING_DECIDED, act, 204)


@router.post("/{case}/memberships", status_code=201, response_model=Identified)
def allocate_somebody(desk: PersonsDesk, case: CaseId, body: MembershipBody) -> Response:
    """Allocate somebody to the case, in one of their roles."""

    def act(work: Work) -> Done:
        span = body.start, body.end
        return Done(Identified(id=members.allocate(work, desk.actor, case, body.user, body.role, *span)))

    return desk.does(Action.MEMBER_ALLOCATED, act)


@router.get("/{case}/memberships", response_model=MembershipPage)
def list_memberships(desk: ListDesk, case: CaseId) -> Response:
    """List who works on the case: of the caller's unit, or allocated by it; independent officers see all."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[RowMapping]:
        admit(work, desk.actor, case, officers=True)
        return queries.memberships(work.tx, case, kept_to(work, desk.actor), after, most)

    return desk.page("memberships", rows, case)


@router.post("/{case}/memberships/{membership}/end", status_code=204)
def end_a_membership(desk: PersonsDesk, case: CaseId, membership: UUID, body: LastDayBody) -> Response:
    """End a membership; to prolong one, allocate anew."""

    def act(work: Work) -> Done:
        members.end(work, desk.actor, case, membership, body.last_day)
        return Done()

    return desk.does(Action.MEMBER_ENDED, act, 204)


@router.post("/{case}/exclusions", status_code=201, response_model=Identified)
def exclude_somebody(desk: PersonsDesk, case: CaseId, body: ExclusionBody) -> Response:
    """Exclude somebody from the case, their own unit's records included."""

    def act(work: Work) -> Done:
        span = body.start, body.end
        identity = conflicts.exclude(work, desk.actor, case, body.user, body.reason, *span)
        return Done(Identified(id=identity))

    return desk.does(Action.EXCLUSION_RECORDED, act)


@router.post("/{case}/conflict-checks", status_code=201, response_model=Identified)
def raise_a_conflict(desk: PersonsDesk, case: CaseId, body: ConflictBody) -> Response:
    """Raise a possible conflict of interest; the person concerned gets nothing until it is decided."""

    def act(work: Work) -> Done:
        told = body.trigger, body.declared, body.on
        return Done(Identified(id=conflicts.raise_check(work, desk.actor, case, body.user, *told)))

    return desk.does(Action.CONFLICT_RAISED, act)


@router.get("/{case}/conflict-checks", response_model=ConflictPage)
def list_conflicts(desk: ListDesk, case: CaseId) -> Response:
    """List conflicts that wait for a decision; for officers: what their unit raised, all if independent."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[RowMapping]:
        if desk.actor.role != IG_OFFICER:
            raise Forbidden("this is for officers alone")
        admit(work, desk.actor, case, officers=True)
        return queries.open_checks(work.tx, case, kept_to(work, desk.actor), after, most)

    return desk.page("conflict_checks", rows, case)


@router.post("/{case}/conflict-checks/{check}/decision", status_code=204)
def decide_a_conflict(desk: PersonsDesk, case: CaseId, check: UUID, body: ConflictDecisionBody) -> Response:
    """Decide a possible conflict; nobody decides in their own cause."""

    def act(work: Work) -> Done:
        conflicts.decide_check(work, desk.actor, case, check, body.result, body.on)
        return Done()

    return desk.does(Action.CONFLICT_DECIDED, act, 204)


@router.post("/{case}/gates", status_code=201, response_model=Identified)
def open_a_gate(desk: PersonsDesk, case: CaseId, body: GateBody) -> Response:
    """Record the event that opens a purpose, for the units named."""

    def act(work: Work) -> Done:
        span = body.start, body.end
        identity = gates.open_gate(work, desk.actor, case, body.gate, body.units, *span)
        return Done(Identified(id=identity))

    return desk.does(Action.GATE_OPENED, act)


@router.get("/{case}/gates", response_model=GatePage)
def list_gates(desk: ListDesk, case: CaseId) -> Response:
    """List the openings that the caller's unit recorded."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[RowMapping]:
        admit(work, desk.actor, case)
        return queries.openings(work.tx, case, desk.actor.unit, after, most)

    return desk.page("gates", rows, case)


@router.post("/{case}/gates/{opening}/closing", status_code=204)
def close_a_gate(desk: PersonsDesk, case: CaseId, opening: UUID, body: LastDayBody) -> Response:
    """Write down the last day of an opening; to prolong one, open the gate anew."""

    def act(work: Work) -> Done:
        gates.close_gate(work, desk.actor, case, opening, body.last_day)
        return Done()

    return desk.does(Action.GATE_CLOSED, act, 204)

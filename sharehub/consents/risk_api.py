"""Releases against the rule over HTTP: asked by one and approved by another, or alone; and their reviews."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import (
    CurrentActor,
    CurrentHub,
    Governed,
    OfficersDesk,
    PersonsDesk,
    Promise,
    Promises,
)
from sharehub.audit.entry import Action
from sharehub.consents import break_glass as glasses
from sharehub.consents import review, serious_risk
from sharehub.consents.api import AN_ID, MOST, SCOPE, ScopeBody
from sharehub.consents.break_glass import Emergency
from sharehub.consents.review import Verdict
from sharehub.consents.serious_risk import Grounds
from sharehub.disclosure.api import Receipt, refused
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.grounds import read_grounds
from sharehub.web.bodies import ONCE, Body, CaseId, Flag, Identified, Text, Word, example

if TYPE_CHECKING:
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

router = APIRouter(prefix="/api/v1", tags=["serious risk"], route_class=Governed)


class SeriousRiskBody(ScopeBody):
    """Why something must be shared that would otherwise need somebody's yes, and who is at risk."""

    person_at_risk: UUID
    risk: Text
    why_not_less: Text
    subject_told: Flag | None = None
    told_note: Text | None = None

    model_config = example(
        **SCOPE,
        person_at_risk=AN_ID,
        risk="He has said he will find her.",
        why_not_less="A gist names no place.",
    )


class BreakGlassBody(Body):
    """Why somebody must look alone and now, and for what."""

    purposes: Annotated[frozenset[Word], Field(min_length=1, max_length=MOST), ONCE]
    risk: Text
    who_is_at_risk: Text
    why_not_less: Text
    nobody_reached: Text

    model_config = example(
        purposes=["child_protection"],
        risk="He is on his way to her.",
        who_is_at_risk="She, and the two children.",
        why_not_less="A gist would not say where.",
        nobody_reached="Her worker and the duty line, both twice.",
    )


class ReviewBody(Body):
    """What a review comes to; the note is sealed, and read by those who work with the family."""

    verdict: Verdict
    note: Text | None = None

    model_config = example(verdict="lesson", note="The duty line was out of order.")


class BrokenBody(Body):
    """A broken glass, and when it ends by itself."""

    id: UUID
    ends_at: datetime


class DecisionGroundsBody(Body):
    """Why a serious-risk decision was asked for; of its facts those that the caller knows of."""

    asked_by: UUID
    asked_at: datetime
    approved_by: UUID | None
    person_at_risk: UUID | None
    facts: list[UUID]
    units: list[UUID]
    purposes: list[str]
    start: date
    end: date | None
    subject_told: bool | None
    risk: str
    why_not_less: str
    told_note: str | None
    verdict: Verdict | None
    note: str | None
    receipt: Receipt


class GlassGroundsBody(Body):
    """Why somebody broke the glass."""

    asked_by: UUID
    purposes: list[str]
    starts_at: datetime
    ends_at: datetime
    facts: list[UUID]
    risk: str
    who_is_at_risk: str
    why_not_less: str
    nobody_reached: str
    verdict: Verdict | None
    note: str | None
    receipt: Receipt


class WaitingItem(Body):
    """A serious-risk decision that waits for approval."""

    id: UUID
    case: UUID
    asked_by: UUID
    asked_at: datetime
    purposes: list[str]
    units: list[UUID]
    start: date
    end: date | None


class WaitingPage(Body):
    """A page of what waits for approval; `next` is null on the last."""

    items: list[WaitingItem]
    next: str | None


class DecisionItem(Body):
    """An approved serious-risk decision that waits for a review: no words, and no count of anything."""

    id: UUID
    case: UUID
    unit: UUID
    asked_by: UUID
    asked_at: datetime
    approved_by: UUID
    approved_at: datetime
    purposes: list[str]
    categories: list[str]
    units: list[UUID]
    start: date
    end: date | None
    review_due: datetime


class DecisionPage(Body):
    """A page of decisions that wait for a review; `next` is null on the last."""

    items: list[DecisionItem]
    next: str | None


class GlassItem(Body):
    """A broken glass that waits for a review; `opened` is null for the asker's own unit."""

    id: UUID
    case: UUID
    unit: UUID
    user: UUID
    role: str
    purposes: list[str]
    categories: list[str]
    starts_at: datetime
    over_at: datetime
    opened: bool | None
    review_due: datetime


class GlassPage(Body):
    """A page of broken glass that waits for a review; `next` is null on the last."""

    items: list[GlassItem]
    next: str | None


@router.post("/cases/{case}/serious-risk-decisions", status_code=201, response_model=Identified)
def ask_for_a_serious_risk_decision(desk: PersonsDesk, case: CaseId, body: SeriousRiskBody) -> Response:
    """Ask for a serious-risk decision; it lifts nothing until somebody else approves."""

    def act(work: Work) -> Done:
        grounds = Grounds(
            body.risk, body.why_not_less, body.subject_told, body.told_note, body.person_at_risk
        )
        return Done(Identified(id=serious_risk.ask(work, desk.actor, case, body.scope(), grounds)))

    return desk.does(Action.SERIOUS_RISK_ASKED, act)


@router.get("/serious-risk-decisions", response_model=WaitingPage)
def list_waiting_decisions(desk: ListDesk) -> Response:
    """List what others asked for in the caller's cases and waits for approval; for roles that may approve."""
    return desk.page(
        "serious_risk_decisions",
        lambda work, after, most: serious_risk.waiting(work, desk.actor, after, most),
    )


@router.post("/cases/{case}/serious-risk-decisions/{decision}/grounds", response_model=DecisionGroundsBody)
def read_why_a_decision_is_asked_for(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, decision: UUID
) -> Response:
    """Read why a serious-risk decision was asked for; for roles that may approve. Each look is recorded."""
    return _grounds(hub, actor, promise, (Action.SERIOUS_RISK_READ, case, decision))


@router.post("/cases/{case}/serious-risk-decisions/{decision}/approval", status_code=204)
def approve_a_serious_risk_decision(desk: PersonsDesk, case: CaseId, decision: UUID) -> Response:
    """Approve a serious-risk decision that somebody else asked for; from here on it counts."""

    def act(work: Work) -> Done:
        serious_risk.approve(work, desk.actor, case, decision)
        return Done()

    return desk.does(Action.SERIOUS_RISK_APPROVED, act, 204, waits=True)


@router.get("/reviews/serious-risk-decisions", response_model=DecisionPage)
def list_decisions_to_review(desk: ListDesk) -> Response:
    """List the approved decisions that wait for a review, the overdue ones first; for officers."""
    return desk.page(
        "decisions_to_review",
        lambda work, after, most: review.decisions_to_review(work, desk.actor, after, most),
    )


@router.post("/cases/{case}/serious-risk-decisions/{decision}/review", status_code=204)
def review_a_decision(desk: OfficersDesk, case: CaseId, decision: UUID, body: ReviewBody) -> Response:
    """Review an approved decision: by an officer who did not ask or approve, of another unit."""

    def act(work: Work) -> Done:
        review.review_decision(work, desk.actor, case, decision, body.verdict, body.note)
        return Done()

    return desk.does(Action.SERIOUS_RISK_REVIEWED, act, 204)


@router.post("/cases/{case}/break-glass", status_code=201, response_model=BrokenBody)
def break_the_glass(desk: PersonsDesk, case: CaseId, body: BreakGlassBody) -> Response:
    """Break the glass: look alone, for minutes, having signed in just now; others hear of it at once.

    The answer is the same whether or not there is such a case, and whether or not anything opens.
    """

    def act(work: Work) -> Done:
        why = Emergency(body.risk, body.who_is_at_risk, body.why_not_less, body.nobody_reached)
        broken = glasses.break_glass(work, desk.actor, case, body.purposes, why)
        return Done(BrokenBody(id=broken.id, ends_at=broken.ends_at))

    return desk.does(Action.GLASS_BROKEN, act, waits=True)


@router.post("/cases/{case}/break-glass/{glass}/end", status_code=204)
def end_a_broken_glass(desk: PersonsDesk, case: CaseId, glass: UUID) -> Response:
    """End a broken glass before its time: one's own, or as an officer who hears of it."""

    def act(work: Work) -> Done:
        glasses.end_glass(work, desk.actor, case, glass)
        return Done()

    return desk.does(Action.GLASS_ENDED, act, 204)


@router.post("/cases/{case}/break-glass/{glass}/grounds", response_model=GlassGroundsBody)
def read_why_the_glass_was_broken(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, glass: UUID
) -> Response:
    """Read why somebody broke the glass; for roles that may approve decisions. Each look is recorded."""
    return _grounds(hub, actor, promise, (Action.GLASS_READ, case, glass))


@router.get("/reviews/break-glass", response_model=GlassPage)
def list_broken_glass_to_review(desk: ListDesk) -> Response:
    """List the broken glass that waits for a review, the overdue first; for officers."""
    return desk.page(
        "broken_glass_to_review",
        lambda work, after, most: review.glasses_to_review(work, desk.actor, after, most),
    )


@router.post("/cases/{case}/break-glass/{glass}/review", status_code=204)
def review_a_broken_glass(desk: OfficersDesk, case: CaseId, glass: UUID, body: ReviewBody) -> Response:
    """Review a broken glass: by an officer of another unit than the asker's, or an independent one."""

    def act(work: Work) -> Done:
        review.review_glass(work, desk.actor, case, glass, body.verdict, body.note)
        return Done()

    return desk.does(Action.GLASS_REVIEWED, act, 204)


def _grounds(hub: Hub, actor: Actor, promise: Promise, what: tuple[Action, UUID, UUID]) -> Response:
    outcome = read_grounds(hub, actor, *what)
    if isinstance(outcome, Refused):
        return refused(outcome)
    said = {
        **outcome.about,
        **outcome.words,
        "verdict": outcome.verdict,
        "note": outcome.note,
        "receipt": promise(outcome.entered),
    }
    return Response(orjson.dumps(said), media_type="application/json")

"""Goals, commitments and change by three questions, over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Expected, Governed, PersonsDesk, Promises
from sharehub.audit.entry import Action
from sharehub.change import assess, commitments, goals
from sharehub.change.bodies import (
    AssessmentBody,
    ChangeAnswerBody,
    ChangeAskBody,
    CommitmentBody,
    CommitmentPage,
    FollowUpBody,
    GoalBody,
    GoalPage,
    StatusBody,
)
from sharehub.change.read import read_change
from sharehub.disclosure.api import refused
from sharehub.disclosure.disclose import Refused
from sharehub.patterns.held_against import shared_by
from sharehub.web.bodies import CaseId, Identified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import RowMapping

    from sharehub.acting.once import Desk
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["change"], route_class=Governed)


@router.post("/goals", status_code=201, response_model=Identified)
def set_a_goal(desk: PersonsDesk, case: CaseId, body: GoalBody) -> Response:
    """Set a behaviour-change goal: what he will do, and what that changes for a child or survivor."""
    new = body.goal()
    shared = _held_against(desk, case, new.texts())

    def act(work: Work) -> Done:
        return Done(Identified(id=goals.set_goal(work, desk.actor, case, new, shared)), goals.FIRST)

    return desk.does(Action.GOAL_SET, act)


@router.get("/goals", response_model=GoalPage)
def list_goals(desk: ListDesk, case: CaseId) -> Response:
    """List how the goals stand that the caller reads in full; for who works with him, their own unit's."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[dict[str, Any]]:
        found = goals.goals(work, desk.actor, case, after, most)
        return [_item(row, "revision", "status", "outcome_for", "due") for row in found]

    return desk.page("goals", rows, case)


@router.post("/goals/{goal}/status", status_code=204)
def move_a_goal(desk: PersonsDesk, case: CaseId, goal: UUID, body: StatusBody, seen: Expected) -> Response:
    """Say where a goal stands now; that it was not met, or is not known, is an ordinary answer."""

    def act(work: Work) -> Done:
        return Done(revision=goals.move_goal(work, desk.actor, case, goal, body.status, seen))

    return desk.does(Action.GOAL_MOVED, act, 204)


@router.post("/commitments", status_code=201, response_model=Identified)
def record_a_commitment(desk: PersonsDesk, case: CaseId, body: CommitmentBody) -> Response:
    """Record what he said he will do for his children, in his words."""
    new = body.commitment()
    shared = _held_against(desk, case, new.texts())

    def act(work: Work) -> Done:
        fact = commitments.record_commitment(work, desk.actor, case, new, shared)
        return Done(Identified(id=fact))

    return desk.does(Action.COMMITMENT_RECORDED, act)


@router.get("/commitments", response_model=CommitmentPage)
def list_commitments(desk: ListDesk, case: CaseId) -> Response:
    """List the commitments that the caller reads in full, without their words."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[dict[str, Any]]:
        found = commitments.commitments(work, desk.actor, case, after, most)
        return [_item(row, "said_on", "for_children", "follow_up_due") for row in found]

    return desk.page("commitments", rows, case)


@router.post("/commitments/{commitment}/follow-ups", status_code=201, response_model=Identified)
def follow_up_a_commitment(desk: PersonsDesk, case: CaseId, commitment: UUID, body: FollowUpBody) -> Response:
    """Record what became of a commitment, and what was seen that says so."""
    new = body.follow_up()
    shared = _held_against(desk, case, new.texts())

    def act(work: Work) -> Done:
        followed = commitments.follow_up(work, desk.actor, case, commitment, new, shared)
        return Done(Identified(id=followed))

    return desk.does(Action.COMMITMENT_FOLLOWED_UP, act)


@router.post("/change-assessments", status_code=201, response_model=Identified)
def assess_change(desk: PersonsDesk, case: CaseId, body: AssessmentBody) -> Response:
    """Say what has changed by three questions: what he names, what he claims, and what has changed."""
    new = body.assessment()
    shared = _held_against(desk, case, new.texts())

    def act(work: Work) -> Done:
        return Done(Identified(id=assess.assess(work, desk.actor, case, new, shared)))

    return desk.does(Action.CHANGE_ASSESSED, act)


@router.post("/change", response_model=ChangeAnswerBody)
def ask_for_change(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, body: ChangeAskBody
) -> Response:
    """Ask what there is of change, for a purpose; each look is recorded."""
    outcome = read_change(hub, actor, case, body.purpose)
    if isinstance(outcome, Refused):
        return refused(outcome)
    composed = outcome.composed
    answer = {
        "release": composed.release,
        "purpose": composed.purpose,
        "day": composed.day,
        **asdict(outcome.sections),
        "told": composed.told,
        "receipt": promise(composed.entered),
    }
    return Response(orjson.dumps(answer), media_type="application/json")


def _held_against(desk: Desk, case: UUID, texts: Mapping[str, str | None]) -> list[str]:
    """Hold what was written against what its author reads; of whom the desk turns away, nothing is read."""
    return shared_by(desk.hub, desk.actor, case, texts) if desk.admits.admits(desk.actor) else []


def _item(row: RowMapping, *words: str) -> dict[str, Any]:
    return {"id": row["fact_id"], **{word: row[word] for word in words}}

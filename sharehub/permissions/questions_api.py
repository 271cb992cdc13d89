"""Questions to services over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Expected, Governed, PersonsDesk, Promises
from sharehub.audit.entry import Action
from sharehub.disclosure.api import Answer, refused
from sharehub.disclosure.disclose import Refused
from sharehub.permissions import questions
from sharehub.permissions.api import AN_ID, FIRST
from sharehub.permissions.questions import MOST_ANSWERS, About, Reason
from sharehub.permissions.read_answer import read_answer
from sharehub.web.bodies import ONCE, Body, CaseId, Day, Identified, Word, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}/questions", tags=["questions"], route_class=Governed)


class QuestionBody(Body):
    """What a unit is asked about its own work, and by when."""

    about: About
    unit: UUID
    due: Day

    model_config = example(about="intervention_goals", unit=AN_ID, due="2026-03-16")


class FactsBody(Body):
    """The facts that answer: published ones of the caller's own unit, goals or notes."""

    facts: Annotated[frozenset[UUID], Field(min_length=1, max_length=MOST_ANSWERS), ONCE]

    model_config = example(facts=[AN_ID])


class DeclineBody(Body):
    """Why there will be no answer."""

    reason: Reason

    model_config = example(reason="needs_permission")


class ReadingBody(Body):
    """What the answer is wanted for."""

    purpose: Word

    model_config = example(purpose="child_protection")


class QuestionItem(Body):
    """A question that the caller's unit asks, or is asked (`for_us`); `unit` is the other one.

    `unit` is null where it is not to be told that it takes part. `revision` is the entity tag for the unit
    that is asked, and null for the one that asks.
    """

    id: UUID
    about: About
    for_us: bool
    unit: UUID | None
    due: date
    status: str
    reason: Reason | None
    revision: int | None


class QuestionPage(Body):
    """A page of questions; `next` is null on the last."""

    items: list[QuestionItem]
    next: str | None


@router.post("", status_code=201, response_model=Identified)
def ask_a_service(desk: PersonsDesk, case: CaseId, body: QuestionBody) -> Response:
    """Ask a service about its own work; the answer is the same whoever is there."""

    def act(work: Work) -> Done:
        asked = questions.ask(work, desk.actor, case, body.about, body.unit, body.due)
        return Done(Identified(id=asked), FIRST)

    return desk.does(Action.QUESTION_ASKED, act)


@router.get("", response_model=QuestionPage)
def list_questions(desk: ListDesk, case: CaseId) -> Response:
    """List the questions that the caller's unit asks, and those that it is asked."""
    return desk.page(
        "questions",
        lambda work, after, most: questions.questions(work, desk.actor, case, after, most),
        case,
    )


@router.post("/{question}/answer", status_code=204)
def answer_a_question(
    desk: PersonsDesk, case: CaseId, question: UUID, body: FactsBody, seen: Expected
) -> Response:
    """Answer a question with facts of the caller's own unit."""

    def act(work: Work) -> Done:
        questions.answer(work, desk.actor, case, question, body.facts, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.QUESTION_ANSWERED, act, 204)


@router.post("/{question}/decline", status_code=204)
def decline_a_question(
    desk: PersonsDesk, case: CaseId, question: UUID, body: DeclineBody, seen: Expected
) -> Response:
    """Say that a question will have no answer, and for which reason."""

    def act(work: Work) -> Done:
        questions.decline(work, desk.actor, case, question, body.reason, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.QUESTION_ANSWERED, act, 204)


@router.post("/{question}/answer-reading", response_model=Answer)
def read_an_answer(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, question: UUID, body: ReadingBody
) -> Response:
    """Read what a service answered, as far as the caller may have it. Each look is recorded."""
    outcome = read_answer(hub, actor, case, question, body.purpose)
    if isinstance(outcome, Refused):
        return refused(outcome)
    answer = {
        "release": outcome.release,
        "purpose": outcome.purpose,
        "day": outcome.day,
        "lines": [*outcome.lines.values()],
        "told": outcome.told,
        "receipt": promise(outcome.entered),
    }
    return Response(orjson.dumps(answer), media_type="application/json")

"""Requests between units over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from fastapi import APIRouter, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Expected, Governed, PersonsDesk, Promises
from sharehub.audit.entry import Action
from sharehub.disclosure.api import Answer, refused
from sharehub.disclosure.disclose import Refused
from sharehub.errors import Invalid
from sharehub.permissions.api import FIRST
from sharehub.requests import answer, ask, lists
from sharehub.requests.bodies import AnswersBody, DeclineBody, ReadingBody, RequestBody, RequestPage
from sharehub.requests.read_answer import read_answer, read_gap
from sharehub.requests.words import About
from sharehub.web.bodies import CaseId, Identified

if TYPE_CHECKING:
    from sharehub.disclosure.compose import Composed
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}/requests", tags=["requests"], route_class=Governed)


@router.post("", status_code=201, response_model=Identified)
def make_a_request(desk: PersonsDesk, case: CaseId, body: RequestBody) -> Response:
    """Ask a unit about its own work, or what would close a gap; the answer is the same whoever is there."""

    def act(work: Work) -> Done:
        return Done(Identified(id=_made(work, desk, case, body)), FIRST)

    return desk.does(Action.REQUEST_MADE, act)


@router.get("", response_model=RequestPage)
def list_requests(desk: ListDesk, case: CaseId) -> Response:
    """List the requests that the caller's unit makes, and those that it is made."""
    return desk.page(
        "requests",
        lambda work, after, most: lists.requests(work, desk.actor, case, after, most),
        case,
    )


@router.post("/{request}/answer", status_code=204)
def answer_a_request(
    desk: PersonsDesk, case: CaseId, request: UUID, body: AnswersBody, seen: Expected
) -> Response:
    """Answer a request with facts of the caller's own unit."""

    def act(work: Work) -> Done:
        answer.answer(work, desk.actor, case, request, body.answers, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.REQUEST_ANSWERED, act, 204)


@router.post("/{request}/decline", status_code=204)
def decline_a_request(
    desk: PersonsDesk, case: CaseId, request: UUID, body: DeclineBody, seen: Expected
) -> Response:
    """Say that a request will have no answer, and for which reason."""

    def act(work: Work) -> Done:
        answer.decline(work, desk.actor, case, request, body.reason, expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.REQUEST_ANSWERED, act, 204)


@router.post("/{request}/withdrawal", status_code=204)
def withdraw_a_request(desk: PersonsDesk, case: CaseId, request: UUID) -> Response:
    """Take back a request that is open; the unit that was asked is reminded no more."""

    def act(work: Work) -> Done:
        answer.withdraw(work, desk.actor, case, request)
        return Done()

    return desk.does(Action.REQUEST_WITHDRAWN, act, 204)


@router.post("/{request}/reading", response_model=Answer)
def read_what_is_asked(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, request: UUID, body: ReadingBody
) -> Response:
    """Read the gap that is asked about, as far as the caller may have it. Each look is recorded."""
    return _read(read_gap(hub, actor, case, request, body.purpose), promise)


@router.post("/{request}/answer-reading", response_model=Answer)
def read_an_answer(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, request: UUID, body: ReadingBody
) -> Response:
    """Read what a unit answered, as far as the caller may have it. Each look is recorded."""
    return _read(read_answer(hub, actor, case, request, body.purpose), promise)


def _made(work: Work, desk: PersonsDesk, case: UUID, body: RequestBody) -> UUID:
    if body.about is not About.GAP:
        if body.gap is not None or body.purpose is not None:
            raise Invalid("gap", "gap and purpose go with a request about a gap")
        return ask.ask(work, desk.actor, case, body.about, body.unit, body.due)
    if body.gap is None or body.purpose is None:
        raise Invalid("gap", "say which gap is asked about, and for which purpose")
    return ask.ask_about_gap(work, desk.actor, case, body.gap, body.purpose, body.unit, body.due)


def _read(outcome: Composed | Refused, promise: Promises) -> Response:
    if isinstance(outcome, Refused):
        return refused(outcome)
    read = {
        "release": outcome.release,
        "purpose": outcome.purpose,
        "day": outcome.day,
        "lines": [*outcome.lines.values()],
        "told": outcome.told,
        "receipt": promise(outcome.entered),
    }
    return Response(orjson.dumps(read), media_type="application/json")

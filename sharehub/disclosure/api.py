"""Asking for a case's pattern over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from sharehub.acting.requests import CurrentActor, CurrentHub, Governed
from sharehub.disclosure.disclose import Refused, disclose
from sharehub.disclosure.told import REFUSALS, Refusal
from sharehub.web.problems import problem

router = APIRouter(prefix="/api/v1/cases/{case}/disclosures", tags=["disclosures"], route_class=Governed)

STATUS = {Refusal.NOT_YOURS: 404, Refusal.NOT_FOR_ROLE: 403, Refusal.GONE: 410}


class AskBody(BaseModel):
    """What the pattern is asked for. `summary` limits the answer to a rendering of one summary."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    purpose: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,64}$")]
    summary: UUID | None = None


class Answer(BaseModel):
    """What the reader gets; a line holds only what goes with its release to this reader."""

    release: UUID
    purpose: str
    day: date
    lines: list[dict[str, Any]]
    told: list[str]


@router.post("", response_model=Answer, responses={403: {}, 404: {}, 410: {}})
def ask_for_pattern(hub: CurrentHub, actor: CurrentActor, case: UUID, body: AskBody) -> Response:
    """Ask to see a case's pattern. POST, because every look is recorded."""
    outcome = disclose(hub, actor, case, body.purpose, body.summary)
    if isinstance(outcome, Refused):
        return problem(STATUS[outcome.refusal], outcome.refusal.value, REFUSALS[outcome.refusal])
    answer = {
        "release": outcome.release,
        "purpose": outcome.purpose,
        "day": outcome.day,
        "lines": outcome.lines,
        "told": outcome.told,
    }
    return Response(orjson.dumps(answer), media_type="application/json")

"""Looking at a case over HTTP: its pattern, a wall, what a wall would lose, and who is who.

Each look is a POST, since each is recorded, and none is repeated from memory: asked again, it is looked anew.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from consent.people import Part
from policies.vocabulary import Outcome
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, Promise, Promises
from sharehub.disclosure.disclose import Disclosed, Refused, disclose
from sharehub.disclosure.identify import identify
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.disclosure.told import REFUSALS, Refusal
from sharehub.disclosure.wall_costs import wall_costs
from sharehub.web.bodies import Body, CaseId, Word, example
from sharehub.web.problems import problem

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["disclosures"], route_class=Governed)

STATUS = {Refusal.NOT_YOURS: 404, Refusal.NOT_FOR_ROLE: 403, Refusal.GONE: 410}
MOST_SEATS = 60
AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"


class AskBody(Body):
    """What the pattern is asked for. `summary` limits the answer to a rendering of one summary."""

    purpose: Word
    summary: UUID | None = None

    model_config = example(purpose="child_protection")


class SeatBody(Body):
    """Somebody in the room, in one role and one unit."""

    user: UUID
    unit: UUID
    role: Word

    model_config = example(user=AN_ID, unit=AN_ID, role="police")


class RoomBody(Body):
    """Who sits there, or is to be invited; the caller is there in any case."""

    seats: Annotated[list[SeatBody], Field(max_length=MOST_SEATS)]

    model_config = example(seats=[{"user": AN_ID, "unit": AN_ID, "role": "police"}])

    def room(self) -> list[Seat]:
        """Return it as the use cases take it."""
        return [Seat(seat.user, seat.unit, seat.role) for seat in self.seats]


Receipt = Annotated[
    str | None,
    Field(
        description="The signed promise that this look is in the log's tree within a minute (a C2SP note)."
    ),
]


class Answer(Body):
    """What the reader gets; a line holds only what goes with its release to this reader."""

    release: UUID
    purpose: str
    day: date
    lines: list[dict[str, Any]]
    told: list[str]
    receipt: Receipt


class Fall(Body):
    """A line as the caller reads it, and what would be left of it."""

    line: dict[str, Any]
    left: Outcome


class CostBody(Body):
    """What a wall would lose if this invitee came too."""

    invitee: UUID
    falls: list[Fall]


class WallCosts(Body):
    """The costs, in the order in which the invitees were named."""

    costs: list[CostBody]
    receipt: Receipt


class NamedBody(Body):
    """One person of the case."""

    id: UUID
    part: Part
    name: str


class Names(Body):
    """Those whose names the caller may know; of others it is not told that there are any."""

    people: list[NamedBody]
    receipt: Receipt


@router.post("/disclosures", response_model=Answer)
def ask_for_pattern(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, body: AskBody
) -> Response:
    """Ask to see a case's pattern, for a purpose."""
    return _answer(disclose(hub, actor, case, body.purpose, body.summary), promise)


@router.post("/walls", response_model=Answer)
def ask_for_a_wall(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, body: RoomBody
) -> Response:
    """Ask for the wall of a case-mapping meeting: what everybody in the room may see.

    A line in full has a `place`: its `kind`, `by` which mapped adult, or null, and in `travels_with` the ids
    of lines in full beside it that it is never to be shown without. A gist has none.
    """
    return _answer(show_wall(hub, actor, case, body.room()), promise)


@router.post("/wall-costs", response_model=WallCosts)
def ask_what_invitees_cost(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, body: RoomBody
) -> Response:
    """Ask, before any invitation goes, what the wall would lose if each invitee came too."""
    outcome = wall_costs(hub, actor, case, body.room())
    if isinstance(outcome, Refused):
        return refused(outcome)
    costs = [
        {"invitee": cost.invitee, "falls": [{"line": line, "left": left} for line, left in cost.falls]}
        for cost in outcome.costs
    ]
    return _json({"costs": costs, "receipt": promise(outcome.entered)})


@router.post("/names", response_model=Names)
def ask_who_is_who(hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId) -> Response:
    """Ask for the names of the case's people."""
    outcome = identify(hub, actor, case)
    if isinstance(outcome, Refused):
        return refused(outcome)
    people = [{"id": one.id, "part": one.part, "name": one.name} for one in outcome.people]
    return _json({"people": people, "receipt": promise(outcome.entered)})


def _answer(outcome: Disclosed | Refused, promise: Promise) -> Response:
    if isinstance(outcome, Refused):
        return refused(outcome)
    return _json(
        {
            "release": outcome.release,
            "purpose": outcome.purpose,
            "day": outcome.day,
            "lines": outcome.lines,
            "told": outcome.told,
            "receipt": promise(outcome.entered),
        }
    )


def refused(outcome: Refused) -> Response:
    """Answer a look that has no answer."""
    return problem(STATUS[outcome.refusal], outcome.refusal.value, REFUSALS[outcome.refusal])


def _json(answer: dict[str, Any]) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")

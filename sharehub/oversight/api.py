"""What officers ask of the log, over HTTP: lists in pages, a map of counts, and exports."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import StreamingResponse

from sharehub.acting.lists import ListDesk, Lister
from sharehub.acting.once import in_the_tree
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, Patience
from sharehub.audit.entry import Action
from sharehub.database.order import FIRST
from sharehub.oversight.acts.hours import Hours
from sharehub.oversight.acts.questions import Acts, OutOfHours, Readings
from sharehub.oversight.answered import (
    ActPage,
    BurstPage,
    ConsentEndingPage,
    HeatMapBody,
    HolderPage,
    KeptPage,
    ProtocolLapsingPage,
    StaffNamesBody,
)
from sharehub.oversight.asked import Closes, ExportBody, Minutes, MoreThan, Opens, StaffBody, WithinDays
from sharehub.oversight.counts.questions import Bulk, HeatMap
from sharehub.oversight.days import Days
from sharehub.oversight.export import MEDIA_TYPES, export
from sharehub.oversight.holding.questions import Holders
from sharehub.oversight.looking import Question, ask
from sharehub.oversight.staff import StaffNames
from sharehub.oversight.standing.questions import ConsentsEnding, ProtocolsLapsing, SinceExcluded
from sharehub.web.bodies import CaseId, Day

router = APIRouter(prefix="/api/v1/oversight", tags=["oversight"], route_class=Governed)


async def _days(
    first: Annotated[Day | None, Query(alias="from", description="The first day, included.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="The last day, included.")] = None,
) -> Days:
    return Days(first, last)


AskedDays = Annotated[Days, Depends(_days)]
UserId = Annotated[UUID, Path(description="The user's id.")]
UnitId = Annotated[UUID, Path(description="The unit's id.")]
FactId = Annotated[UUID, Path(description="The fact's id.")]
OfAction = Annotated[Action, Path(description="What was done.")]
User = Annotated[UUID | None, Query(description="By this user alone.")]


@router.get("/cases/{case}/acts", response_model=ActPage)
def list_acts_of_a_case(desk: ListDesk, case: CaseId, days: AskedDays, user: User = None) -> Response:
    """List who did what upon a case, and who saw what of it."""
    return _page(desk, Acts("case", case=case, user=user, days=days))


@router.get("/users/{user}/acts", response_model=ActPage)
def list_acts_of_a_user(desk: ListDesk, user: UserId, days: AskedDays) -> Response:
    """List what somebody did."""
    return _page(desk, Acts("user", user=user, days=days))


@router.get("/units/{unit}/acts", response_model=ActPage)
def list_acts_of_a_unit(desk: ListDesk, unit: UnitId, days: AskedDays) -> Response:
    """List what the people of a unit did."""
    return _page(desk, Acts("unit", unit=unit, days=days))


@router.get("/actions/{action}/acts", response_model=ActPage)
def list_acts_of_a_kind(desk: ListDesk, action: OfAction, days: AskedDays) -> Response:
    """List who did acts of one kind."""
    return _page(desk, Acts("action", action=action, days=days))


@router.get("/refusals", response_model=ActPage)
def list_refused_acts(desk: ListDesk, days: AskedDays) -> Response:
    """List who was refused what: looks that had no answer, and acts that were not done."""
    return _page(desk, Acts("refusals", refused=True, days=days))


@router.get("/looks/out-of-hours", response_model=ActPage)
def list_looks_out_of_hours(
    desk: ListDesk,
    days: AskedDays,
    opens: Annotated[Opens, Query()] = 8,
    closes: Annotated[Closes, Query()] = 18,
) -> Response:
    """List who looked at night or on a weekend, in the last seven days or in others, 31 at most."""
    return _page(desk, OutOfHours(days, Hours(opens, closes)))


@router.get("/looks/bulk", response_model=BurstPage)
def list_bulk_looks(
    desk: ListDesk,
    days: AskedDays,
    more_than: Annotated[MoreThan, Query()] = 30,
    minutes: Annotated[Minutes, Query()] = 60,
) -> Response:
    """List who looked more than so many times within so many minutes, in the last seven days or in others."""
    return _page(desk, Bulk(more_than, minutes, days))


@router.get("/looks/since-excluded", response_model=KeptPage)
def list_looks_since_excluded(desk: ListDesk) -> Response:
    """List who was excluded from a case or found in conflict, and how often they had looked at it."""
    return _page(desk, SinceExcluded())


@router.get("/facts/{fact}/readings", response_model=ActPage)
def list_readings_of_a_fact(
    desk: ListDesk,
    fact: FactId,
    by: Annotated[
        Day | None, Query(description="By the end of this day; today's, where none is named.")
    ] = None,
) -> Response:
    """List who had read a fact by the end of a day: which version, in full or as its gist, and where."""
    return _page(desk, Readings(fact, by))


@router.get("/facts/{fact}/holders", response_model=HolderPage)
def list_holders_of_a_fact(desk: ListDesk, fact: FactId) -> Response:
    """List who holds which version of a fact, in which form, since when, and who was told of a recall."""
    return _page(desk, Holders(fact))


@router.get("/consents-ending", response_model=ConsentEndingPage)
def list_consents_that_end(desk: ListDesk, within: Annotated[WithinDays, Query()] = 30) -> Response:
    """List which consents are about to expire."""
    return _page(desk, ConsentsEnding(within))


@router.get("/protocols-lapsing", response_model=ProtocolLapsingPage)
def list_protocols_that_lapse(desk: ListDesk, within: Annotated[WithinDays, Query()] = 90) -> Response:
    """List which protocols are about to lapse or due for review, those overdue among them."""
    return _page(desk, ProtocolsLapsing(within))


@router.get("/heat-map", response_model=HeatMapBody)
def count_looks(hub: CurrentHub, actor: CurrentActor, days: AskedDays) -> Response:
    """Count looks by unit and purpose, in the last seven days or in others, 31 at most."""
    cells = ask(hub, actor, HeatMap(days), None, 0)
    return Response(orjson.dumps({"cells": cells}), media_type="application/json")


@router.post("/staff-names", response_model=StaffNamesBody)
def name_staff(hub: CurrentHub, actor: CurrentActor, body: StaffBody) -> Response:
    """Say what people of the partnership are called of whom the log gave the ids; nobody of a family."""
    found = ask(hub, actor, StaffNames(body.users), None, len(body.users))
    return Response(orjson.dumps({"items": found}), media_type="application/json")


@router.post(
    "/exports",
    response_class=StreamingResponse,
    responses={200: {"description": "The export.", "content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
def export_answers(hub: CurrentHub, actor: CurrentActor, patience: Patience, body: ExportBody) -> Response:
    """Export all that answers a question: on record when it begins, and with its count when all was sent.

    Nothing is sent before the entry of its beginning is in the log's tree, or patience has ended.
    """
    begun, lines = export(hub, actor, body.question.question(), body.form)
    headers = in_the_tree(hub, begun, patience)
    return StreamingResponse(lines, media_type=MEDIA_TYPES[body.form], headers=headers)


def _page(desk: Lister, question: Question) -> Response:
    """Answer with a page. A cursor is good for one question of one officer; that goes on record with each."""
    said = orjson.dumps([str(question.case), question.references()], option=orjson.OPT_SORT_KEYS)
    scope = desk.scope(question.name, said)
    after = desk.after(scope)
    found = ask(desk.hub, desk.actor, question, None if after == FIRST else after, desk.limit + 1)
    return desk.answer(scope, found)

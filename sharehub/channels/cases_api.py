"""Channels in one case, over HTTP: who works with the family, who would get what, what is heard of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, PersonsDesk, Promises
from sharehub.audit.entry import Action
from sharehub.channels import subscribe
from sharehub.channels.preview import preview
from sharehub.channels.roster import roster
from sharehub.channels.subscribe import Topic
from sharehub.disclosure.api import Receipt, refused
from sharehub.disclosure.disclose import Refused
from sharehub.web.bodies import ONCE, Body, CaseId, Identified, Word, example

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["channels"], route_class=Governed)


class PreviewBody(Body):
    """For what the caller looks at their own unit's record."""

    purpose: Word

    model_config = example(purpose="child_protection")


class AudienceItem(Body):
    """What one unit and role would get for one purpose: the line as they would read it, or null.

    `he_reads`: it would stand in papers that they make and he reads.
    """

    unit: UUID
    name: str
    role: str
    purpose: str
    he_reads: bool
    line: dict[str, Any] | None


class Preview(Body):
    """What each audience would get of a fact if it were published today.

    `record` is the fact as it stands, in the form in which it is sent, so that it can be corrected.
    """

    record: dict[str, Any]
    audiences: list[AudienceItem]
    told: list[str]
    receipt: Receipt


class ColleagueItem(Body):
    """Somebody who works with the family in a role of their unit."""

    user: UUID
    name: str


class ServiceItem(Body):
    """A unit that works with the family in a role, who of it does, and whether it holds any of his pattern.

    That is told of the lines that the caller may read.
    """

    unit: UUID
    name: str
    role: str
    holds_pattern: bool
    people: list[ColleagueItem]


class RosterBody(Body):
    """Who works with the family, as far as the caller may know."""

    services: list[ServiceItem]
    told: list[str]


class SubscriptionBody(Body):
    """Of what the caller's unit wants to hear in the case; what must be heard at once is told in any case."""

    kinds: Annotated[frozenset[Topic], Field(max_length=len(Topic)), ONCE]

    model_config = example(kinds=["gap_closed", "request_answered"])


class SubscriptionItem(Body):
    """Of what the caller's unit wanted to hear in the case, from when until when."""

    id: UUID
    kinds: list[Topic]
    since: datetime
    until: datetime | None
    subscribed_by: UUID
    ended_by: UUID | None


class SubscriptionPage(Body):
    """A page of subscriptions; `next` is null on the last."""

    items: list[SubscriptionItem]
    next: str | None


@router.post("/facts/{fact}/preview", response_model=Preview)
def preview_a_fact(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, fact: UUID, body: PreviewBody
) -> Response:
    """Show what each audience would get of a fact of the caller's unit, before it is published."""
    outcome = preview(hub, actor, case, fact, body.purpose)
    if isinstance(outcome, Refused):
        return refused(outcome)
    answer = {
        "record": outcome.record,
        "audiences": [{**who._asdict(), "line": line} for who, line in outcome.audiences],
        "told": outcome.told,
        "receipt": promise(outcome.entered),
    }
    return Response(orjson.dumps(answer), media_type="application/json")


@router.get("/roster", response_model=RosterBody)
def list_services(hub: CurrentHub, actor: CurrentActor, case: CaseId) -> Response:
    """List who works with the family, by unit and role, and which of them hold nothing of his pattern."""
    with hub.acting(actor, Action.LIST_ASKED, case) as work:
        found = roster(work, actor, case)
    body = RosterBody(
        services=[
            ServiceItem(
                unit=one.unit,
                name=one.name,
                role=one.role,
                holds_pattern=one.holds_pattern,
                people=[ColleagueItem(user=user, name=name) for user, name in one.people],
            )
            for one in found.services
        ],
        told=[*found.told],
    )
    return JSONResponse(body.model_dump(mode="json"))


@router.post("/subscriptions", status_code=201, response_model=Identified)
def subscribe_to_a_case(desk: PersonsDesk, case: CaseId, body: SubscriptionBody) -> Response:
    """Say of what the caller's unit wants to hear in the case; it replaces what was said before."""

    def act(work: Work) -> Done:
        return Done(Identified(id=subscribe.subscribe(work, desk.actor, case, body.kinds)))

    return desk.does(Action.CASE_SUBSCRIBED, act)


@router.get("/subscriptions", response_model=SubscriptionPage)
def list_subscriptions(desk: ListDesk, case: CaseId) -> Response:
    """List of what the caller's unit wanted to hear in the case, from when until when."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[RowMapping]:
        return subscribe.subscriptions(work, desk.actor, case, after, most)

    return desk.page("subscriptions", rows, case)


@router.post("/subscriptions/end", status_code=204)
def end_the_subscription(desk: PersonsDesk, case: CaseId) -> Response:
    """End the subscription of the caller's unit: it hears of all that is for it again."""

    def act(work: Work) -> Done:
        subscribe.unsubscribe(work, desk.actor, case)
        return Done()

    return desk.does(Action.CASE_UNSUBSCRIBED, act, 204)

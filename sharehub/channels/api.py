"""Channels over HTTP: those of one's unit, and what it keeps back from its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from policies.vocabulary import Category
from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, OfficersDesk
from sharehub.audit.entry import Action
from sharehub.channels import narrow, queries, standing
from sharehub.channels.standing import Flow, Hearer
from sharehub.web.bodies import ONCE, Body, Day, Identified, Word, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/channels", tags=["channels"], route_class=Governed)

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"


class NarrowingBody(Body):
    """What is kept back from a channel of the caller's unit, from a day to a day (both included).

    `categories` null pauses the channel.
    """

    unit: UUID
    purpose: Word
    categories: Annotated[frozenset[Category], Field(min_length=1), ONCE] | None
    start: Day
    end: Day | None = None

    model_config = example(
        unit=AN_ID, purpose="child_protection", categories=["safety", "intelligence"], start="2026-03-02"
    )


class StandingNarrowing(Body):
    """What is kept back from a channel now, or from a day that is to come; `categories` null: all."""

    id: UUID
    categories: list[Category] | None
    start: date
    end: date | None


class ChannelItem(Body):
    """A route that protocols in force open from (`incoming`) or to (`outgoing`) another unit for a purpose.

    `notified`: who of the receiving unit hears at once of what concerns it. `narrowings`: what the caller's
    own unit keeps back; what another keeps back is not told.
    """

    id: UUID
    direction: Flow
    unit: UUID
    name: str
    purpose: str
    protocols: list[str]
    notified: list[Hearer]
    narrowings: list[StandingNarrowing]


class ChannelPage(Body):
    """A page of channels; `next` is null on the last."""

    items: list[ChannelItem]
    next: str | None


class NarrowingItem(Body):
    """What the caller's unit keeps or kept back from a channel of its own, and who lifted it when."""

    id: UUID
    unit: UUID
    purpose: str
    categories: list[Category] | None
    start: date
    end: date | None
    narrowed_by: UUID
    narrowed_at: datetime
    lifted_by: UUID | None
    lifted_at: datetime | None


class NarrowingPage(Body):
    """A page of narrowings; `next` is null on the last."""

    items: list[NarrowingItem]
    next: str | None


@router.get("", response_model=ChannelPage)
def list_channels(desk: ListDesk) -> Response:
    """List the channels of the caller's unit, to and from which units and for what."""
    return desk.page("channels", lambda work, after, most: standing.listed(work, desk.actor, after, most))


@router.get("/narrowings", response_model=NarrowingPage)
def list_narrowings(desk: ListDesk) -> Response:
    """List what the caller's unit keeps back from its own channels, and what it once did."""
    actor = desk.actor
    return desk.page(
        "narrowings", lambda work, after, most: queries.narrowings(work.tx, actor.unit, after, most)
    )


@router.post("/narrowings", status_code=201, response_model=Identified)
def narrow_a_channel(desk: OfficersDesk, body: NarrowingBody) -> Response:
    """Keep categories back from a channel of the caller's unit, or pause it; in every case, at once."""

    def act(work: Work) -> Done:
        days = body.start, body.end
        kept = narrow.narrow(work, desk.actor, body.unit, body.purpose, body.categories, *days)
        return Done(Identified(id=kept))

    return desk.does(Action.CHANNEL_NARROWED, act)


@router.post("/narrowings/{narrowing}/lifting", status_code=204)
def lift_a_narrowing(desk: OfficersDesk, narrowing: UUID) -> Response:
    """Lift what the caller's unit keeps back from a channel."""

    def act(work: Work) -> Done:
        narrow.widen(work, desk.actor, narrowing)
        return Done()

    return desk.does(Action.CHANNEL_WIDENED, act, 204)

"""The agreements between units over HTTP: what is in force, and how a protocol gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, PersonsDesk
from sharehub.audit.entry import Act, Action
from sharehub.protocols import agree, queries, rulebooks
from sharehub.web.bodies import STORABLE, Body, Flag, Identified, example
from sharehub.web.description import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1", tags=["partnership"], route_class=Governed)

LONGEST_DOCUMENT = 500_000
Document = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_DOCUMENT, pattern=STORABLE)]
"""YAML, as it would stand in a file."""


class Caller(Body):
    """As whom the caller acts: one user, in one unit and one role."""

    user: UUID
    unit: UUID
    role: str
    system: bool


class ProtocolBody(Body):
    """A protocol's document."""

    document: Document

    model_config = example(document="id: EXAMPLE\nversion: 1\n")


class RulebookBody(Body):
    """A rulebook's document; `base` makes it the hub's own."""

    document: Document
    base: Flag = False

    model_config = example(document="id: example\n", base=False)


class Digest(Body):
    """The digest under which a rulebook is cited."""

    digest: str


class Signed(Body):
    """Whether the protocol is in force now: with the last signature it is."""

    in_force: bool


class UnitItem(Body):
    """A unit of the partnership."""

    id: UUID
    code: str
    name: str


class UnitPage(Body):
    """A page of units; `next` is null on the last."""

    items: list[UnitItem]
    next: str | None


class ProtocolItem(Body):
    """One version of a protocol to which the caller's unit is a party."""

    id: UUID
    name: str
    version: int
    digest: str
    status: str


class ProtocolPage(Body):
    """A page of protocols; `next` is null on the last."""

    items: list[ProtocolItem]
    next: str | None


@router.get("/me", response_model=Caller)
def who_am_i(hub: CurrentHub, actor: CurrentActor) -> Caller:
    """Say as whom the caller acts."""
    with hub.acting(actor, Action.CALLER_ASKED) as work:
        work.record(Act(Action.CALLER_ASKED, actor=actor.user, unit=actor.unit, role=actor.role))
    return Caller(user=actor.user, unit=actor.unit, role=actor.role, system=actor.system)


@router.get("/description", response_model=dict[str, Any])
async def describe_the_api(request: Request, actor: CurrentActor) -> Response:
    """Return this description."""
    del actor
    return JSONResponse(describe(request.app))


@router.get("/units", response_model=UnitPage)
def list_units(desk: ListDesk) -> Response:
    """List the units of the partnership, whatever they have to do with any case."""
    return desk.page("units", lambda work, after, most: queries.units(work.tx, after, most))


@router.get("/protocols", response_model=ProtocolPage)
def list_protocols(desk: ListDesk) -> Response:
    """List the protocols to which the caller's unit is a party."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[RowMapping]:
        return queries.protocols_of(work.tx, desk.actor.unit, after, most)

    return desk.page("protocols", rows)


@router.post("/protocols", status_code=201, response_model=Identified)
def draft_a_protocol(desk: PersonsDesk, body: ProtocolBody) -> Response:
    """Register a protocol's document; it opens nothing until every party has signed."""

    def act(work: Work) -> Done:
        return Done(Identified(id=agree.draft(work, desk.actor, body.document)))

    return desk.does(Action.PROTOCOL_DRAFTED, act)


@router.post("/protocols/{protocol}/signature", response_model=Signed)
def sign_a_protocol(desk: PersonsDesk, protocol: UUID) -> Response:
    """Sign in the name of the caller's unit; the last signature puts the protocol in force."""

    def act(work: Work) -> Done:
        return Done(Signed(in_force=agree.sign(work, desk.actor, protocol)))

    return desk.does(Action.PROTOCOL_SIGNED, act, 200)


@router.post("/rulebooks", status_code=201, response_model=Digest)
def register_a_rulebook(desk: PersonsDesk, body: RulebookBody) -> Response:
    """Register a rulebook under its digest; for administrators."""

    def act(work: Work) -> Done:
        return Done(Digest(digest=rulebooks.register(work, desk.actor, body.document, base=body.base)))

    return desk.does(Action.RULEBOOK_REGISTERED, act)

"""The agreements between units over HTTP: what is in force, and how a protocol gets there and out of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from policies.lifecycle import Standing
from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, PersonsDesk
from sharehub.audit.entry import Act, Action
from sharehub.protocols import agree, queries, rulebooks, show, suspend
from sharehub.protocols.bodies import (
    Changes,
    Drafted,
    DueProtocolPage,
    ProtocolShown,
    RehearsalBody,
    SignatureBody,
    Signed,
    SuspensionBody,
)
from sharehub.protocols.purposes import purposes_of
from sharehub.web.bodies import STORABLE, Body, Flag, Identified, example
from sharehub.web.description import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sharehub.acting.lists import Row
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

router = APIRouter(prefix="/api/v1", tags=["partnership"], route_class=Governed)

LONGEST_DOCUMENT = 500_000
Document = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_DOCUMENT, pattern=STORABLE)]
"""YAML, as it would stand in a file."""

USUAL_NOTICE = 90
LONGEST_NOTICE = 3660
Within = Annotated[int, Query(description="How many days ahead to look.", ge=0, le=LONGEST_NOTICE)]


class Caller(Body):
    """As whom the caller acts: one user, in one unit and one role, and for which purposes that role may ask.

    `works_with_him`: the role does, so that whoever acts in it is told nothing of what is withheld.
    """

    user: UUID
    unit: UUID
    role: str
    system: bool
    purposes: list[str]
    works_with_him: bool


class ProtocolBody(Body):
    """A protocol's document."""

    document: Document

    model_config = example(document="id: EXAMPLE\nversion: 1\n")


class RulebookBody(Body):
    """A rulebook's document; `base` makes it the hub's own."""

    document: Document
    base: Flag = False

    model_config = example(document="id: example\n", base=False)


class Cited(Body):
    """The digest under which a rulebook is cited."""

    digest: str


class UnitItem(Body):
    """A unit of the partnership."""

    id: UUID
    code: str
    name: str


class UnitPage(Body):
    """A page of units; `next` is null on the last."""

    items: list[UnitItem]
    next: str | None


class OwnStaffItem(Body):
    """Somebody of the caller's unit, and the roles in which they may act."""

    id: UUID
    name: str
    roles: list[str]


class OwnStaffPage(Body):
    """A page of the caller's colleagues; `next` is null on the last."""

    items: list[OwnStaffItem]
    next: str | None


class ProtocolItem(Body):
    """One version of a protocol to which the caller's unit is a party."""

    id: UUID
    name: str
    version: int
    digest: str
    status: Standing
    effective: date
    expires: date | None


class ProtocolPage(Body):
    """A page of protocols; `next` is null on the last."""

    items: list[ProtocolItem]
    next: str | None


@router.get("/me", response_model=Caller)
def who_am_i(hub: CurrentHub, actor: CurrentActor) -> Caller:
    """Say as whom the caller acts, and for which purposes their role may ask."""
    with hub.acting(actor, Action.CALLER_ASKED) as work:
        may = purposes_of(work, actor)
        work.record(Act(Action.CALLER_ASKED, actor=actor.user, unit=actor.unit, role=actor.role))
    return Caller(
        user=actor.user,
        unit=actor.unit,
        role=actor.role,
        system=actor.system,
        purposes=sorted(may.asked),
        works_with_him=may.works_with_him,
    )


@router.get("/description", response_model=dict[str, Any])
async def describe_the_api(request: Request, actor: CurrentActor) -> Response:
    """Return this description."""
    del actor
    return JSONResponse(describe(request.app))


@router.get("/units", response_model=UnitPage)
def list_units(desk: ListDesk) -> Response:
    """List the units of the partnership, whatever they have to do with any case."""
    return desk.page("units", lambda work, after, most: queries.units(work.tx, after, most))


@router.get("/colleagues", response_model=OwnStaffPage)
def list_colleagues(desk: ListDesk) -> Response:
    """List the people of the caller's unit, the caller too; what they work on is not told here."""
    unit = desk.actor.unit
    return desk.page("colleagues", lambda work, after, most: queries.colleagues(work.tx, unit, after, most))


@router.get("/protocols", response_model=ProtocolPage)
def list_protocols(desk: ListDesk) -> Response:
    """List the protocols to which the caller's unit is a party; administrators see all."""
    return desk.page("protocols", lambda work, after, most: show.protocols(work, desk.actor, after, most))


@router.get("/due-protocols", response_model=DueProtocolPage)
def list_due_protocols(desk: ListDesk, within: Within = USUAL_NOTICE) -> Response:
    """List the protocols whose review or end comes up or has passed; for administrators and signatories."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[Row]:
        return show.due_soon(work, desk.actor, after, most, within)

    return desk.page("due_protocols", rows)


@router.get("/protocols/{protocol}", response_model=ProtocolShown)
def show_a_protocol(hub: CurrentHub, actor: CurrentActor, protocol: UUID) -> Response:
    """Show a protocol to which the caller's unit is a party: where it stands, who signed it, what it says."""
    return _shown(hub, actor, lambda work: show.show(work, actor, protocol))


@router.get("/protocols/{protocol}/changes-since/{earlier}", response_model=Changes)
def what_changed_since(hub: CurrentHub, actor: CurrentActor, protocol: UUID, earlier: UUID) -> Response:
    """Say what differs from another version; of the rulebook, only whether another one is cited."""
    return _shown(hub, actor, lambda work: show.changes_since(work, actor, protocol, earlier))


@router.post("/protocols", status_code=201, response_model=Drafted)
def draft_a_protocol(desk: PersonsDesk, body: ProtocolBody) -> Response:
    """Register a protocol's document; it opens nothing until it was rehearsed and every party has signed."""

    def act(work: Work) -> Done:
        drafted = agree.draft(work, desk.actor, body.document)
        return Done(Drafted(id=drafted.id, digest=drafted.digest))

    return desk.does(Action.PROTOCOL_DRAFTED, act)


@router.post("/protocols/{protocol}/rehearsals", status_code=201, response_model=Identified)
def record_a_rehearsal(desk: PersonsDesk, protocol: UUID, body: RehearsalBody) -> Response:
    """Record that a draft was rehearsed; before that nobody can sign it."""

    def act(work: Work) -> Done:
        identity = agree.rehearse(work, desk.actor, protocol, body.digest, body.rulebook, body.kind)
        return Done(Identified(id=identity))

    return desk.does(Action.PROTOCOL_REHEARSED, act)


@router.post("/protocols/{protocol}/signature", response_model=Signed)
def sign_a_protocol(desk: PersonsDesk, protocol: UUID, body: SignatureBody) -> Response:
    """Sign in the name of the caller's unit; the last signature puts the protocol in force."""

    def act(work: Work) -> Done:
        return Done(Signed(in_force=agree.sign(work, desk.actor, protocol, body.digest)))

    return desk.does(Action.PROTOCOL_SIGNED, act, 200)


@router.post("/protocols/{protocol}/signature/withdrawal", status_code=204)
def withdraw_a_signature(desk: PersonsDesk, protocol: UUID) -> Response:
    """Withdraw the signature of the caller's unit, as long as the protocol is not in force by it."""

    def act(work: Work) -> Done:
        agree.withdraw_signature(work, desk.actor, protocol)
        return Done()

    return desk.does(Action.PROTOCOL_SIGNATURE_WITHDRAWN, act, 204)


@router.post("/protocols/{protocol}/withdrawal", status_code=204)
def withdraw_a_protocol(desk: PersonsDesk, protocol: UUID) -> Response:
    """Take back a draft for good."""

    def act(work: Work) -> Done:
        agree.withdraw(work, desk.actor, protocol)
        return Done()

    return desk.does(Action.PROTOCOL_WITHDRAWN, act, 204)


@router.post("/protocols/{protocol}/suspension", status_code=204)
def suspend_a_protocol(desk: PersonsDesk, protocol: UUID, body: SuspensionBody) -> Response:
    """Suspend a protocol at once: for a signatory of any party, and for administrators."""

    def act(work: Work) -> Done:
        suspend.suspend(work, desk.actor, protocol, body.reason)
        return Done()

    return desk.does(Action.PROTOCOL_SUSPENDED, act, 204)


@router.post("/protocols/{protocol}/resumption", response_model=Signed)
def resume_a_protocol(desk: PersonsDesk, protocol: UUID, body: SignatureBody) -> Response:
    """Sign that a suspended protocol may go on; with the signature of every party it does."""

    def act(work: Work) -> Done:
        return Done(Signed(in_force=suspend.resume(work, desk.actor, protocol, body.digest)))

    return desk.does(Action.PROTOCOL_RESUMPTION_SIGNED, act, 200)


@router.post("/rulebooks", status_code=201, response_model=Cited)
def register_a_rulebook(desk: PersonsDesk, body: RulebookBody) -> Response:
    """Register a rulebook under its digest; for administrators."""

    def act(work: Work) -> Done:
        return Done(Cited(digest=rulebooks.register(work, desk.actor, body.document, base=body.base)))

    return desk.does(Action.RULEBOOK_REGISTERED, act)


def _shown(hub: Hub, actor: Actor, look: Callable[[Work], Body]) -> Response:
    """Answer a look, once it is on record."""
    with hub.acting(actor, Action.PROTOCOL_ASKED) as work:
        body = look(work)
    return Response(body.model_dump_json(), media_type="application/json")

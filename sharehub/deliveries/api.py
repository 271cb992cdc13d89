"""A unit's endpoints over HTTP; for its officers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, OfficersDesk
from sharehub.audit.entry import Action
from sharehub.deliveries import endpoints
from sharehub.deliveries.ends import EndpointKind
from sharehub.deliveries.secrets import FIRST_GENERATION, shown_once
from sharehub.web.bodies import Body, Flag, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/administration/endpoints", tags=["endpoints"], route_class=Governed)

Address = Annotated[str, StringConstraints(min_length=3, max_length=400, pattern=r"^[!-~]+$")]


class EndpointBody(Body):
    """Where the caller's unit is told that something waits: a functional mailbox, or a webhook."""

    kind: EndpointKind
    address: Address

    model_config = example(kind="webhook", address="https://intake.agency.example/sharehub")


class Registered(Body):
    """The new endpoint, and the secret of a webhook: shown here and never again."""

    id: UUID
    secret: str | None


class RotationOfSecretBody(Body):
    """Whether the secret before is good no longer from now on; else it is for a day."""

    at_once: Flag

    model_config = example(at_once=False)


class NewSecret(Body):
    """The new secret: shown here and never again; null where the request is repeated."""

    secret: str | None


class PauseBody(Body):
    """Whether what goes there waits."""

    paused: Flag

    model_config = example(paused=True)


class EndpointItem(Body):
    """An endpoint of the caller's unit, and since when something waits to go there."""

    id: UUID
    kind: EndpointKind
    address: str
    paused: bool
    overlap_until: datetime | None
    waiting_since: datetime | None


class EndpointPage(Body):
    """A page of endpoints; `next` is null on the last."""

    items: list[EndpointItem]
    next: str | None


class DeliveryItem(Body):
    """That a notice waits to go to an endpoint, or when it was delivered there."""

    id: UUID
    notice: UUID
    created_at: datetime
    delivered_at: datetime | None


class DeliveryPage(Body):
    """A page of deliveries; `next` is null on the last."""

    items: list[DeliveryItem]
    next: str | None


@router.post("", status_code=201, response_model=Registered)
def register_an_endpoint(desk: OfficersDesk, body: EndpointBody) -> Response:
    """Register where the caller's unit is told from now on that something waits."""
    made: list[UUID] = []

    def act(work: Work) -> Done:
        made.append(endpoints.register(work, desk.actor, body.kind, body.address))
        return Done(Registered(id=made[0], secret=None))

    answer = desk.does(Action.ENDPOINT_REGISTERED, act)
    if not made or body.kind is not EndpointKind.WEBHOOK:
        return answer
    # What is kept to be repeated has no secret in it.
    secret = shown_once(desk.hub.keys.provider, made[0], FIRST_GENERATION)
    return JSONResponse({"id": str(made[0]), "secret": secret}, answer.status_code)


@router.get("", response_model=EndpointPage)
def list_endpoints(desk: ListDesk) -> Response:
    """List where the caller's unit is told that something waits."""
    return desk.page("endpoints", lambda work, after, most: endpoints.of_unit(work, desk.actor, after, most))


@router.post("/{endpoint}/secrets", response_model=NewSecret)
def rotate_a_secret(desk: OfficersDesk, endpoint: UUID, body: RotationOfSecretBody) -> Response:
    """Begin another secret of a webhook; the one before is good for a day, or not any more."""
    made: list[int] = []

    def act(work: Work) -> Done:
        made.append(endpoints.rotate(work, desk.actor, endpoint, at_once=body.at_once))
        return Done(NewSecret(secret=None))

    answer = desk.does(Action.ENDPOINT_CHANGED, act, 200)
    if not made:
        return answer
    return JSONResponse({"secret": shown_once(desk.hub.keys.provider, endpoint, made[0])}, 200)


@router.post("/{endpoint}/pause", status_code=204)
def pause_an_endpoint(desk: OfficersDesk, endpoint: UUID, body: PauseBody) -> Response:
    """Let what goes to an endpoint wait, or go on."""

    def act(work: Work) -> Done:
        endpoints.pause(work, desk.actor, endpoint, paused=body.paused)
        return Done()

    return desk.does(Action.ENDPOINT_CHANGED, act, 204)


@router.post("/{endpoint}/removal", status_code=204)
def remove_an_endpoint(desk: OfficersDesk, endpoint: UUID) -> Response:
    """Remove an endpoint; nothing goes there any more."""

    def act(work: Work) -> Done:
        endpoints.remove(work, desk.actor, endpoint)
        return Done()

    return desk.does(Action.ENDPOINT_REMOVED, act, 204)


@router.get("/{endpoint}/deliveries", response_model=DeliveryPage)
def list_deliveries(desk: ListDesk, endpoint: UUID) -> Response:
    """List what waits to go to an endpoint, and what went there in the last month."""
    return desk.page(
        "deliveries",
        lambda work, after, most: endpoints.deliveries(work, desk.actor, endpoint, after, most),
        within=endpoint,
    )


@router.post("/{endpoint}/deliveries/{delivery}/replay", status_code=204)
def replay_a_delivery(desk: OfficersDesk, endpoint: UUID, delivery: UUID) -> Response:
    """Have something sent again that was delivered, under the same id, if it may still leave."""

    def act(work: Work) -> Done:
        endpoints.replay(work, desk.actor, endpoint, delivery)
        return Done()

    return desk.does(Action.NOTICE_REPLAYED, act, 204)

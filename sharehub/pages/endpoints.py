"""Where a unit is told outside the hub that something waits: mailboxes and webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from policies.routes import IG_OFFICER
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of, sentence
from sharehub.pages.reviews import one_of
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_rules import KINDS_OF_ENDPOINT

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/endpoints")

ENDPOINTS = "/administration/endpoints"


@router.get("")
async def list_them(visit: Visiting) -> Response:
    """Show where the unit is told."""
    return visit.page("administration/endpoints.html.j2", **await _list(visit))


@router.post("")
async def register(visit: Visiting) -> Response:
    """Register another; the secret of a webhook is shown in this answer and nowhere else."""
    body = {"kind": visit.form.one("kind"), "address": visit.form.one("address")}
    try:
        made = (await visit.act(ENDPOINTS, body)).body
    except Refused as refused:
        errors = errors_of(refused)
        if refused.code == "invalid" and refused.detail:
            errors = [Error("address", sentence(refused.detail))]
        return visit.wrong("administration/endpoints.html.j2", errors, **await _list(visit))
    if made["secret"] is None:
        return visit.go("/endpoints")
    return visit.page("administration/secret.html.j2", endpoint=made["id"], secret=made["secret"])


async def _list(visit: Visit) -> dict[str, Any]:
    return {
        "endpoints": await visit.every(ENDPOINTS),
        "kinds": KINDS_OF_ENDPOINT,
        "officer": visit.role == IG_OFFICER,
    }


@router.get("/{endpoint}")
async def show(visit: Visiting, endpoint: Id) -> Response:
    """Show one, and what was delivered there."""
    return visit.page(
        "administration/endpoint.html.j2",
        endpoint=one_of(await visit.every(ENDPOINTS), endpoint),
        deliveries=(await visit.get(f"{ENDPOINTS}/{endpoint}/deliveries"))["items"],
        kinds=KINDS_OF_ENDPOINT,
    )


@router.post("/{endpoint}/pause")
async def pause(visit: Visiting, endpoint: Id) -> Response:
    """Let what goes there wait, or go on."""
    await visit.act(f"{ENDPOINTS}/{endpoint}/pause", {"paused": visit.form.one("paused") == "yes"})
    return visit.go(f"/endpoints/{endpoint}")


@router.get("/{endpoint}/removal")
async def offer_removal(visit: Visiting, endpoint: Id) -> Response:
    """Say what removing it means."""
    found = one_of(await visit.every(ENDPOINTS), endpoint)
    return visit.page("administration/removal.html.j2", endpoint=found)


@router.post("/{endpoint}/removal")
async def remove(visit: Visiting, endpoint: Id) -> Response:
    """Remove it."""
    await visit.act(f"{ENDPOINTS}/{endpoint}/removal")
    return visit.go("/endpoints")


@router.post("/{endpoint}/secret")
async def rotate(visit: Visiting, endpoint: Id) -> Response:
    """Make another secret, which is shown in this answer and nowhere else."""
    body = {"at_once": visit.form.one("at_once") == "yes"}
    made = (await visit.act(f"{ENDPOINTS}/{endpoint}/secrets", body)).body
    return visit.page("administration/secret.html.j2", endpoint=str(endpoint), secret=made["secret"])


@router.post("/{endpoint}/deliveries/{delivery}/replay")
async def replay(visit: Visiting, endpoint: Id, delivery: Id) -> Response:
    """Have a notice sent again."""
    await visit.act(f"{ENDPOINTS}/{endpoint}/deliveries/{delivery}/replay")
    return visit.go(f"/endpoints/{endpoint}")

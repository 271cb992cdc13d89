"""Of what a unit wants to hear in a case; what must be heard at once is told in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.pages.asking import Refused
from sharehub.pages.forms import errors_of
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_reading import OCCASIONS, TOPICS

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/hearing")


@router.get("")
async def show(visit: Visiting, case: Id) -> Response:
    """Show of what one's unit hears in the case, and offer to choose."""
    return visit.page("reading/hearing.html.j2", **await _shown(visit, case))


@router.post("")
async def choose(visit: Visiting, case: Id) -> Response:
    """Say of what one's unit wants to hear; it replaces what was said before."""
    try:
        await visit.act(f"/cases/{case}/subscriptions", {"kinds": visit.form.all("kinds")})
    except Refused as refused:
        return visit.wrong("reading/hearing.html.j2", errors_of(refused), **await _shown(visit, case))
    return visit.go(f"/cases/{case}/hearing")


@router.post("/end")
async def end(visit: Visiting, case: Id) -> Response:
    """Hear again of all that is for one's unit, and of nothing that had to be asked for."""
    await visit.act(f"/cases/{case}/subscriptions/end")
    return visit.go(f"/cases/{case}/hearing")


async def _shown(visit: Visit, case: Id) -> dict[str, Any]:
    said = [one for one in await visit.every(f"/cases/{case}/subscriptions") if one["until"] is None]
    usual = [topic for topic in TOPICS if topic != "comes_in"]
    return {
        "case": case,
        "chosen": bool(said),
        "topics": [(topic, OCCASIONS[topic]) for topic in TOPICS],
        "heard": [kind for one in said for kind in one["kinds"]] if said else usual,
    }

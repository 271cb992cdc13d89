"""Channels: which routes protocols open to and from this unit, and what it keeps back from its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from policies.routes import IG_OFFICER
from policies.vocabulary import Category
from sharehub.pages import words_rules
from sharehub.pages.asking import Refused
from sharehub.pages.forms import errors_of
from sharehub.pages.reviews import nothing
from sharehub.pages.visits import Id, Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/channels")

OUTGOING = "outgoing"


@router.get("")
async def list_them(visit: Visiting) -> Response:
    """Show with which units there are channels, and what is kept back from any of them."""
    channels = await visit.every("/channels")
    units = {one["unit"]: one["name"] for one in channels}
    return visit.page(
        "protocols/channels.html.j2",
        units=sorted(units.items(), key=lambda unit: str(unit[1])),
        narrowed=[one for one in channels if one["narrowings"]],
        officer=visit.role == IG_OFFICER,
        rules=words_rules,
    )


@router.get("/units/{unit}")
async def with_a_unit(visit: Visiting, unit: Id) -> Response:
    """Show the channels to and from one unit."""
    channels = [one for one in await visit.every("/channels") if one["unit"] == str(unit)]
    if not channels:
        raise nothing()
    return visit.page(
        "protocols/channels_with.html.j2",
        name=channels[0]["name"],
        channels=channels,
        officer=visit.role == IG_OFFICER,
        rules=words_rules,
    )


@router.get("/{channel}/narrow")
async def offer(visit: Visiting, channel: Id) -> Response:
    """Offer to keep something back."""
    return visit.page("protocols/narrow.html.j2", **await _channel(visit, channel))


@router.post("/{channel}/narrow")
async def narrow(visit: Visiting, channel: Id) -> Response:
    """Keep something back."""
    known = await _channel(visit, channel)
    form, one = visit.form, known["channel"]
    body = {
        "unit": one["unit"],
        "purpose": one["purpose"],
        "categories": None if form.one("what") == "all" else form.all("categories"),
        "start": form.day("start"),
        "end": form.day("end") or None,
    }
    try:
        await visit.act("/channels/narrowings", body)
    except Refused as refused:
        return visit.wrong("protocols/narrow.html.j2", errors_of(refused), **known)
    return visit.go("/channels")


@router.post("/narrowings/{narrowing}/lift")
async def lift(visit: Visiting, narrowing: Id) -> Response:
    """Stop keeping it back."""
    await visit.act(f"/channels/narrowings/{narrowing}/lifting")
    return visit.go("/channels")


async def _channel(visit: Visit, channel: Id) -> dict[str, Any]:
    found = [one for one in await visit.every("/channels") if one["id"] == str(channel)]
    if not found or found[0]["direction"] != OUTGOING:
        raise nothing()
    categories = [(each.value, words_rules.category(each)) for each in Category]
    return {"channel": found[0], "categories": categories, "rules": words_rules}

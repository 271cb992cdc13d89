"""Running a hub: its health, its partnership, its keys and sessions; whoever does it reads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of, sentence
from sharehub.pages.visits import Page, Visiting
from sharehub.pages.words_rules import KEY_CLASSES

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/administration")

HEALTH = {
    "ok": "works",
    "out_of_reach": "cannot be reached",
    "old_schema": "is of an older version: migrate it",
    "unknown": "cannot be said now",
}


@router.get("")
async def overview(visit: Visiting) -> Response:
    """Show how the hub stands, and what may be done."""
    health = (await visit.public("/health/ready")).body
    return visit.page("administration/overview.html.j2", health=health, said=HEALTH)


@router.get("/partnership")
async def offer_partnership(visit: Visiting) -> Response:
    """Offer to set the partnership up."""
    return visit.page("administration/partnership.html.j2", plan=None, done=None)


@router.post("/partnership")
async def set_up(visit: Visiting) -> Response:
    """Say what a document would change; and, once that was seen, change it."""
    form = visit.form
    seen = form.one("seen") == "yes"
    body = {"document": f"{form.one('document')}\n", "only_plan": not seen}
    template = "administration/partnership.html.j2"
    try:
        steps = (await visit.act("/administration/partnership", body, again="-done" if seen else "")).body[
            "steps"
        ]
    except Refused as refused:
        return visit.wrong(template, _errors(refused, "document"), plan=None, done=None)
    return visit.page(template, plan=None if seen else steps, done=steps if seen else None)


@router.get("/sessions")
async def offer_ending(visit: Visiting) -> Response:
    """Offer to end sessions."""
    return visit.page("administration/sessions.html.j2", ended=None)


@router.post("/sessions")
async def end(visit: Visiting) -> Response:
    """End somebody's sessions, or everybody's."""
    user = None if visit.form.one("whose") == "all" else visit.form.one("user")
    template = "administration/sessions.html.j2"
    if not visit.form.one("whose"):
        return visit.wrong(template, [Error("whose", "Choose one of the list.")], ended=None)
    try:
        ended = (await visit.act("/administration/ended-sessions", {"user": user})).body["users"]
    except Refused as refused:
        return visit.wrong(template, _errors(refused, "user"), ended=None)
    return visit.page(template, ended=ended)


@router.get("/keys")
async def offer_keys(visit: Visiting) -> Response:
    """Offer to change a unit's keys."""
    return visit.page("administration/keys.html.j2", **await _keys(visit))


@router.post("/keys")
async def rotate(visit: Visiting) -> Response:
    """Change a unit's keys of one class, or go on with it."""
    body = {"unit": visit.form.one("unit"), "key_class": visit.form.one("key_class")}
    try:
        done = (await visit.act("/administration/key-rotations", body)).body
    except Refused as refused:
        return visit.wrong("administration/keys.html.j2", _errors(refused, "unit"), **await _keys(visit))
    return visit.page("administration/keys.html.j2", **(await _keys(visit) | {"done": done}))


async def _keys(visit: Visit) -> dict[str, Any]:
    units = sorted((one["name"], one["code"]) for one in await visit.every("/units"))
    return {
        "units": [(code, f"{name} ({code})") for name, code in units],
        "classes": KEY_CLASSES,
        "done": None,
    }


def _errors(refused: Refused, field: str) -> list[Error]:
    """Return what is wrong with a form whose one field the API says more about than that it is wrong."""
    if refused.anew:
        raise refused
    return errors_of(refused) if refused.code == "unprocessable" else [Error(field, sentence(refused.detail))]

"""Trying a draft rulebook: what it would change of all that could be asked, before anybody signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from policies.shipped import rulebook_text
from sharehub.pages import words_rules
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of, sentence
from sharehub.pages.visits import FORBIDDEN, Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

router = APIRouter(route_class=Page, prefix="/rulebook")


@router.get("")
async def shipped(visit: Visiting) -> Response:
    """Hand over the rulebook that ships, to draft another from."""
    del visit
    headers = {"Content-Disposition": 'attachment; filename="rulebook.yaml"'}
    return PlainTextResponse(rulebook_text(), headers=headers)


@router.get("/try")
async def offer(visit: Visiting) -> Response:
    """Offer to try a draft."""
    return visit.page("protocols/try.html.j2", found=None, rules=words_rules)


@router.post("/try")
async def tried(visit: Visiting) -> Response:
    """Show what it would change."""
    document = visit.form.one("document")
    try:
        found = await visit.look("/simulations", {"document": f"{document}\n"})
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise
        errors = errors_of(refused, {"": "document"})
        if refused.code == "invalid":
            errors = [Error("document", sentence(refused.detail))]
        return visit.wrong("protocols/try.html.j2", errors, found=None, rules=words_rules)
    return visit.page("protocols/try.html.j2", found=found, rules=words_rules)

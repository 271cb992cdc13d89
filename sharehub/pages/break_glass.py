"""Breaking the glass: alone, for minutes, having signed in just now; what others hear of at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.knowing import purposes_of
from sharehub.pages.rules import breaks_glass, in_a_hurry, minutes_of_glass, read_by_him
from sharehub.pages.visits import FORBIDDEN, Away, Id, Page, Visiting
from sharehub.pages.words import purpose as purpose_words

if TYPE_CHECKING:
    from uuid import UUID

    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/break-glass")

RECENT: Final = timedelta(minutes=4)
"""How old a sign-in may be before the form is filled in: one minute less than when it is sent."""
GROUNDS: Final = {
    "risk": "Say what the risk is.",
    "who_is_at_risk": "Say who is at risk.",
    "why_not_less": "Say why less would not do.",
    "nobody_reached": "Say whom you tried to reach.",
}


@router.get("")
async def ask_why(visit: Visiting, case: Id) -> Response:
    """Show the form, to somebody who has proved just now who they are."""
    if not breaks_glass(visit.role):
        return visit.page("risk/glass_not_for_role.html.j2", status=FORBIDDEN)
    if visit.house.sessions.now() - visit.session.authenticated_at > RECENT:
        raise Away(f"/sign-in/anew?to=/cases/{case}/break-glass")
    return visit.page("risk/glass.html.j2", **await _given(visit, case))


@router.post("")
async def break_it(visit: Visiting, case: Id) -> Response:
    """Break the glass. The answer is the same whether or not there is such a case."""
    form = visit.form
    errors = [Error(name, text) for name, text in GROUNDS.items() if not form.one(name)]
    if not form.one("purpose"):
        errors.insert(0, Error("purpose", "Choose what for."))
    if not errors:
        body = {"purposes": [form.one("purpose")], **form.given(*GROUNDS)}
        try:
            broken = (await visit.act(f"/cases/{case}/break-glass", body)).body
        except Refused as refused:
            if refused.anew:
                raise
            errors = errors_of(refused, {"purposes": "purpose"})
        else:
            return visit.go(f"/cases/{case}/break-glass/{broken['id']}/{form.one('purpose')}")
    return visit.wrong("risk/glass.html.j2", errors, **await _given(visit, case))


@router.get("/ended")
async def ended(visit: Visiting, case: Id) -> Response:  # noqa: ARG001 - the address names it
    """Say that it is over."""
    return visit.page("risk/glass_ended.html.j2")


@router.get("/{glass}/{purpose}")
async def read(visit: Visiting, case: Id, glass: Id, purpose: str) -> Response:
    """Show what a broken glass opens, with what happens meanwhile and how to end it."""
    found = await visit.look(f"/cases/{case}/disclosures", {"purpose": purpose})
    return visit.page(
        "risk/glass_open.html.j2", case=case, glass=glass, answer=found, minutes=minutes_of_glass()
    )


@router.post("/{glass}/end")
async def end(visit: Visiting, case: Id, glass: Id) -> Response:
    """End it before its time."""
    await visit.act(f"/cases/{case}/break-glass/{glass}/end")
    return visit.go(f"/cases/{case}/break-glass/ended")


async def _given(visit: Visit, case: UUID) -> dict[str, Any]:
    purposes = [each for each in in_a_hurry(await purposes_of(visit)) if not read_by_him(each)]
    return {
        "case": case,
        "purposes": [(purpose, purpose_words(purpose)) for purpose in purposes],
        "minutes": minutes_of_glass(),
    }

"""A case: who they are, what somebody may ask for, and who works with the family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from policies.routes import IG_OFFICER
from sharehub.pages import words, words_reading
from sharehub.pages.asking import Refused
from sharehub.pages.forms import errors_of
from sharehub.pages.people import people_of
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_reading import FIRST_PURPOSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

TREATMENT: Final = "treatment_coordination"
"""For what the page for a treatment service is asked, where a role asks for it."""


@router.get("")
async def show_case(visit: Visiting, case: Id) -> Response:
    """Show who they are, and what may be asked and done; nothing of what is recorded."""
    if visit.role == IG_OFFICER:
        return visit.go(f"/oversight/cases/{case}")
    people = await people_of(visit, case)
    me = await visit.get("/me")
    return visit.page(
        "case.html.j2",
        reads=words_reading,
        case=case,
        people=people,
        me=me,
        purposes=purposes(me),
        may=may,
    )


@router.get("/services")
async def show_services(visit: Visiting, case: Id) -> Response:
    """Show who works with the family, and which of them would be given nothing of his pattern."""
    roster = await visit.get(f"/cases/{case}/roster")
    return visit.page(
        "reading/services.html.j2", case=case, roster=roster, own=(await visit.get("/me"))["unit"]
    )


@router.get("/treatment-page")
async def choose_treatment_page(visit: Visiting, case: Id) -> Response:
    """Offer the page for a treatment service, as a file to keep."""
    return visit.page("reading/treatment_page.html.j2", **await _offered(visit, case))


@router.post("/treatment-page")
async def keep_treatment_page(visit: Visiting, case: Id) -> Response:
    """Have the page for a treatment service made, and hand it over."""
    form = visit.form.one("as")
    try:
        made = await visit.api.ask(
            "POST",
            f"/cases/{case}/documents",
            {"document": "treatment_page", "purpose": visit.form.one("purpose"), "as": form},
        )
    except Refused as refused:
        return visit.wrong(
            "reading/treatment_page.html.j2", errors_of(refused), **await _offered(visit, case)
        )
    return visit.hand_over(made, f"document.{form}")


async def _offered(visit: Visit, case: Id) -> dict[str, Any]:
    asked = purposes(await visit.get("/me"))
    return {
        "case": case,
        "purposes": [(word, words.purpose(word)) for word in asked],
        "usual": TREATMENT if TREATMENT in asked else "",
    }


def purposes(me: Mapping[str, Any]) -> list[str]:
    """Return for what somebody's role may ask, what is asked for on most days first."""
    order = {word: place for place, word in enumerate(FIRST_PURPOSES)}
    return sorted(me["purposes"], key=lambda word: (order.get(word, len(order)), word))

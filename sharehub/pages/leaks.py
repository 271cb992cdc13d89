"""That something came to where it must not be: reported in a closed word, and heard at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.pages.forms import Error
from sharehub.pages.recording import in_closed_words
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_family import LEAKED

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/leaks")


@router.get("")
async def list_leaks(visit: Visiting, case: Id) -> Response:
    """List what leaked of a case."""
    return visit.page(
        "family/leaks.html.j2", case=case, leaks=await visit.every(f"/cases/{case}/leaks"), leaked=LEAKED
    )


@router.get("/new")
async def offer_leak(visit: Visiting, case: Id) -> Response:
    """Ask what leaked."""
    return await _form(visit, case, [])


@router.post("/new")
async def report_leak(visit: Visiting, case: Id) -> Response:
    """Report it."""
    body = visit.form.given("what", "fact")
    if "what" not in body:
        return await _form(visit, case, [Error("what", "Choose what it was.")])
    await visit.act(f"/cases/{case}/leaks", body)
    return visit.go(f"/cases/{case}/leaks")


async def _form(visit: Visit, case: Id, errors: list[Error]) -> Response:
    own = [
        (one["id"], in_closed_words(one))
        for one in await visit.every(f"/cases/{case}/facts")
        if one["published"] is not None and one["retracted"] is None
    ]
    given: dict[str, Any] = {"case": case, "leaked": tuple(LEAKED.items()), "own": own}
    if errors:
        return visit.wrong("family/leak.html.j2", errors, **given)
    return visit.page("family/leak.html.j2", **given)

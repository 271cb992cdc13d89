"""Facts in an order of their own: a unit's summary; and which fact closes a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.recording import in_closed_words
from sharehub.pages.visits import Id, Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

SECTIONS: Final = {
    1: "His pattern",
    2: "What it does to her and the children, and what she does to protect",
    3: "What else comes into it",
    4: "What follows for practice",
}
PLACE = "place-"
"""What the field of a fact's place is called, before the fact's id."""


@router.get("/summary")
async def offer_summary(visit: Visiting, case: Id) -> Response:
    """Show what may be put in order."""
    return await _summary(visit, case, [])


@router.post("/summary")
async def publish_summary(visit: Visiting, case: Id) -> Response:
    """Publish a summary."""
    own = await _published(visit, case)
    places = {one["id"]: visit.form.one(f"{PLACE}{one['id']}") for one in own}
    errors = [
        Error(f"{PLACE}{fact}", "Write a whole number, or nothing.")
        for fact, place in places.items()
        if place and not place.isdecimal()
    ]
    chosen: dict[str, list[str]] = {}
    for one in sorted(own, key=lambda one: int(places[one["id"]] or 0) if not errors else 0):
        if places[one["id"]]:
            chosen.setdefault(str(one["section"]), []).append(one["id"])
    if not errors and "1" not in chosen:
        errors = [Error("", "A summary begins with his pattern: give at least one fact of it a place.")]
    if not errors:
        try:
            await visit.act(f"/cases/{case}/summaries", {"sections": chosen})
        except Refused as refused:
            if not refused.findings:
                raise
            errors = errors_of(refused)
    return await _summary(visit, case, errors) if errors else visit.go(f"/cases/{case}")


@router.get("/gaps/{gap}/closing")
async def offer_closing(visit: Visiting, case: Id, gap: Id) -> Response:
    """Ask which fact closes a gap."""
    return await _closing(visit, case, gap, [])


@router.post("/gaps/{gap}/closing")
async def close_gap(visit: Visiting, case: Id, gap: Id) -> Response:
    """Write down which fact closes a gap."""
    chosen = visit.form.one("closed_by")
    if not chosen:
        return await _closing(visit, case, gap, [Error("closed_by", "Choose the fact.")])
    await visit.act(f"/cases/{case}/gaps/{gap}/closings", {"closed_by": chosen})
    return visit.go(f"/cases/{case}/facts")


async def _published(visit: Visit, case: Id) -> list[dict[str, Any]]:
    return [
        one | {"words": in_closed_words(one)}
        for one in await visit.every(f"/cases/{case}/facts")
        if one["published"] is not None and one["retracted"] is None
    ]


async def _summary(visit: Visit, case: Id, errors: list[Error]) -> Response:
    own = await _published(visit, case)
    sections = [
        (words, [one for one in own if one["section"] == number]) for number, words in SECTIONS.items()
    ]
    given: dict[str, Any] = {"case": case, "sections": sections, "place": PLACE, "any": bool(own)}
    if errors:
        return visit.wrong("facts/summary.html.j2", errors, **given)
    return visit.page("facts/summary.html.j2", **given)


async def _closing(visit: Visit, case: Id, gap: Id, errors: list[Error]) -> Response:
    own = [(one["id"], one["words"]) for one in await _published(visit, case) if one["kind"] != "gap"]
    given: dict[str, Any] = {"case": case, "gap": gap, "own": own}
    if errors:
        return visit.wrong("facts/closing.html.j2", errors, **given)
    return visit.page("facts/closing.html.j2", **given)

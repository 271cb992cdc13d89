"""A case and its family: opening one, who is in it, and whose pattern of control it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from consent.people import UNDETERMINED, Part
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_family import PARTS

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases")


@router.get("/new")
async def offer_case(visit: Visiting) -> Response:
    """Say what opening a case does."""
    return visit.page("family/new_case.html.j2")


@router.post("/new")
async def open_case(visit: Visiting) -> Response:
    """Open a case."""
    made = await visit.act("/cases")
    return visit.go(f"/cases/{made.body['id']}/people")


@router.get("/{case}/people")
async def list_people(visit: Visiting, case: Id) -> Response:
    """Show who is in a case, and offer to add somebody."""
    return await _people(visit, case, [])


@router.post("/{case}/people")
async def add_person(visit: Visiting, case: Id) -> Response:
    """Add somebody."""
    body = visit.form.given("part", "name")
    if visit.form.day("born"):
        body["born"] = visit.form.day("born")
    errors = [] if "part" in body else [Error("part", "Choose who it is.")]
    errors += [] if "name" in body else [Error("name", "Write a name.")]
    if not errors:
        try:
            await visit.act(f"/cases/{case}/people", body)
        except Refused as refused:
            if not refused.findings:
                raise
            errors = errors_of(refused)
    return await _people(visit, case, errors) if errors else visit.go(f"/cases/{case}/people")


@router.get("/{case}/mapping")
async def offer_mapping(visit: Visiting, case: Id) -> Response:
    """Ask whose pattern it is, or whether that was decided wrongly."""
    return await _mapping(visit, case, [])


@router.post("/{case}/mapping")
async def decide_mapping(visit: Visiting, case: Id) -> Response:
    """Decide whose pattern it is, or put it right."""
    chosen = visit.form.one("perpetrator")
    if not chosen:
        return await _mapping(visit, case, [Error("perpetrator", "Choose one of the two.")])
    act = "mapping-corrections" if visit.form.one("corrects") else "mapping-decisions"
    await visit.act(f"/cases/{case}/{act}", {"perpetrator": chosen})
    return visit.go(f"/cases/{case}/people")


async def _people(visit: Visit, case: Id, errors: list[Error]) -> Response:
    people = (await visit.look(f"/cases/{case}/names"))["people"]
    given: dict[str, Any] = {
        "case": case,
        "people": people,
        "parts": PARTS,
        "undecided": any(one["part"] in UNDETERMINED for one in people),
        "decided": any(one["part"] == Part.PERPETRATOR for one in people),
    }
    if errors:
        return visit.wrong("family/people.html.j2", errors, **given)
    return visit.page("family/people.html.j2", **given)


async def _mapping(visit: Visit, case: Id, errors: list[Error]) -> Response:
    people = (await visit.look(f"/cases/{case}/names"))["people"]
    undecided = sorted(
        (one for one in people if one["part"] in UNDETERMINED), key=lambda one: one["name"].casefold()
    )
    hers = [one for one in people if one["part"] == Part.SURVIVOR]
    given: dict[str, Any] = {"case": case, "undecided": undecided, "hers": hers}
    if errors:
        return visit.wrong("family/mapping.html.j2", errors, **given)
    return visit.page("family/mapping.html.j2", **given)

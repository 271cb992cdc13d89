"""Requests: asking a unit for what is missing, and reading, answering, declining and withdrawing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException

from sharehub.language.vocabulary import Kind
from sharehub.pages import words, words_reading
from sharehub.pages.asking import Refused
from sharehub.pages.cases import purposes
from sharehub.pages.forms import errors_of
from sharehub.pages.home import MOST_CASES, names
from sharehub.pages.knowing import names_of_units
from sharehub.pages.pattern_lines import OURS, lines_of
from sharehub.pages.visits import NOT_FOUND, Id, Page, Purpose, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.pattern_lines import Line
    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page)

OF_CASE = "/cases/{case}/requests"
USUAL_TIME: Final = timedelta(days=14)
"""How long somebody usually has to answer; offered, and changed by whoever asks."""
GAP, GOALS = "gap", "intervention_goals"
OPEN = "open"
OF_WORK = frozenset({Kind.GOAL, Kind.NOTE})
"""By what kinds of fact a unit answers about its own work; a gap is answered by any but another gap."""
FIELDS: Final = {"answers": "answers", "reason": "reason"}


@router.get("/requests")
async def show_all(visit: Visiting) -> Response:
    """Show the requests of all one's cases: to answer first, then those one waits for."""
    cases = [one["id"] for one in await visit.every("/cases")][:MOST_CASES]
    found = await asyncio.gather(*(visit.every(f"/cases/{case}/requests") for case in cases))
    asked = [(case, one) for case, of_case in zip(cases, found, strict=True) for one in of_case]
    return visit.page(
        "reading/requests.html.j2",
        reads=words_reading,
        case=None,
        asked=sorted(asked, key=_place),
        units=await names_of_units(visit) if asked else {},
        people=await names(visit, [case for case, _ in asked]),
    )


@router.get(OF_CASE)
async def show_of_case(visit: Visiting, case: Id) -> Response:
    """Show the requests of one case."""
    asked = [(str(case), one) for one in await visit.every(f"/cases/{case}/requests")]
    return visit.page(
        "reading/requests.html.j2",
        reads=words_reading,
        case=case,
        asked=sorted(asked, key=_place),
        units=await names_of_units(visit) if asked else {},
        people={},
    )


@router.get(OF_CASE + "/ask")
async def begin_to_ask(
    visit: Visiting,
    case: Id,
    gap: Id | None = None,
    unit: Id | None = None,
    purpose: Annotated[str, Query(pattern=r"^([a-z][a-z_]{0,63})?$")] = "",
) -> Response:
    """Offer to ask: for what would close a gap, where one comes from there, or about a service's work."""
    chosen = {"gap": str(gap or ""), "unit": str(unit or ""), "purpose": purpose}
    return visit.page("reading/ask.html.j2", **await _to_ask(visit, case, chosen))


@router.post(OF_CASE + "/ask")
async def ask(visit: Visiting, case: Id) -> Response:
    """Ask."""
    form = visit.form
    gap = form.one("gap")
    body = {"about": GAP if gap else GOALS, "unit": form.one("unit"), "due": form.day("due")}
    try:
        made = await visit.act(
            f"/cases/{case}/requests", body | (form.given("gap", "purpose") if gap else {})
        )
    except Refused as refused:
        chosen = {name: form.one(name) for name in ("gap", "unit", "purpose")}
        return visit.wrong("reading/ask.html.j2", errors_of(refused), **await _to_ask(visit, case, chosen))
    return visit.go(f"/cases/{case}/requests/{made.body['id']}")


@router.get(OF_CASE + "/{request}")
async def show(visit: Visiting, case: Id, request: Id) -> Response:
    """Show how one request stands, and what may be done about it; not what it says."""
    return visit.page("reading/request.html.j2", **await _shown(visit, case, request))


@router.post(OF_CASE + "/{request}/withdrawal")
async def withdraw(visit: Visiting, case: Id, request: Id) -> Response:
    """Take back one's own request."""
    await visit.act(f"/cases/{case}/requests/{request}/withdrawal")
    return visit.go(f"/cases/{case}/requests/{request}")


@router.get(OF_CASE + "/{request}/answer/{purpose}")
async def read_the_answer(visit: Visiting, case: Id, request: Id, purpose: Purpose) -> Response:
    """Read what a unit answered, for a purpose; a look like any other."""
    answer = await visit.look(f"/cases/{case}/requests/{request}/answer-reading", {"purpose": purpose})
    return visit.page(
        "reading/answered.html.j2", answer=answer, lines=lines_of(answer), case=case, request=request
    )


@router.get(OF_CASE + "/{request}/asked/{purpose}")
async def read_what_is_asked(visit: Visiting, case: Id, request: Id, purpose: Purpose) -> Response:
    """Read what is asked, for a purpose, beside one's own lines that could answer it."""
    return visit.page("reading/asked.html.j2", **await _to_answer(visit, case, request, purpose))


@router.post(OF_CASE + "/{request}/asked/{purpose}")
async def reply(visit: Visiting, case: Id, request: Id, purpose: Purpose) -> Response:
    """Answer with one's own lines, or decline with a reason: by whichever button was pressed."""
    declines = visit.form.one("do") == "decline"
    body: dict[str, Json] = (
        {"reason": visit.form.one("reason")} if declines else {"answers": visit.form.all("answers")}
    )
    try:
        await visit.act(
            f"/cases/{case}/requests/{request}/{'decline' if declines else 'answer'}",
            body,
            again="no" if declines else "yes",
        )
    except Refused as refused:
        if refused.status == NOT_FOUND or refused.code == "changed_since":
            raise
        again = await _to_answer(visit, case, request, purpose)
        return visit.wrong("reading/asked.html.j2", errors_of(refused, FIELDS), **again)
    return visit.go(f"/cases/{case}/requests/{request}")


def _place(asked: tuple[str, Json]) -> tuple[bool, bool, str]:
    """Return where a request stands: open ones first, of these what others wait for, by day."""
    _, one = asked
    return one["status"] != OPEN, not one["for_us"], one["due"]


async def _shown(visit: Visit, case: Id, request: Id) -> dict[str, Json]:
    one = await _one(visit, case, request)
    asked = purposes(await visit.get("/me"))
    first = [one["purpose"]] if one["purpose"] in asked else []
    return {
        "reads": words_reading,
        "case": case,
        "request": one,
        "unit": (await names_of_units(visit)).get(one["unit"] or "", ""),
        "purposes": [*dict.fromkeys([*first, *asked])],
    }


async def _one(visit: Visit, case: Id, request: Id) -> Json:
    """Return one of a case's requests.

    Raises:
        HTTPException: it is not there, or not for whoever asks.
        Refused: the case is not theirs.
    """
    for one in await visit.every(f"/cases/{case}/requests"):
        if one["id"] == str(request):
            return one
    raise HTTPException(NOT_FOUND)


async def _to_ask(visit: Visit, case: Id, chosen: dict[str, str]) -> dict[str, Json]:
    """Return what the form to ask shows: who may be asked, those that work with the family first."""
    me = await visit.get("/me")
    roster = (await visit.get(f"/cases/{case}/roster"))["services"]
    known = {one["unit"]: f"{one['name']}: {words.role(one['role']).lower()}" for one in roster}
    others = {unit: name for unit, name in (await names_of_units(visit)).items() if unit not in known}
    offered = [(unit, name) for unit, name in {**known, **others}.items() if unit != me["unit"]]
    day = visit.today() + USUAL_TIME
    return {
        "reads": words_reading,
        "case": case,
        "chosen": chosen,
        "offered": offered,
        "asked": await _gap(visit, case, chosen),
        "purposes": purposes(me),
        "due": day.isoformat(),
    }


async def _gap(visit: Visit, case: Id, chosen: dict[str, str]) -> Line | None:
    """Return the gap that is asked about, as whoever asks reads it for this purpose."""
    if not (chosen["gap"] and chosen["purpose"]):
        return None
    answer = await visit.look(f"/cases/{case}/disclosures", {"purpose": chosen["purpose"]})
    return next((line for line in lines_of(answer) if line.id == chosen["gap"]), None)


async def _to_answer(visit: Visit, case: Id, request: Id, purpose: str) -> dict[str, Any]:
    one = await _one(visit, case, request)
    about_gap = one["about"] == GAP
    asked: list[Line] = []
    if about_gap:
        path = f"/cases/{case}/requests/{request}/reading"
        asked = lines_of(await visit.look(path, {"purpose": purpose}))
    pattern = lines_of(await visit.look(f"/cases/{case}/disclosures", {"purpose": purpose}))
    own = [
        line
        for line in pattern
        if line.unit == OURS and (line.kind != Kind.GAP if about_gap else line.kind in OF_WORK)
    ]
    return {
        "reads": words_reading,
        "case": case,
        "request": one,
        "purpose": purpose,
        "asked": asked,
        "own": own,
        "held": f'"{one["revision"]}"' if one["revision"] else "",
        "reasons": list(words_reading.REASONS.items()),
    }

"""The first pages: what is new, what is asked, what is due, and the cases somebody works on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query

from policies.routes import IG_OFFICER
from sharehub.pages.asking import Refused
from sharehub.pages.forms import errors_of
from sharehub.pages.people import UNNAMED, People, people_of
from sharehub.pages.rules import may
from sharehub.pages.staff import short
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words import plain
from sharehub.pages.words_reading import DEADLINES, OCCASIONS, OF_REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page)

MOST_CASES: Final = 25
"""On one page: for each it is asked who they are, which is a look."""
FIRST_NEWS, FIRST_DUE = 8, 5
MOST_NEWS: Final = 100
ASKED: Final = "request_to_answer"
OF_NEWS: Final = {"copy_out_of_date": "/recalls", "leak": "/cases/{case}/leaks"}
OF_DUE: Final = {"copy_to_destroy": "/recalls", "gap": "/cases/{case}/facts"}
"""Where some notices and deadlines lead; the others lead to their case."""


@dataclass(frozen=True, slots=True)
class News:
    """One notice: what happened, in which case, and where that leads."""

    id: str
    text: str
    at: str
    path: str
    people: People = field(repr=False)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due, and where that leads."""

    text: str
    due: str
    overdue: bool
    path: str
    people: People = field(repr=False)


@router.get("/")
async def home(visit: Visiting, start: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """Show what is new, what is asked and due, and the cases; whoever has none begins elsewhere."""
    first = visit.places()[0][0]
    if first != "/":
        return visit.go(first)
    cases = [one["id"] for one in await visit.every("/cases")]
    shown = cases[start : start + MOST_CASES]
    notices = await visit.every("/notices", unseen="true")
    due = await visit.every("/deadlines")
    asked = [one for one in due if one["kind"] == ASKED]
    others = [one for one in due if one["kind"] != ASKED]
    people = await names(visit, [*shown, *_cases((*notices[:FIRST_NEWS], *asked, *others[:FIRST_DUE]))])
    return visit.page(
        "home.html.j2",
        may=may,
        cases=[(case, people[case]) for case in shown],
        start=start,
        more=start + MOST_CASES if start + MOST_CASES < len(cases) else 0,
        back=max(0, start - MOST_CASES),
        news=[_news(one, people) for one in notices[:FIRST_NEWS]],
        more_news=len(notices) > FIRST_NEWS,
        asked=[_due(one, people) for one in asked],
        due=[_due(one, people) for one in others[:FIRST_DUE]],
        more_due=len(others) > FIRST_DUE,
    )


@router.get("/new")
async def show_news(visit: Visiting) -> Response:
    """Show what is new since somebody of the unit looked."""
    notices = (await visit.every("/notices", unseen="true"))[:MOST_NEWS]
    people = await names(visit, _cases(notices))
    return visit.page("reading/new.html.j2", news=[_news(one, people) for one in notices])


@router.post("/new/seen")
async def see_all(visit: Visiting) -> Response:
    """Say of those notices that stood on the page that they are seen."""
    for notice in visit.form.all("notice"):
        await _see(visit, notice)
    return visit.go("/new")


@router.post("/new/{notice}/seen")
async def see_one(visit: Visiting, notice: Id) -> Response:
    """Say of one notice that it is seen, and go on from where one was."""
    await _see(visit, str(notice))
    return visit.go("/" if visit.form.one("from") == "home" else "/new")


@router.get("/due")
async def show_due(visit: Visiting) -> Response:
    """Show all that is due, soonest first."""
    return visit.page("reading/due.html.j2", due=await _all_due(visit))


@router.post("/due")
async def print_due(visit: Visiting) -> Response:
    """Hand over the list of what is due, without names: to print, or as a table."""
    form = visit.form.one("as")
    try:
        made = await visit.api.ask("POST", "/deadlines/print", {"form": form})
    except Refused as refused:
        return visit.wrong(
            "reading/due.html.j2", errors_of(refused, {"form": "as"}), due=await _all_due(visit)
        )
    return visit.hand_over(made, f"due.{form}")


async def names(visit: Visit, cases: Iterable[str]) -> dict[str, People]:
    """Ask who is who in some cases, each once; a case that is not theirs any more has no names."""

    async def one(case: str) -> People:
        try:
            return await people_of(visit, case)
        except Refused:
            return People(())

    wanted = [*dict.fromkeys(cases)]
    if visit.role == IG_OFFICER:
        # Officers are told nobody's name, and asking would stand among the refusals that they look through.
        return {case: People((("case", f"Case {short(case)}"),)) for case in wanted}
    return dict(zip(wanted, await asyncio.gather(*map(one, wanted)), strict=True))


async def _all_due(visit: Visit) -> list[Due]:
    due = await visit.every("/deadlines")
    people = await names(visit, [*dict.fromkeys(_cases(due))][:MOST_CASES])
    return [_due(one, people) for one in due]


async def _see(visit: Visit, notice: str) -> None:
    try:
        await visit.act(f"/notices/{notice}/seen", again=notice)
    except Refused as refused:
        # What somebody else of the unit saw meanwhile, or is told nobody any more, is seen as well.
        if refused.anew:
            raise


def _cases(found: Iterable[Mapping[str, Any]]) -> list[str]:
    return [one["case"] for one in found if one["case"]]


def _news(notice: Mapping[str, Any], people: Mapping[str, People]) -> News:
    kind, case = notice["kind"], notice["case"]
    path = f"/cases/{case}/requests/{notice['about']}" if kind in OF_REQUESTS else f"/cases/{case}"
    path = OF_NEWS.get(kind, path).format(case=case)
    return News(notice["id"], OCCASIONS.get(kind, plain(kind)), notice["at"], path, people[case])


def _due(one: Mapping[str, Any], people: Mapping[str, People]) -> Due:
    case, kind = one["case"], one["kind"]
    path = f"/cases/{case}" if case else ""
    if kind in {ASKED, "request_unanswered"}:
        path = f"/cases/{case}/requests/{one['id']}"
    path = OF_DUE.get(kind, path).format(case=case)
    known = people.get(case or "")
    unnamed = People((("third_party", one["case_reference"] or UNNAMED),)) if case else People(())
    return Due(DEADLINES.get(kind, plain(kind)), one["due"], one["overdue"], path, known or unnamed)

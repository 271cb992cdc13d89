"""Change, by three questions, with attendance small and last; and saying what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.pages import lines
from sharehub.pages.asking import Refused
from sharehub.pages.assessment_form import FIELDS, body_of, lacking, options
from sharehub.pages.forms import errors_of
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words import purpose
from sharehub.pages.words_referring import GOALS, KEPT, WHOM

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/change")

FIRST: Final = ("programme_delivery", "child_protection", "survivor_support", "order_supervision")
"""For which purpose change is read first, where a role has it; else what it has first."""
REPORT: Final = "change_report"


async def reading_for(visit: Visit, chosen: str = "") -> str:
    """Return for which purpose somebody reads of change: the one they chose, if it is their role's."""
    own: list[str] = (await visit.get("/me"))["purposes"]
    if chosen in own:
        return chosen
    return next((one for one in FIRST if one in own), own[0] if own else "")


@router.get("")
async def show_change(visit: Visiting, case: Id) -> Response:
    """Show what there is of change, for a purpose; a look, and on record as one."""
    wanted = await reading_for(visit, visit.request.query_params.get("for", ""))
    found = await visit.look(f"/cases/{case}/change", {"purpose": wanted})
    return visit.page(
        "change/show.html.j2",
        case=case,
        found=found,
        wanted=wanted,
        purposes=[(one, purpose(one)) for one in (await visit.get("/me"))["purposes"]],
        names=await names_of(visit, case),
        say=lines,
        goal_words=GOALS,
        kept_words=KEPT,
        whom=WHOM,
        may_assess=may(visit.role, "assess_change"),
    )


@router.post("/report")
async def keep_report(visit: Visiting, case: Id) -> Response:
    """Hand over the report of change as a file; decided and recorded anew."""
    wanted = await reading_for(visit, visit.form.one("purpose"))
    asked = {"document": REPORT, "purpose": wanted, "as": "pdf"}
    answer = await visit.api.ask("POST", f"/cases/{case}/documents", asked)
    return visit.hand_over(answer, "change.pdf")


@router.get("/new")
async def ask_for_assessment(visit: Visiting, case: Id) -> Response:
    """Ask the three questions."""
    return visit.page("change/assess.html.j2", **await _asked(visit, case))


@router.post("/new")
async def assess(visit: Visiting, case: Id) -> Response:
    """Say what has changed; what is not known is said to be so."""
    given = await _asked(visit, case)
    errors = lacking(visit.form)
    if not errors:
        try:
            await visit.act(f"/cases/{case}/change-assessments", body_of(visit.form))
        except Refused as refused:
            errors = errors_of(refused, FIELDS)
        else:
            return visit.go(f"/cases/{case}/change")
    return visit.wrong("change/assess.html.j2", errors, **given)


async def names_of(visit: Visit, case: Id) -> dict[str, Json]:
    """Return those of a case whose names one may know, by their ids."""
    return {one["id"]: one for one in (await visit.look(f"/cases/{case}/names"))["people"]}


async def _asked(visit: Visit, case: Id) -> dict[str, Any]:
    wanted = await reading_for(visit)
    on_file = (await visit.look(f"/cases/{case}/change", {"purpose": wanted}))["on_file"]
    names = await names_of(visit, case)
    units = await visit.every("/units")
    his_side: bool = (await visit.get("/me"))["works_with_him"]
    return {"case": case, "say": lines, "ask": options(on_file, names, units, his_side=his_side)}

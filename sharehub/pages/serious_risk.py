"""Somebody is at serious risk: a decision asked for by one and approved by another, in a hurry."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from fastapi import APIRouter

from sharehub.pages import words_consents
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.knowing import (
    as_choices,
    called,
    lines_known,
    names_of_units,
    people_of,
    receivers,
    services_of,
)
from sharehub.pages.rules import breaks_glass, for_others, may, minutes_of_glass, read_by_him
from sharehub.pages.visits import FORBIDDEN, Id, Page, Visiting
from sharehub.pages.words import purpose as purpose_words

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page)

USUAL: Final = timedelta(days=7)
"""How long a decision is proposed to last."""
EVERYTHING: Final = "all"
GROUNDS: Final = {
    "risk": "Say what the risk is.",
    "person": "Choose who is at risk.",
    "why_not_less": "Say why less would not do.",
}
FIELDS: Final = {"person_at_risk": "person", "end": "end"}


@router.get("/serious-risk")
async def begin(visit: Visiting) -> Response:
    """Show the cases by their names, what waits for approval, and what to do when nobody can be reached."""
    return visit.page("risk/begin.html.j2", **await _begin(visit))


@router.post("/serious-risk")
async def by_number(visit: Visiting) -> Response:
    """Go on to breaking the glass, for a case whose number somebody has been told."""
    try:
        case = UUID(visit.form.one("number"))
    except ValueError:
        text = "Write the number as it was told to you: 32 letters and figures, in five groups."
        return visit.wrong("risk/begin.html.j2", [Error("number", text)], **await _begin(visit))
    return visit.go(f"/cases/{case}/break-glass")


@router.get("/serious-risk/asked")
async def asked(visit: Visiting) -> Response:
    """Say that it was asked, and that somebody else must approve."""
    return visit.page("risk/asked.html.j2")


@router.get("/serious-risk/approved")
async def approved(visit: Visiting) -> Response:
    """Say that it counts from now, and what happens next."""
    return visit.page("risk/approved.html.j2")


@router.get("/cases/{case}/serious-risk")
async def ask_why(visit: Visiting, case: Id) -> Response:
    """Show the form: what must go, to whom, who is at risk, and why less would not do."""
    if not may(visit.role, "ask_serious_risk"):
        return visit.page("risk/not_for_role.html.j2", status=FORBIDDEN)
    return visit.page("risk/ask.html.j2", **await _ask(visit, case))


@router.post("/cases/{case}/serious-risk")
async def ask(visit: Visiting, case: Id) -> Response:
    """Ask for a serious-risk decision; it opens nothing until somebody else approves."""
    form = visit.form
    units = [*form.all("units"), *form.all("others")]
    given = await _ask(visit, case)
    facts = [value for value, _ in given["lines"]] if form.one("what") == EVERYTHING else form.all("facts")
    wanted = {
        "facts": (facts, "Choose what must go."),
        "units": (units, "Choose who must have it."),
        "purposes": (form.all("purposes"), "Choose what for."),
    }
    errors = [Error(name, text) for name, (found, text) in wanted.items() if not found]
    errors += [Error(name, text) for name, text in GROUNDS.items() if not form.one(name)]
    if not errors:
        body = {
            "facts": facts,
            "units": units,
            "purposes": form.all("purposes"),
            "start": visit.today().isoformat(),
            "end": form.day("end") or None,
            "person_at_risk": form.one("person"),
            "risk": form.one("risk"),
            "why_not_less": form.one("why_not_less"),
            "subject_told": {"yes": True, "no": False}.get(form.one("told")),
            "told_note": form.one("told_note") or None,
        }
        try:
            await visit.act(f"/cases/{case}/serious-risk-decisions", body)
        except Refused as refused:
            errors = errors_of(refused, FIELDS)
        else:
            return visit.go("/serious-risk/asked")
    return visit.wrong("risk/ask.html.j2", errors, **given)


@router.get("/cases/{case}/serious-risk/{decision}")
async def read_grounds(visit: Visiting, case: Id, decision: Id) -> Response:
    """Show why a decision is asked for, to somebody who may approve it; that they read it is on record."""
    return visit.page("risk/grounds.html.j2", **await _grounds(visit, case, decision))


@router.post("/cases/{case}/serious-risk/{decision}")
async def approve(visit: Visiting, case: Id, decision: Id) -> Response:
    """Approve what somebody else asked for."""
    try:
        await visit.act(f"/cases/{case}/serious-risk-decisions/{decision}/approval")
    except Refused as refused:
        given = await _grounds(visit, case, decision)
        return visit.wrong("risk/grounds.html.j2", errors_of(refused), **given)
    return visit.go("/serious-risk/approved")


async def _begin(visit: Visit) -> dict[str, Any]:
    cases = [(each["id"], await called(visit, each["id"])) for each in await visit.every("/cases")]
    names = dict(cases)
    waiting = []
    if may(visit.role, "approve_serious_risk"):
        waiting = [
            {**one, "who": names[one["case"]]}
            for one in await visit.every("/serious-risk-decisions")
            if one["case"] in names
        ]
    return {
        "cases": sorted(cases, key=lambda pair: pair[1]),
        "may_ask": may(visit.role, "ask_serious_risk"),
        "waiting": waiting,
        "breaks": breaks_glass(visit.role),
        "minutes": minutes_of_glass(),
        "units": await names_of_units(visit) if waiting else {},
        "w": words_consents,
    }


async def _ask(visit: Visit, case: UUID) -> dict[str, Any]:
    near, far = await receivers(visit, case)
    purposes = [each for each in for_others() if not read_by_him(each)]
    return {
        "case": case,
        "lines": as_choices(await lines_known(visit, case)),
        "people": [
            (one["id"], one["name"]) for one in await people_of(visit, case) if one["part"] != "perpetrator"
        ],
        "near": near,
        "far": far,
        "purposes": [(purpose, purpose_words(purpose)) for purpose in purposes],
        "later": (visit.today() + USUAL).isoformat(),
    }


async def _grounds(visit: Visit, case: UUID, decision: UUID) -> dict[str, Any]:
    grounds = await visit.look(f"/cases/{case}/serious-risk-decisions/{decision}/grounds")
    people = {one["id"]: one["name"] for one in await people_of(visit, case)}
    staff = {one["user"]: one["name"] for each in await services_of(visit, case) for one in each["people"]}
    lines = dict(as_choices(await lines_known(visit, case)))
    return {
        "case": case,
        "decision": decision,
        "grounds": grounds,
        "asked_by": staff.get(grounds["asked_by"], "Somebody whose service is not named to you"),
        "at_risk": people.get(grounds["person_at_risk"], ""),
        "lines": [lines[fact] for fact in grounds["facts"] if fact in lines],
        "units": await names_of_units(visit),
        "w": words_consents,
    }

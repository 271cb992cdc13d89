"""The events that open a purpose, and a unit's approval of a release of its own records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.pages import words_consents
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.knowing import as_choices, names_of_units, own_lines, receivers
from sharehub.pages.rules import for_others, gates_of
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words import purpose as purpose_words

if TYPE_CHECKING:
    from uuid import UUID

    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

USUAL: Final = timedelta(days=28)
"""How long an approval is proposed to last."""
FIELDS: Final = {"last_day": "end"}


@router.get("/gates")
async def list_gates(visit: Visiting, case: Id) -> Response:
    """Show the openings that the caller's unit recorded, and the form for another."""
    return visit.page("gates/list.html.j2", **await _gates(visit, case))


@router.post("/gates")
async def open_a_gate(visit: Visiting, case: Id) -> Response:
    """Record the event that opens a purpose, for named units."""
    form = visit.form
    wanted = {"gate": "Choose what has happened.", "units": "Choose for whom it opens: never for all."}
    units = [*form.all("units"), *form.all("others")]
    errors = [
        Error(name, text)
        for name, text in wanted.items()
        if not (units if name == "units" else form.one(name))
    ]
    if not errors:
        body = {
            "gate": form.one("gate"),
            "units": units,
            "start": form.day("start"),
            "end": form.day("end") or None,
        }
        try:
            await visit.act(f"/cases/{case}/gates", body)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            return visit.go(f"/cases/{case}/gates")
    return visit.wrong("gates/list.html.j2", errors, **await _gates(visit, case))


@router.post("/gates/{opening}/closing")
async def close_a_gate(visit: Visiting, case: Id, opening: Id) -> Response:
    """Write down that an opening ends today; the day is included."""
    try:
        await visit.act(f"/cases/{case}/gates/{opening}/closing", {"last_day": visit.today().isoformat()})
    except Refused as refused:
        return visit.wrong("gates/list.html.j2", errors_of(refused, FIELDS), **await _gates(visit, case))
    return visit.go(f"/cases/{case}/gates")


@router.get("/approvals")
async def ask_for_an_approval(visit: Visiting, case: Id) -> Response:
    """Show the form by which a unit approves a release of its own records."""
    return visit.page("gates/approval.html.j2", **await _approval(visit, case))


@router.post("/approvals")
async def approve(visit: Visiting, case: Id) -> Response:
    """Approve a release of the unit's own records: which, to whom, for what, until when."""
    form = visit.form
    units = [*form.all("units"), *form.all("others")]
    wanted = {
        "facts": (form.all("facts"), "Choose which of your records."),
        "units": (units, "Choose who may have it."),
        "purposes": (form.all("purposes"), "Choose what for."),
    }
    errors = [Error(name, text) for name, (given, text) in wanted.items() if not given]
    if not errors:
        body = {
            "facts": form.all("facts"),
            "units": units,
            "purposes": form.all("purposes"),
            "start": visit.today().isoformat(),
            "end": form.day("end") or None,
            "note": form.one("note") or None,
        }
        try:
            await visit.act(f"/cases/{case}/approvals", body)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            return visit.go(f"/cases/{case}/approvals/given")
    return visit.wrong("gates/approval.html.j2", errors, **await _approval(visit, case))


@router.get("/approvals/given")
async def approved(visit: Visiting, case: Id) -> Response:
    """Say that it counts from now."""
    return visit.page("gates/approved.html.j2", case=case)


async def _gates(visit: Visit, case: UUID) -> dict[str, Any]:
    near, far = await receivers(visit, case)
    openings = await visit.every(f"/cases/{case}/gates")
    day = visit.today().isoformat()
    return {
        "case": case,
        "openings": sorted(openings, key=lambda one: one["start"], reverse=True),
        "mine": [(gate, words_consents.gate(gate)) for gate in gates_of(visit.role)],
        "near": near,
        "far": far,
        "units": await names_of_units(visit),
        "today": day,
        "w": words_consents,
    }


async def _approval(visit: Visit, case: UUID) -> dict[str, Any]:
    near, far = await receivers(visit, case)
    day = visit.today()
    return {
        "case": case,
        "lines": as_choices(await own_lines(visit, case)),
        "near": near,
        "far": far,
        "purposes": [(purpose, purpose_words(purpose)) for purpose in for_others()],
        "later": (day + USUAL).isoformat(),
    }

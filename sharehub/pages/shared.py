"""For her worker, with her: what is written that is hers, who may have it and why, and what she can stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from fastapi import APIRouter

from policies.vocabulary import Caveat
from sharehub.pages import words_consents
from sharehub.pages.asking import Refused
from sharehub.pages.consents import hers
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.knowing import ADULTS, as_choices, names_of_units, people_of, purposes_of
from sharehub.pages.rules import shared_anyway
from sharehub.pages.visits import NOT_FOUND, Id, Page, Visiting
from sharehub.pages.words import purpose as purpose_words

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page)

FIELDS: Final = {"facts": "shown"}


@router.get("/cases/{case}/shared")
async def show_what_is_shared(visit: Visiting, case: Id, purpose: str = "") -> Response:
    """Show, to her worker, what is written that is hers."""
    offered = await purposes_of(visit)
    wanted = purpose if purpose in offered else ""
    given = await _given(visit, case, wanted)
    return visit.page(
        "shared/worker.html.j2", offered=offered, wanted=wanted or (offered[0] if offered else ""), **given
    )


@router.post("/shared-with-her")
async def show_her(visit: Visiting) -> Response:
    """Show her: at an address that names no case, since browsers print it on the paper she may take along."""
    form = visit.form
    try:
        case = UUID(form.one("case"))
    except ValueError:
        return visit.page("nowhere.html.j2", status=NOT_FOUND)
    anyway = [purpose_words(purpose) for purpose in shared_anyway()]
    given = await _given(visit, case, form.one("purpose"))
    return visit.page("shared/hers.html.j2", anyway=anyway, **given)


@router.get("/shared-with-her")
async def nothing_to_show(visit: Visiting) -> Response:
    """Go back to the cases: by itself the address shows nobody's."""
    return visit.go("/")


@router.get("/cases/{case}/shared/shown")
async def ask_what_was_shown(visit: Visiting, case: Id) -> Response:
    """Show the form for what was read with her."""
    return visit.page("shared/shown.html.j2", **await _form(visit, case))


@router.post("/cases/{case}/shared/shown")
async def write_what_was_shown(visit: Visiting, case: Id) -> Response:
    """Write down what was read with her, and whether she was asked if it may be shared."""
    form = visit.form
    wanted = {
        "shown": "Choose what was read with her.",
        "survivor": "Choose with whom it was read.",
        "asked": "Say whether she was asked.",
    }
    errors = [Error(name, text) for name, text in wanted.items() if not form.one(name)]
    if not errors:
        body = {
            "shown": form.all("shown"),
            "survivor": form.one("survivor"),
            "shown_on": form.day("shown_on") or visit.today().isoformat(),
            "asked_to_share": form.one("asked") == "yes",
            "consent": form.one("consent") or None,
        }
        try:
            await visit.act(f"/cases/{case}/shown-to-her", body)
        except Refused as refused:
            errors = errors_of(refused, FIELDS)
        else:
            return visit.go(f"/cases/{case}/shared")
    return visit.wrong("shared/shown.html.j2", errors, **await _form(visit, case))


async def _given(visit: Visit, case: UUID, purpose: str) -> dict[str, Any]:
    found = await hers(visit, case, purpose)
    people = {one["id"]: one["name"] for one in await people_of(visit, case)}
    return {
        "case": case,
        "purpose": found.get("purpose", ""),
        "lines": [each for each in found["lines"] if each["hers"] is not None and for_her(each["line"])],
        "short": [each["line"] for each in found["lines"] if each["hers"] is None],
        "said": found["said"],
        "told": found["told"],
        "people": people,
        "units": await names_of_units(visit),
        "today": visit.today(),
        "w": words_consents,
    }


async def _form(visit: Visit, case: UUID) -> dict[str, Any]:
    found = await hers(visit, case)
    adults = [(one["id"], one["name"]) for one in await people_of(visit, case) if one["part"] in ADULTS]
    lines = [each["line"] for each in found["lines"] if each["hers"] is not None and for_her(each["line"])]
    return {
        "case": case,
        "lines": as_choices(lines),
        "adults": adults,
        "said": found["said"],
        "today": visit.today().isoformat(),
        "w": words_consents,
    }


def for_her(line: dict[str, Any]) -> bool:
    """Say whether a line may be read to her: of an earlier relationship the disclosure scheme tells her."""
    return Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS not in line["caveats"]

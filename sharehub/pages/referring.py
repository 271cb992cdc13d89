"""Referring him to a programme, for who refers: whom it takes, the draft, what goes, approval, sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.pages import lines
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.knowing import names_of_units
from sharehub.pages.referral_form import FIELDS, body_of, called, filled, lacking, options
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_referring import STATUSES, WHY_NOT

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/referrals")


@router.get("")
async def list_referrals(visit: Visiting, case: Id) -> Response:
    """Show what the unit refers in a case, and what it was sent."""
    found = await visit.every(f"/cases/{case}/referrals")
    programmes = {one["id"]: one for one in await visit.every("/programmes")}
    units = await names_of_units(visit)
    own = str(visit.session.known.unit)
    return visit.page(
        "referral/list.html.j2",
        case=case,
        sent=[one for one in found if one["from_unit"] == own],
        received=[one for one in found if one["from_unit"] != own],
        programmes=programmes,
        units=units,
        statuses=STATUSES,
        may_refer=may(visit.role, "refer"),
    )


@router.get("/new")
async def choose_programme(visit: Visiting, case: Id) -> Response:
    """Show the programmes there are, and whom each takes."""
    return visit.page(
        "referral/choose.html.j2", case=case, programmes=await visit.every("/programmes"), say=lines
    )


@router.get("/new/{programme}")
async def ask_for_draft(visit: Visiting, case: Id, programme: Id) -> Response:
    """Ask what a referral to a programme needs."""
    return visit.page("referral/draft.html.j2", **await _asked(visit, case, programme))


@router.post("/new/{programme}")
async def draft(visit: Visiting, case: Id, programme: Id) -> Response:
    """Draft a referral; nobody else sees it."""
    errors = lacking(visit.form)
    if not errors:
        try:
            done = await visit.act(f"/cases/{case}/referrals", body_of(visit.form, str(programme)))
        except Refused as refused:
            errors = _errors(refused)
        else:
            return visit.go(f"/cases/{case}/referrals/{done.body['id']}/check")
    return visit.wrong("referral/draft.html.j2", errors, **await _asked(visit, case, programme))


@router.get("/{referral}/change")
async def ask_for_change(visit: Visiting, case: Id, referral: Id) -> Response:
    """Ask again what a referral needs that has not been sent."""
    item = await referral_of(visit, case, referral)
    seen = await visit.look(f"/cases/{case}/referrals/{referral}/preview")
    given = await _asked(visit, case, item["programme"]) | {
        "form": filled(seen),
        "referral": item,
        "revision": f'"{item["revision"]}"',
    }
    return visit.page("referral/draft.html.j2", **given)


@router.post("/{referral}/change")
async def change(visit: Visiting, case: Id, referral: Id) -> Response:
    """Change a referral that has not been sent."""
    item = await referral_of(visit, case, referral)
    errors = lacking(visit.form)
    if not errors:
        try:
            await visit.act(
                f"/cases/{case}/referrals/{referral}/changes", body_of(visit.form, item["programme"])
            )
        except Refused as refused:
            errors = _errors(refused)
        else:
            return visit.go(f"/cases/{case}/referrals/{referral}/check")
    given = await _asked(visit, case, item["programme"])
    return visit.wrong(
        "referral/draft.html.j2",
        errors,
        **given | {"referral": item, "revision": visit.form.one("form_revision")},
    )


@router.get("/{referral}/check")
async def check(visit: Visiting, case: Id, referral: Id) -> Response:
    """Show what would go, how complete it is, and what never goes; a look, and on record as one."""
    return visit.page("referral/check.html.j2", **await _seen(visit, case, referral))


@router.post("/{referral}/approval")
async def approve(visit: Visiting, case: Id, referral: Id) -> Response:
    """Approve a referral exactly as it was looked at."""
    try:
        await visit.act(f"/cases/{case}/referrals/{referral}/approval", {"digest": visit.form.one("digest")})
    except Refused as refused:
        return visit.wrong("referral/check.html.j2", errors_of(refused), **await _seen(visit, case, referral))
    return visit.go(f"/cases/{case}/referrals/{referral}")


@router.post("/{referral}/dispatch")
async def dispatch(visit: Visiting, case: Id, referral: Id) -> Response:
    """Send an approved referral, if nothing has changed since it was approved."""
    try:
        await visit.act(f"/cases/{case}/referrals/{referral}/dispatch")
    except Refused as refused:
        errors = errors_of(refused)
        return visit.wrong("referral/check.html.j2", errors, **await _seen(visit, case, referral))
    return visit.go(f"/cases/{case}/referrals/{referral}")


async def referral_of(visit: Visit, case: Id, referral: Id) -> Json:
    """Return how a referral stands.

    Raises:
        Refused: there is none such for this unit.
    """
    found = await visit.every(f"/cases/{case}/referrals")
    for item in found:
        if item["id"] == str(referral):
            return item
    raise Refused(404, "not_found", "there is no such referral")


async def _asked(visit: Visit, case: Id, programme: object) -> dict[str, Any]:
    directory = await visit.every("/programmes")
    chosen = next((one for one in directory if one["id"] == str(programme)), None)
    if chosen is None:
        raise Refused(404, "not_found", "there is no such programme")
    recipients = await visit.every(f"/cases/{case}/referrals/recipients/{programme}")
    names = (await visit.look(f"/cases/{case}/names"))["people"]
    return {
        "case": case,
        "programme": chosen,
        "referral": None,
        "say": lines,
        "ask": options(await visit.get("/me"), recipients, names),
        "unit": called(await names_of_units(visit), chosen["unit"]),
    }


async def _seen(visit: Visit, case: Id, referral: Id) -> dict[str, Any]:
    item = await referral_of(visit, case, referral)
    found = await visit.api.ask("POST", f"/cases/{case}/referrals/{referral}/preview")
    return {
        "case": case,
        "referral": item,
        "seen": found.body,
        "revision": found.revision or "",
        "why_not": [WHY_NOT[why] for why in found.body["why_not"]],
        "worded": _worded(found.body),
        "say": lines,
    }


def _worded(seen: Json) -> list[str]:
    """Return the lines of which there is something to ask about how they are worded, each once."""
    texts = {one["id"]: one["text"] for one in lines.entries(seen["sections"])}
    found = [texts[one["line"]] for one in seen["completeness"]["findings"] if one["line"] in texts]
    return list(dict.fromkeys(found))


def _errors(refused: Refused) -> list[Error]:
    return errors_of(refused, FIELDS)

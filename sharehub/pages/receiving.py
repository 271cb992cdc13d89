"""One referral, as either side has it: how it stands, what comes next; and as its programme reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.pages import lines
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.knowing import names_of_units
from sharehub.pages.referral_form import called
from sharehub.pages.referring import referral_of
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_referring import REJECTIONS, STATUSES, STEPS, pairs

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/referrals/{referral}")

READABLE: Final = frozenset({"sent", "accepted", "in_progress", "completed"})
FILES: Final = {"pdf": "referral.pdf", "html": "referral.html"}


@router.get("")
async def show_referral(visit: Visiting, case: Id, referral: Id) -> Response:
    """Show how a referral stands and what may be done next."""
    return visit.page("referral/one.html.j2", **await _stands(visit, case, referral))


@router.post("/moves")
async def move(visit: Visiting, case: Id, referral: Id) -> Response:
    """Take a referral a step further."""
    body = visit.form.given("to", "reason")
    errors: list[Error] = []
    if body.get("to") == "rejected" and "reason" not in body:
        errors = [Error("reason", "Choose why.")]
    else:
        try:
            await visit.act(f"/cases/{case}/referrals/{referral}/moves", body)
        except Refused as refused:
            errors = errors_of(refused)
    if errors:
        return visit.wrong("referral/one.html.j2", errors, **await _stands(visit, case, referral))
    return visit.go(f"/cases/{case}/referrals/{referral}")


@router.get("/reading")
async def read(visit: Visiting, case: Id, referral: Id) -> Response:
    """Read a referral that was sent to one's unit; a look, and on record as one."""
    item = await referral_of(visit, case, referral)
    found = await visit.look(f"/cases/{case}/referrals/{referral}/reading")
    return visit.page("referral/reading.html.j2", case=case, referral=item, read=found, say=lines)


@router.post("/document")
async def keep(visit: Visiting, case: Id, referral: Id) -> Response:
    """Hand a referral over as a file; decided and recorded anew."""
    form = visit.form.one("as")
    answer = await visit.api.ask("POST", f"/cases/{case}/referrals/{referral}/document", {"form": form})
    return visit.hand_over(answer, FILES.get(form, "referral"))


async def _stands(visit: Visit, case: Id, referral: Id) -> dict[str, Any]:
    item = await referral_of(visit, case, referral)
    units = await names_of_units(visit)
    programmes = {one["id"]: one for one in await visit.every("/programmes")}
    steps = await visit.every(f"/cases/{case}/referrals/{referral}/steps")
    sender = item["from_unit"] == str(visit.session.known.unit)
    return {
        "case": case,
        "referral": item,
        "revision": f'"{item["revision"]}"',
        "programme": programmes.get(item["programme"]),
        "sender": sender,
        "other": called(units, item["to_unit"] if sender else item["from_unit"]),
        "steps": [_step(step, units) for step in steps],
        "statuses": STATUSES,
        "reasons": pairs(REJECTIONS),
        "readable": not sender and item["status"] in READABLE,
        "may_answer": not sender and may(visit.role, "answer_referral"),
        "may_refer": sender and may(visit.role, "refer"),
    }


def _step(step: Json, units: dict[str, str]) -> dict[str, str]:
    reason = step["reason"]
    return {
        "status": STEPS[step["status"]],
        "reason": REJECTIONS[reason] if reason else "",
        "unit": called(units, step["unit"]),
        "at": step["at"],
    }

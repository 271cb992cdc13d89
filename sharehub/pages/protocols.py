"""Protocols: which there are, what each says, what a version changes, and how one comes into force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from policies.findings import PolicyError
from policies.parse import parse_protocol
from policies.routes import IG_OFFICER
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY
from sharehub.pages import words_rules
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.rules_read import carried
from sharehub.pages.staff import Known, short, staff_of, units_of
from sharehub.pages.visits import Id, Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/protocols")

GOVERNS = frozenset({SIGNATORY, ADMINISTRATOR})
STEPS = {
    "sign": ("signature", "Sign this protocol", "Sign for your unit", "digest"),
    "withdraw-signature": ("signature/withdrawal", "Withdraw your signature", "Withdraw the signature", ""),
    "take-back": ("withdrawal", "Take this draft back", "Take it back for good", ""),
    "suspend": ("suspension", "Suspend this protocol", "Suspend it now", "reason"),
    "resume": ("resumption", "Let this protocol go on", "Sign that it may go on", "digest"),
    "rehearse": ("rehearsals", "Record a rehearsal", "Put the rehearsal on record", "rehearsal"),
}
"""What may be done to a protocol: where the API has it, its page's title, its button, and what it is sent."""
POSSIBLE = {
    (SIGNATORY, "draft"): ("rehearse", "take-back"),
    (SIGNATORY, "rehearsed"): ("sign", "withdraw-signature", "rehearse", "take-back"),
    (SIGNATORY, "in_force"): ("suspend",),
    (SIGNATORY, "suspended"): ("resume", "withdraw-signature"),
    (ADMINISTRATOR, "draft"): ("rehearse", "take-back"),
    (ADMINISTRATOR, "rehearsed"): ("rehearse", "take-back"),
    (ADMINISTRATOR, "in_force"): ("suspend",),
}
"""By role, and by where the protocol stands."""


@router.get("")
async def list_them(visit: Visiting) -> Response:
    """Show the protocols of this unit, and which days come up."""
    return visit.page(
        "protocols/list.html.j2",
        protocols=await visit.every("/protocols"),
        due=await visit.every("/due-protocols") if visit.role in GOVERNS else [],
        governs=visit.role in GOVERNS,
        officer=visit.role == IG_OFFICER,
        rules=words_rules,
    )


@router.get("/new")
async def new(visit: Visiting) -> Response:
    """Offer to draft a protocol."""
    return visit.page("protocols/new.html.j2")


@router.post("/new")
async def draft(visit: Visiting) -> Response:
    """Register a draft."""
    try:
        drafted = await visit.act("/protocols", {"document": visit.form.one("document")})
    except Refused as refused:
        fields = dict.fromkeys(("protocol", "parties"), "document")
        errors = [Error("document", _sentences(refused))] if refused.code == "invalid" else []
        return visit.wrong("protocols/new.html.j2", errors or errors_of(refused, fields))
    return visit.go(f"/protocols/{drafted.body['id']}")


def _sentences(refused: Refused) -> str:
    return f"{refused.detail[:1].upper()}{refused.detail[1:]}"


@router.get("/{protocol}")
async def show(visit: Visiting, protocol: Id) -> Response:
    """Show one version: what it says, where it stands, and what may be done."""
    found = await visit.get(f"/protocols/{protocol}")
    known = await _known(visit, found)
    return visit.page(
        "protocols/show.html.j2",
        found=found,
        said=_said(found["document"]),
        carried=carried(found["rulebook"], found["purposes"]),
        known=known,
        steps=[(step, STEPS[step][1]) for step in POSSIBLE.get((visit.role, found["status"]), ())],
        earlier=[one for one in found["versions"] if one["version"] < found["version"]],
        rules=words_rules,
        short=short,
    )


async def _known(visit: Visit, found: dict[str, Any]) -> Known:
    # Names of people are for officers alone; whoever signs sees for which unit somebody did.
    if visit.role != IG_OFFICER:
        return await units_of(visit)
    return await staff_of(visit, [*found["rehearsals"], *found["signatures"]])


def _said(document: str) -> Any:  # noqa: ANN401 - a protocol, or None
    try:
        return parse_protocol(document)
    except PolicyError:
        # Older forms of documents are shown as they were written.
        return None


@router.get("/{protocol}/since/{earlier}")
async def since(visit: Visiting, protocol: Id, earlier: Id) -> Response:
    """Show what changed since an earlier version."""
    found = await visit.get(f"/protocols/{protocol}")
    before = await visit.get(f"/protocols/{earlier}")
    return visit.page(
        "protocols/since.html.j2",
        found=found,
        before=before,
        changes=await visit.get(f"/protocols/{protocol}/changes-since/{earlier}"),
        rules=words_rules,
    )


@router.get("/{protocol}/{step}")
async def confirm(visit: Visiting, protocol: Id, step: str) -> Response:
    """Say what a step means before it is done."""
    return visit.page("protocols/step.html.j2", **await _step(visit, protocol, step))


@router.post("/{protocol}/{step}")
async def do(visit: Visiting, protocol: Id, step: str) -> Response:
    """Do it."""
    known = await _step(visit, protocol, step)
    form = visit.form
    body: dict[str, Any] | None = {"digest": form.one("digest")}
    if known["sends"] == "rehearsal":
        body = {"digest": form.one("digest"), "rulebook": form.one("rulebook"), "kind": form.one("kind")}
    elif known["sends"] == "reason":
        body = {"reason": form.one("reason")}
    elif not known["sends"]:
        body = None
    try:
        await visit.act(f"/protocols/{protocol}/{STEPS[step][0]}", body)
    except Refused as refused:
        return visit.wrong("protocols/step.html.j2", errors_of(refused), **known)
    return visit.go(f"/protocols/{protocol}")


async def _step(visit: Visit, protocol: Id, step: str) -> dict[str, Any]:
    found = await visit.get(f"/protocols/{protocol}")
    if step not in POSSIBLE.get((visit.role, found["status"]), ()):
        raise Refused(409, "conflict", "this cannot be done as the protocol stands now, or not in your role")
    _, title, button, sends = STEPS[step]
    return {
        "found": found,
        "step": step,
        "title": title,
        "button": button,
        "sends": sends,
        "rules": words_rules,
    }

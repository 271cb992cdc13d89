"""What officers look at afterwards: decisions against the rule, conflicts, and the end of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.pages import words_rules
from sharehub.pages.asking import Refused
from sharehub.pages.forms import errors_of
from sharehub.pages.staff import short, staff_of
from sharehub.pages.visits import FORBIDDEN, NOT_FOUND, Id, Page, Visiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/reviews")

DECISIONS, GLASS = "/reviews/serious-risk-decisions", "/reviews/break-glass"
PROPOSALS = "/retention-proposals"
KINDS: Mapping[str, tuple[str, str]] = {
    "decisions": (DECISIONS, "serious-risk-decisions"),
    "glass": (GLASS, "break-glass"),
}
"""Of what is reviewed: the list that waits, and where it stands below its case."""


@router.get("")
async def waiting(visit: Visiting) -> Response:
    """Show what waits for a review or a decision."""
    decisions, glasses = await visit.every(DECISIONS), await visit.every(GLASS)
    try:
        proposals = await visit.every(PROPOSALS)
    except Refused as refused:
        # What becomes of cases is for the hub's independent officers alone.
        if refused.status != FORBIDDEN:
            raise
        proposals = []
    cases = [one["id"] for one in await visit.every("/cases")]
    known = await staff_of(visit, [*decisions, *glasses])
    return visit.page(
        "reviews/waiting.html.j2",
        decisions=decisions,
        glasses=glasses,
        proposals=proposals,
        cases=cases,
        known=known,
        rules=words_rules,
        short=short,
    )


@router.get("/cases/{case}")
async def of_a_case(visit: Visiting, case: Id) -> Response:
    """Show what an officer decides about a case."""
    return visit.page("reviews/case.html.j2", **await _of_a_case(visit, case))


async def _of_a_case(visit: Visit, case: Id) -> dict[str, Any]:
    checks = await visit.every(f"/cases/{case}/conflict-checks")
    return {
        "case": case,
        "checks": checks,
        "known": await staff_of(visit, checks),
        "rules": words_rules,
        "short": short,
    }


@router.post("/cases/{case}/hold")
async def hold(visit: Visiting, case: Id) -> Response:
    """Set or lift a legal hold."""
    return await _custody(visit, case, "legal-hold", {"held": visit.form.one("held") == "yes"})


@router.get("/cases/{case}/destruction")
async def destruction(visit: Visiting, case: Id) -> Response:
    """Say what destroying a case means, and who has to agree."""
    return visit.page("reviews/destruction.html.j2", case=case, short=short)


@router.post("/cases/{case}/destruction/asking")
async def ask_to_destroy(visit: Visiting, case: Id) -> Response:
    """Ask for a case to be destroyed."""
    return await _destroyed(visit, case, "shredding")


@router.post("/cases/{case}/destruction/approval")
async def approve_destroying(visit: Visiting, case: Id) -> Response:
    """Approve what another officer asked for."""
    return await _destroyed(visit, case, "shredding/approval")


@router.post("/cases/{case}/certificate")
async def certificate(visit: Visiting, case: Id) -> Response:
    """Hand over the certificate of a case that was destroyed."""
    path = f"/cases/{case}/shredding/certificate"
    return visit.hand_over(await visit.api.ask("POST", path, {"as": "pdf"}), "certificate.pdf")


@router.get("/cases/{case}/conflicts/{check}")
async def conflict(visit: Visiting, case: Id, check: Id) -> Response:
    """Show a possible conflict of interest."""
    return visit.page("reviews/conflict.html.j2", **await _conflict(visit, case, check))


@router.post("/cases/{case}/conflicts/{check}")
async def decide_conflict(visit: Visiting, case: Id, check: Id) -> Response:
    """Decide it."""
    body = {"result": visit.form.one("result"), "on": visit.form.day("on")}
    try:
        await visit.act(f"/cases/{case}/conflict-checks/{check}/decision", body)
    except Refused as refused:
        return visit.wrong(
            "reviews/conflict.html.j2", errors_of(refused), **await _conflict(visit, case, check)
        )
    return visit.go(f"/reviews/cases/{case}")


async def _conflict(visit: Visit, case: Id, check: Id) -> dict[str, Any]:
    known = await _of_a_case(visit, case)
    return known | {"check": one_of(known["checks"], check)}


@router.get("/proposals/{proposal}")
async def proposal(visit: Visiting, proposal: Id) -> Response:
    """Show a case at the end of its years."""
    return visit.page("reviews/proposal.html.j2", **await _proposal(visit, proposal))


@router.post("/proposals/{proposal}")
async def decide_proposal(visit: Visiting, proposal: Id) -> Response:
    """Decide what becomes of it."""
    form = visit.form
    body: dict[str, Any] = {"decision": form.one("decision")}
    if body["decision"] == "keep":
        body |= {"keep_until": form.day("keep_until") or None, "reason": form.one("reason") or None}
    try:
        await visit.act(f"{PROPOSALS}/{proposal}/decision", body)
    except Refused as refused:
        known = await _proposal(visit, proposal)
        return visit.wrong("reviews/proposal.html.j2", errors_of(refused), **known)
    return visit.go("/reviews")


async def _proposal(visit: Visit, proposal: Id) -> dict[str, Any]:
    one = one_of(await visit.every(PROPOSALS), proposal)
    return {"proposal": one, "known": await staff_of(visit, [one]), "rules": words_rules, "short": short}


@router.get("/{kind}/{case}/{identity}")
async def review(visit: Visiting, kind: str, case: Id, identity: Id) -> Response:
    """Show what is to be reviewed."""
    return visit.page("reviews/review.html.j2", **await _review(visit, kind, case, identity))


@router.post("/{kind}/{case}/{identity}")
async def reviewed(visit: Visiting, kind: str, case: Id, identity: Id) -> Response:
    """Say what a review comes to."""
    known = await _review(visit, kind, case, identity)
    body = {"verdict": visit.form.one("verdict"), "note": visit.form.one("note") or None}
    try:
        await visit.act(f"/cases/{case}/{KINDS[kind][1]}/{identity}/review", body)
    except Refused as refused:
        return visit.wrong("reviews/review.html.j2", errors_of(refused), **known)
    return visit.go("/reviews")


async def _review(visit: Visit, kind: str, case: Id, identity: Id) -> dict[str, Any]:
    if kind not in KINDS:
        raise nothing()
    one = one_of(await visit.every(KINDS[kind][0]), identity)
    return {
        "kind": kind,
        "one": one,
        "case": case,
        "known": await staff_of(visit, [one]),
        "rules": words_rules,
        "short": short,
    }


async def _custody(visit: Visit, case: Id, path: str, body: dict[str, Any]) -> Response:
    try:
        await visit.act(f"/cases/{case}/{path}", body)
    except Refused as refused:
        return visit.wrong("reviews/case.html.j2", errors_of(refused), **await _of_a_case(visit, case))
    return visit.go(f"/reviews/cases/{case}")


async def _destroyed(visit: Visit, case: Id, path: str) -> Response:
    try:
        done = await visit.act(f"/cases/{case}/{path}")
    except Refused as refused:
        if refused.anew:
            raise
        return visit.wrong("reviews/destruction.html.j2", errors_of(refused), case=case, short=short)
    # Told in this answer alone: at an address of its own it would say so of any case.
    return visit.page("reviews/destroyed.html.j2", case=case, done=done.body, short=short)


def one_of(items: list[dict[str, Any]], identity: Id) -> dict[str, Any]:
    """Return the item of a list with an id.

    Raises:
        Refused: there is none, or not any more.
    """
    found = next((item for item in items if item["id"] == str(identity)), None)
    if found is None:
        raise nothing()
    return found


def nothing() -> Refused:
    """Return what is raised where there is nothing."""
    return Refused(NOT_FOUND, "not_found", "there is nothing here")

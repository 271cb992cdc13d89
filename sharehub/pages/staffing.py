"""Who works on a case: allocating somebody, ending that, and saying that one stands too near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.disclosure.wording import ROLES
from sharehub.pages.asking import Refused
from sharehub.pages.forms import DATE_PARTS, Error, Form, errors_of
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words import role
from sharehub.pages.words_family import TRIGGERS

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

CONFLICT = "family/conflict.html.j2"


@router.get("/members")
async def list_members(visit: Visiting, case: Id) -> Response:
    """List who works on a case, as far as the unit may know."""
    return await _members(visit, case, [])


@router.post("/members")
async def allocate(visit: Visiting, case: Id) -> Response:
    """Allocate somebody."""
    body = visit.form.given("user", "role") | _days(visit, "start", "end")
    if visit.form.one("number"):
        body["user"] = visit.form.one("number")
    try:
        await visit.act(f"/cases/{case}/memberships", body)
    except Refused as refused:
        if not refused.findings:
            raise
        return await _members(visit, case, errors_of(refused))
    return visit.go(f"/cases/{case}/members")


@router.get("/members/{membership}/end")
async def offer_end(visit: Visiting, case: Id, membership: Id) -> Response:
    """Ask for somebody's last day."""
    today = visit.today()
    form = Form({f"last_day-{part}": [str(getattr(today, part))] for part in DATE_PARTS})
    return visit.page("family/end_member.html.j2", case=case, membership=membership, form=form)


@router.post("/members/{membership}/end")
async def end_member(visit: Visiting, case: Id, membership: Id) -> Response:
    """Write down somebody's last day."""
    try:
        await visit.act(
            f"/cases/{case}/memberships/{membership}/end", {"last_day": visit.form.day("last_day")}
        )
    except Refused as refused:
        if not refused.findings:
            raise
        errors = errors_of(refused)
        return visit.wrong("family/end_member.html.j2", errors, case=case, membership=membership)
    return visit.go(f"/cases/{case}/members")


@router.get("/conflicts/new")
async def offer_conflict(visit: Visiting, case: Id) -> Response:
    """Ask how somebody stands too near."""
    return visit.page(CONFLICT, case=case, triggers=tuple(TRIGGERS.items()))


@router.post("/conflicts/new")
async def declare_conflict(visit: Visiting, case: Id) -> Response:
    """Declare that one stands too near oneself; from then on nothing of the case is shown to them."""
    me = await visit.get("/me")
    body = visit.form.given("trigger", "declared") | {"user": me["user"], "on": visit.today().isoformat()}
    errors = [] if "trigger" in body else [Error("trigger", "Choose one.")]
    if not errors:
        try:
            await visit.act(f"/cases/{case}/conflict-checks", body)
        except Refused as refused:
            if not refused.findings:
                raise
            errors = errors_of(refused)
    if errors:
        return visit.wrong(CONFLICT, errors, case=case, triggers=tuple(TRIGGERS.items()))
    return visit.page("family/declared.html.j2")


def _days(visit: Visit, *names: str) -> dict[str, str]:
    return {name: visit.form.day(name) for name in names if visit.form.day(name)}


async def _members(visit: Visit, case: Id, errors: list[Error]) -> Response:
    me = await visit.get("/me")
    colleagues = await visit.every("/colleagues")
    names = {one["id"]: one["name"] for one in colleagues}
    may_work = {one["id"]: one["name"] for one in colleagues if ROLES.keys() & set(one["roles"])}
    members = [
        one
        | {"called": role(one["role"]), "mine": one["user"] == me["user"]}
        | {"name": names.get(one["user"], "")}
        for one in await visit.every(f"/cases/{case}/memberships")
    ]
    given: dict[str, Any] = {
        "case": case,
        "members": members,
        "colleagues": sorted(may_work.items(), key=lambda one: one[1].casefold()),
        "roles": [(word, role(word)) for word in ROLES],
        "allocates": may(visit.role, "allocate"),
    }
    if errors:
        return visit.wrong("family/members.html.j2", errors, **given)
    return visit.page("family/members.html.j2", **given)

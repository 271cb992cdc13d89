"""Permission to communicate: a treatment service asks its own client, each way by itself, and they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.pages.asking import Refused
from sharehub.pages.change import names_of
from sharehub.pages.forms import Error, Form, errors_of
from sharehub.pages.knowing import names_of_units
from sharehub.pages.referral_form import called
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words import plain, purpose
from sharehub.pages.words_referring import ABOUT, DIRECTIONS, REPLIES, WAYS, pairs

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/permissions")

OPEN: Final = frozenset({"asked", "given"})
"""How a way stands of which there is still something to be said."""
OF_HIM: Final = frozenset({"perpetrator_health", "progress"})
WITH_HIM: Final = ("programme_delivery", "treatment_coordination", "programme_referral", "order_supervision")
WITH_THEM: Final = ("survivor_support", "wellbeing_support", "treatment_coordination", "child_protection")
"""For what a service asks its client, by whom it works with."""
YES_NO: Final = (("yes", "Yes"), ("no", "No"))


@router.get("")
async def list_permissions(visit: Visiting, case: Id) -> Response:
    """Show the permissions that one's unit asked for, and those by which others may speak with it."""
    return visit.page("permissions/list.html.j2", **await _known(visit, case))


@router.get("/new")
async def ask_for_permission(visit: Visiting, case: Id) -> Response:
    """Ask whose permission is sought, to speak with whom, about what, until when."""
    return visit.page("permissions/form.html.j2", **await _asked(visit, case))


@router.post("/new")
async def keep_what_is_asked(visit: Visiting, case: Id) -> Response:
    """Write down that a client is asked; nobody else hears of it."""
    form = visit.form
    errors = _lacking(form)
    if not errors:
        body = {
            "person": form.one("person"),
            "with_unit": form.one("with_unit"),
            "directions": form.all("directions"),
            "purposes": form.all("purposes"),
            "categories": form.all("categories"),
            "ends": form.day("ends"),
        }
        try:
            await visit.act(f"/cases/{case}/permissions", body)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            return visit.go(f"/cases/{case}/permissions")
    return visit.wrong("permissions/form.html.j2", errors, **await _asked(visit, case))


@router.get("/{permission}/answer")
async def ask_what_they_said(visit: Visiting, case: Id, permission: Id) -> Response:
    """Ask what they said of one way."""
    return visit.page("permissions/answer.html.j2", **await _one(visit, case, permission))


@router.post("/{permission}/answer")
async def record_answer(visit: Visiting, case: Id, permission: Id) -> Response:
    """Record what they said, by themselves unless somebody may speak for them."""
    form = visit.form
    errors = [
        Error(name, text)
        for name, text in (("direction", "Choose which way."), ("answer", "Choose what they said."))
        if not form.one(name)
    ]
    if not errors:
        try:
            await visit.act(f"/cases/{case}/permissions/{permission}/answers", _answer(form))
        except Refused as refused:
            errors = errors_of(refused)
        else:
            return visit.go(f"/cases/{case}/permissions")
    given = await _one(visit, case, permission) | {"revision": form.one("form_revision")}
    return visit.wrong("permissions/answer.html.j2", errors, **given)


def _lacking(form: Form) -> list[Error]:
    asked = {
        "person": "Choose whose permission it is.",
        "with_unit": "Choose with whom.",
    }
    found = [Error(name, text) for name, text in asked.items() if not form.one(name)]
    found += [
        Error(name, "Choose at least one.")
        for name in ("directions", "purposes", "categories")
        if not form.all(name)
    ]
    return found if form.day("ends") else [*found, Error("ends", "Say until which day.")]


def _answer(form: Form) -> dict[str, Any]:
    body: dict[str, Any] = form.given("direction", "answer", "own_words")
    for name in ("asked_alone", "interpreter_independent"):
        if form.one(name):
            body[name] = form.one(name) == "yes"
    return body


async def _known(visit: Visit, case: Id) -> dict[str, Any]:
    units = await names_of_units(visit)
    names = await names_of(visit, case)
    found = await visit.every(f"/cases/{case}/permissions")
    own = str(visit.session.known.unit)
    return {
        "case": case,
        "own": [_shown(one, units, names) for one in found if one["unit"] == own],
        "others": [_shown(one, units, names) for one in found if one["unit"] != own],
        "may_ask": may(visit.role, "ask_permission"),
    }


def _shown(one: Json, units: dict[str, str], names: dict[str, Json]) -> Json:
    person = names.get(one["person"])
    return one | {
        "name": person["name"] if person else "Somebody of the family",
        "unit_name": called(units, one["unit"]),
        "with_name": called(units, one["with_unit"]),
        "for": "; ".join(purpose(each) for each in one["purposes"]),
        "about": "; ".join(ABOUT.get(each, plain(each)) for each in one["categories"]),
        "ways": [(DIRECTIONS[way], WAYS[stands]) for way, stands in one["directions"].items()],
        "open": any(stands in OPEN for stands in one["directions"].values()),
    }


async def _asked(visit: Visit, case: Id) -> dict[str, Any]:
    names = await names_of(visit, case)
    his: bool = (await visit.get("/me"))["works_with_him"]
    treated = {"perpetrator"} if his else {"survivor", "child"}
    people = [(one["id"], one["name"]) for one in names.values() if one["part"] in treated]
    about = [(each, words) for each, words in pairs(ABOUT) if (each in OF_HIM) or not his]
    own = str(visit.session.known.unit)
    return {
        "case": case,
        "people": people,
        "units": [(one["id"], one["name"]) for one in await visit.every("/units") if one["id"] != own],
        "directions": pairs(DIRECTIONS),
        "purposes": [(each, purpose(each)) for each in (WITH_HIM if his else WITH_THEM)],
        "about": [one for one in about if his or one[0] != "perpetrator_health"],
    }


async def _one(visit: Visit, case: Id, permission: Id) -> dict[str, Any]:
    known = await _known(visit, case)
    own = known["own"]
    for one in own if isinstance(own, list) else ():
        if one["id"] == str(permission):
            return {
                "case": case,
                "permission": one,
                "directions": [
                    (way, f"{DIRECTIONS[way]} ({WAYS[stands]})")
                    for way, stands in one["directions"].items()
                    if stands in OPEN
                ],
                "replies": pairs(REPLIES),
                "yes_no": YES_NO,
                "revision": f'"{one["revision"]}"',
            }
    raise Refused(404, "not_found", "there is no such permission")

"""The directory of programmes: whom each takes, for everybody; and for who keeps it, adding and changing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.disclosure.wording import LANGUAGES
from sharehub.pages import lines
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, Form, errors_of
from sharehub.pages.referral_form import YES_NO
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words import first_large
from sharehub.referrals.wording import MANDATES

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page, prefix="/programmes")
NEEDED = {
    "unit": "Choose whose programme it is.",
    "code": "Give it a short code.",
    "name": "Say what it is called.",
    "men_only": "Say whether it is for men only.",
    "heterosexual_only": "Say whether it is only for men who abuse a woman.",
    "open": "Say whether it takes people now.",
}


@router.get("")
async def list_programmes(visit: Visiting) -> Response:
    """Show the programmes there are."""
    return visit.page(
        "programmes/list.html.j2",
        programmes=await visit.every("/programmes"),
        say=lines,
        may_keep=may(visit.role, "keep_directory"),
    )


@router.get("/new")
async def ask_for_programme(visit: Visiting) -> Response:
    """Ask what the directory needs to know of a programme."""
    return visit.page("programmes/form.html.j2", **await _asked(visit, None))


@router.post("/new")
async def add(visit: Visiting) -> Response:
    """Enter a programme into the directory."""
    errors = _lacking(visit.form)
    if not errors:
        try:
            await visit.act("/programmes", _body(visit.form, visit.form.one("unit")))
        except Refused as refused:
            errors = _errors(refused)
        else:
            return visit.go("/programmes")
    return visit.wrong("programmes/form.html.j2", errors, **await _asked(visit, None))


@router.get("/{programme}/change")
async def ask_for_change(visit: Visiting, programme: Id) -> Response:
    """Ask anew what the directory says of a programme."""
    item = await _programme(visit, programme)
    given = await _asked(visit, item) | {"form": _filled(item), "revision": f'"{item["revision"]}"'}
    return visit.page("programmes/form.html.j2", **given)


@router.post("/{programme}/change")
async def change(visit: Visiting, programme: Id) -> Response:
    """Change what the directory says of a programme."""
    item = await _programme(visit, programme)
    errors = [error for error in _lacking(visit.form) if error.field != "unit"]
    if not errors:
        try:
            await visit.act(f"/programmes/{programme}/changes", _body(visit.form, item["unit"]))
        except Refused as refused:
            errors = _errors(refused)
        else:
            return visit.go("/programmes")
    given = await _asked(visit, item) | {"revision": visit.form.one("form_revision")}
    return visit.wrong("programmes/form.html.j2", errors, **given)


async def _programme(visit: Visit, programme: Id) -> Json:
    for item in await visit.every("/programmes"):
        if item["id"] == str(programme):
            return item
    raise Refused(404, "not_found", "there is no such programme")


async def _asked(visit: Visit, item: Json | None) -> dict[str, Any]:
    return {
        "programme": item,
        "units": [(one["id"], one["name"]) for one in await visit.every("/units")],
        "mandates": [(each, first_large(words)) for each, words in MANDATES.items()],
        "languages": sorted(LANGUAGES.items(), key=lambda one: one[1]),
        "yes_no": YES_NO,
    }


def _lacking(form: Form) -> list[Error]:
    found = [Error(name, text) for name, text in NEEDED.items() if not form.one(name)]
    if not form.all("mandates"):
        found.append(Error("mandates", "Choose at least one."))
    if not (form.all("languages") or form.one("other_languages")):
        found.append(Error("languages", "Choose at least one."))
    return found


def _body(form: Form, unit: str) -> dict[str, Any]:
    return {
        "unit": unit,
        "code": form.one("code").upper(),
        "name": form.one("name"),
        "mandates": form.all("mandates"),
        "men_only": form.one("men_only") == "yes",
        "heterosexual_only": form.one("heterosexual_only") == "yes",
        "languages": [*form.all("languages"), *form.one("other_languages").replace(",", " ").split()],
        "areas": [area.strip() for area in form.one("areas").splitlines() if area.strip()],
        "open": form.one("open") == "yes",
    }


def _filled(item: Json) -> Form:
    def yes(name: str) -> list[str]:
        return ["yes" if item[name] else "no"]

    others = [tag for tag in item["languages"] if tag not in LANGUAGES]
    return Form(
        {
            "unit": [item["unit"]],
            "code": [item["code"]],
            "name": [item["name"]],
            "mandates": item["mandates"],
            "men_only": yes("men_only"),
            "heterosexual_only": yes("heterosexual_only"),
            "languages": [tag for tag in item["languages"] if tag in LANGUAGES],
            "other_languages": [" ".join(others)],
            "areas": ["\n".join(item["areas"])],
            "open": yes("open"),
        }
    )


def _errors(refused: Refused) -> list[Error]:
    if refused.code == "conflict":
        return [Error("code", "Another programme has this code.")]
    return errors_of(refused)

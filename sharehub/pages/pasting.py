"""Several facts at once, pasted from an agency's own system: each is looked at, then kept as a draft.

Each is first taken for something he did. Whoever pasted says what else it is; nothing is told from its words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.language.vocabulary import Kind
from sharehub.pages.another_kind import of_kind, set_aside, turned
from sharehub.pages.asking import Refused
from sharehub.pages.fact_form import begun, body_of, errors_in, lacking
from sharehub.pages.forms import Error, Form
from sharehub.pages.recording import LOOK, family_of, kind_of, looked_at, sheet
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_facts import RECORDED

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.fact_form import Family
    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/facts/paste")

FORM = "facts/one_of_several.html.j2"
SKIP, ANOTHER = "skip", "another"
"""The fields of the buttons that keep nothing: pass this one over, show the fields of the kind chosen."""
CHOSEN, SHOWN_FOR = "kind", "shown_for"
"""Of which kind it is said to be, and for which its fields were shown."""
OTHER_FIELDS = "You chose another kind: these are its fields. Look at them, then keep it."
MOST = 50
"""Paragraphs taken at once."""
_BREAK = re.compile(r"\n\s*\n+")


@router.get("")
async def offer(visit: Visiting, case: Id) -> Response:
    """Offer a field to paste into."""
    return visit.page("facts/paste.html.j2", case=case)


@router.post("")
async def take(visit: Visiting, case: Id) -> Response:
    """Begin with the first paragraph, or keep the one that is shown and go on with the next."""
    if "pasted" in visit.form.values:
        return await _begin(visit, case)
    family = await family_of(visit, case)
    rest = paragraphs(visit.form.one("rest"))
    if visit.form.one(SKIP):
        return await _next(visit, case, family, rest)
    seen, kind = _kind(visit.form.one(SHOWN_FOR)), _kind(visit.form.one(CHOSEN))
    form = turned(visit.form, seen, kind, family)
    shown = await _sheet(visit, case, kind, family, form) | {"rest": rest}
    if visit.form.one(LOOK) or visit.form.one(ANOTHER):
        return visit.page(FORM, **(shown | looked_at(form, family)))
    # Under a kind whose fields nobody has seen, nothing is kept: they decide who may have it.
    errors = lacking(form, kind) if kind is seen else [Error(CHOSEN, OTHER_FIELDS)]
    if errors:
        return visit.wrong(FORM, errors, **shown)
    try:
        await visit.act(f"/cases/{case}/facts", body_of(of_kind(form, kind), kind, family))
    except Refused as refused:
        return visit.wrong(FORM, errors_in(refused), **shown)
    return await _next(visit, case, family, rest)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which stand apart by an empty line."""
    return [one.strip() for one in _BREAK.split(text) if one.strip()]


async def _begin(visit: Visit, case: Id) -> Response:
    pasted = paragraphs(visit.form.one("pasted"))
    if not pasted or len(pasted) > MOST:
        what = "Paste something." if not pasted else f"Paste at most {MOST} paragraphs at once."
        return visit.wrong("facts/paste.html.j2", [Error("pasted", what)], case=case)
    return await _next(visit, case, await family_of(visit, case), pasted)


async def _next(visit: Visit, case: Id, family: Family, waiting: list[str]) -> Response:
    """Show the next paragraph under a key of its own, or end where there is none."""
    if not waiting:
        return visit.go(f"/cases/{case}/facts")
    usual = begun(Kind.BEHAVIOUR, family)
    visit.form = Form()
    form = Form({**usual.values, "statement": [waiting[0]]})
    shown = await _sheet(visit, case, Kind.BEHAVIOUR, family, form)
    return visit.page(FORM, **(shown | {"rest": waiting[1:]} | looked_at(form, family)))


async def _sheet(visit: Visit, case: Id, kind: Kind, family: Family, form: Form) -> dict[str, Any]:
    shown = await sheet(visit, case, kind, family, form)
    return shown | {
        "aside": set_aside(form, kind),
        "kinds": [(each.value, shown["kinds_said"][each]) for each in RECORDED],
    }


def _kind(word: str) -> Kind:
    return kind_of(word) if word else Kind.BEHAVIOUR

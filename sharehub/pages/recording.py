"""Writing down a fact: what matters first, the rest folded, and a look at the wording for who wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from consent.people import UNDETERMINED
from sharehub.disclosure.wording import month_in_words
from sharehub.language.vocabulary import Kind
from sharehub.pages import words_facts
from sharehub.pages.asked_wording import asked_about
from sharehub.pages.asking import Refused
from sharehub.pages.fact_form import (
    LATER,
    NOT_ASKED,
    SHOWN,
    Family,
    begun,
    body_of,
    errors_in,
    is_touched,
    lacking,
)
from sharehub.pages.rules import may
from sharehub.pages.visits import NOT_FOUND, Id, Page, Visiting
from sharehub.pages.words import first_large, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

    from sharehub.pages.forms import Form
    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

LOOK = "look"
"""The field of the button that looks at the wording and keeps nothing."""
NEWEST = 40
"""How many of a unit's own facts are offered to go with another."""
CHECKED = ("statement", "gist", "pathway_note")


@router.get("/facts/new")
async def new_fact(visit: Visiting, case: Id) -> Response:
    """Offer a form for what he did."""
    return await offered(visit, case, Kind.BEHAVIOUR)


@router.post("/facts/new")
async def record_what_he_did(visit: Visiting, case: Id) -> Response:
    """Write down what he did, as a draft."""
    return await taken(visit, case, Kind.BEHAVIOUR)


@router.get("/facts/new/{kind}")
async def new_fact_of(visit: Visiting, case: Id, kind: str) -> Response:
    """Offer a form for something else."""
    return await offered(visit, case, kind_of(kind))


@router.post("/facts/new/{kind}")
async def record_something_else(visit: Visiting, case: Id, kind: str) -> Response:
    """Write down something else, as a draft."""
    return await taken(visit, case, kind_of(kind))


async def offered(visit: Visit, case: Id, kind: Kind) -> Response:
    """Show an untouched form."""
    family = await family_of(visit, case)
    form = begun(kind, family)
    return visit.page("facts/new.html.j2", **await sheet(visit, case, kind, family, form))


async def taken(visit: Visit, case: Id, kind: Kind) -> Response:
    """Look at the wording, or keep a draft; what is wrong comes back with everything that was filled in."""
    family = await family_of(visit, case)
    given = await sheet(visit, case, kind, family, visit.form)
    if visit.form.one(LOOK):
        return visit.page("facts/new.html.j2", **(given | looked_at(visit.form, family)))
    errors = lacking(visit.form, kind)
    if errors:
        return visit.wrong("facts/new.html.j2", errors, **given)
    try:
        made = await visit.act(f"/cases/{case}/facts", body_of(visit.form, kind, family))
    except Refused as refused:
        return visit.wrong("facts/new.html.j2", errors_in(refused), **given)
    return visit.go(f"/cases/{case}/facts/{made.body['id']}")


async def family_of(visit: Visit, case: Id) -> Family:
    """Return the people of a case whose names this reader may know, and the units of the partnership."""
    names = await visit.look(f"/cases/{case}/names")
    return Family(names["people"], await visit.every("/units"))


async def sheet(
    visit: Visit, case: Id, kind: Kind, family: Family, form: Form, fact: str = ""
) -> dict[str, Any]:
    """Return what a form for a fact of a kind is shown with; `fact`: the one that is corrected."""
    own = [one for one in await visit.every(f"/cases/{case}/facts") if one["id"] != fact]
    return {
        "case": case,
        "kind": kind,
        "form": form,
        "asked": None,
        "shown": SHOWN[kind],
        "later": LATER[kind],
        "unfolded": is_touched(form, kind, begun(kind, family)),
        "options": options(family, own, form.all("travels_with")),
        "facts": words_facts,
        "kinds_said": words_facts.UNDECIDED_KINDS if family.of(*UNDETERMINED) else words_facts.KINDS,
        "writes": may(visit.role, "record_fact"),
        "not_asked": NOT_ASKED,
    }


def looked_at(form: Form, family: Family) -> dict[str, Any]:
    """Return what there is to ask about the wording of a form."""
    texts = {name: form.one(name) for name in CHECKED}
    return {"asked": asked_about(texts, family.people, form.one("voice"))}


def options(family: Family, own: Sequence[Mapping[str, Any]], chosen: Sequence[str] = ()) -> dict[str, Any]:
    """Return what is chosen from, by field, where that depends on the case.

    Of one's own facts these are the newest, and those that are `chosen` already.
    """
    newest = sorted(own, key=lambda one: one["recorded_on"], reverse=True)
    may_go_with = [one for one in newest if one["retracted"] is None and one["kind"] != Kind.GAP]
    people = family.options()
    units = sorted(((one["id"], one["name"]) for one in family.units), key=lambda one: one[1])
    return {
        "subject_person": people,
        "targets": [(one["id"], one["name"]) for one in family.people if one["part"] != "perpetrator"],
        "about": people,
        "source_person": people,
        "subject_unit": units,
        "action_unit": units,
        "travels_with": [
            (one["id"], in_closed_words(one))
            for place, one in enumerate(may_go_with)
            if place < NEWEST or one["id"] in chosen
        ],
    }


def in_closed_words(fact: Mapping[str, Any]) -> str:
    """Return how a fact of one's own unit is told apart in a list, without its words."""
    said = [words_facts.LISTED_KINDS.get(fact["kind"], plain(fact["kind"]))]
    families = dict(words_facts.TACTICS)
    said += [families[word].lower() for word in fact["tactics"] if word in families]
    when = fact["last_known"] or fact["first_known"]
    return first_large(", ".join([*said, *([month_in_words(when)] if when else [])]))


def kind_of(word: str) -> Kind:
    """Return the kind that a word of an address or a form names.

    Raises:
        HTTPException: it is none that is written down as a fact by itself.
    """
    if word not in {kind.value for kind in words_facts.RECORDED}:
        raise HTTPException(NOT_FOUND)
    return Kind(word)

"""Goals and commitments: what he is to do and said he will do, where each stands, and what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.pages.asking import Refused
from sharehub.pages.assessment_form import whose
from sharehub.pages.change import names_of, reading_for
from sharehub.pages.forms import Error, Form, errors_of
from sharehub.pages.rules import may
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words_referring import GOALS, KEPT, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response

    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")


@router.get("/goals")
async def list_goals(visit: Visiting, case: Id) -> Response:
    """Show the goals, in words where their reader has these, and where each stands."""
    return visit.page("change/goals.html.j2", **await _goals(visit, case))


@router.get("/goals/new")
async def ask_for_goal(visit: Visiting, case: Id) -> Response:
    """Ask what he will do, what it changes for whom, and who will see it."""
    return visit.page("change/goal.html.j2", case=case, people=await _harmed(visit, case))


@router.post("/goals/new")
async def set_goal(visit: Visiting, case: Id) -> Response:
    """Set a goal."""
    form = visit.form
    errors = _without(form, behaviour="Say what he will do.", outcome="Say what that changes.")
    if not form.all("outcome_for"):
        errors.append(Error("outcome_for", "Choose at least one."))
    body: dict[str, Any] = {
        "behaviour": {"text": form.one("behaviour")},
        "outcome": {"text": form.one("outcome")},
        "outcome_for": form.all("outcome_for"),
    }
    if form.one("witness"):
        body["witness"] = {"text": form.one("witness")}
    if form.day("due"):
        body["due"] = form.day("due")
    if not errors:
        try:
            await visit.act(f"/cases/{case}/goals", body)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            return visit.go(f"/cases/{case}/goals")
    return visit.wrong("change/goal.html.j2", errors, case=case, people=await _harmed(visit, case))


@router.post("/goals/{goal}")
async def move_goal(visit: Visiting, case: Id, goal: Id) -> Response:
    """Say where a goal stands now."""
    try:
        await visit.act(f"/cases/{case}/goals/{goal}/status", {"status": visit.form.one(f"status-{goal}")})
    except Refused as refused:
        errors = errors_of(refused, {"status": f"status-{goal}"})
        return visit.wrong("change/goals.html.j2", errors, **await _goals(visit, case))
    return visit.go(f"/cases/{case}/goals")


@router.get("/commitments")
async def list_commitments(visit: Visiting, case: Id) -> Response:
    """Show what he said he will do, and what became of it."""
    found = await visit.every(f"/cases/{case}/commitments")
    looked = await visit.look(f"/cases/{case}/change", {"purpose": await reading_for(visit)})
    texts = await _texts(visit, case, found)
    names = await names_of(visit, case)
    later = {one["text"]: one["follow_ups"] for one in looked["commitments"]}
    mine = {texts[one["id"]] for one in found if one["id"] in texts}
    own = [
        one | {"text": texts[one["id"]], "follow_ups": later.get(texts[one["id"]], [])}
        for one in found
        if one["id"] in texts
    ]
    return visit.page(
        "change/commitments.html.j2",
        case=case,
        commitments=own,
        said=[one for one in looked["commitments"] if one["text"] not in mine],
        names=names,
        kept_words=KEPT,
        may_record=may(visit.role, "record_fact"),
    )


@router.get("/commitments/new")
async def ask_for_commitment(visit: Visiting, case: Id) -> Response:
    """Ask what he said he will do for his children."""
    return visit.page("change/commitment.html.j2", **await _speaking(visit, case))


@router.post("/commitments/new")
async def record_commitment(visit: Visiting, case: Id) -> Response:
    """Record what he said he will do, in his words."""
    form = visit.form
    errors = _without(form, words="Write down what he said.")
    if not form.day("said_on"):
        errors.append(Error("said_on", "Say on which day."))
    body: dict[str, Any] = {
        "words": {"text": form.one("words"), "he_knows": "yes" in form.all("he_knows")},
        "said_on": form.day("said_on"),
        "for_children": form.all("for_children"),
        **form.given("person"),
    }
    if form.day("follow_up_due"):
        body["follow_up_due"] = form.day("follow_up_due")
    if not errors:
        try:
            await visit.act(f"/cases/{case}/commitments", body)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            return visit.go(f"/cases/{case}/commitments")
    return visit.wrong("change/commitment.html.j2", errors, **await _speaking(visit, case))


@router.get("/commitments/{commitment}/follow-up")
async def ask_what_became(visit: Visiting, case: Id, commitment: Id) -> Response:
    """Ask what became of a commitment."""
    return visit.page("change/follow_up.html.j2", **await _one(visit, case, commitment))


@router.post("/commitments/{commitment}/follow-up")
async def follow_up(visit: Visiting, case: Id, commitment: Id) -> Response:
    """Record what became of a commitment, and what was seen that says so."""
    form = visit.form
    errors = _without(form, kept="Choose one.", seen="Say what was seen.")
    if not form.day("seen_on"):
        errors.append(Error("seen_on", "Say on which day."))
    if not errors:
        body = {"kept": form.one("kept"), "seen": {"text": form.one("seen")}, "seen_on": form.day("seen_on")}
        try:
            await visit.act(f"/cases/{case}/commitments/{commitment}/follow-ups", body)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            return visit.go(f"/cases/{case}/commitments")
    return visit.wrong("change/follow_up.html.j2", errors, **await _one(visit, case, commitment))


def _without(form: Form, **asked: str) -> list[Error]:
    return [Error(name, text) for name, text in asked.items() if not form.one(name)]


async def _goals(visit: Visit, case: Id) -> dict[str, Any]:
    found = await visit.every(f"/cases/{case}/goals")
    looked = await visit.look(f"/cases/{case}/change", {"purpose": await reading_for(visit)})
    texts = await _texts(visit, case, found)
    outcomes = {one["behaviour"]: one for one in looked["goals"]}
    own = [one | {"text": texts[one["id"]]} for one in found if one["id"] in texts]
    movable = {one["text"] for one in own}
    return {
        "case": case,
        "goals": [one | {"more": outcomes.get(one["text"])} for one in own],
        "others": [one for one in looked["goals"] if one["behaviour"] not in movable],
        "names": await names_of(visit, case),
        "words_of": GOALS,
        "statuses": pairs(GOALS),
        "may_record": may(visit.role, "record_fact"),
    }


async def _texts(visit: Visit, case: Id, wanted: Iterable[Json]) -> dict[str, str]:
    """Return the words of what is listed by its id, as far as one reads them; a look where there are any."""
    ids = {one["id"] for one in wanted}
    if not ids:
        return {}
    found = await visit.look(f"/cases/{case}/disclosures", {"purpose": await reading_for(visit)})
    return {line["id"]: line["text"] for line in found["lines"] if line["id"] in ids}


async def _one(visit: Visit, case: Id, commitment: Id) -> dict[str, Any]:
    found = [one for one in await visit.every(f"/cases/{case}/commitments") if one["id"] == str(commitment)]
    texts = await _texts(visit, case, found)
    if str(commitment) not in texts:
        raise Refused(404, "not_found", "there is no such commitment")
    return {
        "case": case,
        "commitment": found[0] | {"text": texts[str(commitment)]},
        "kept": pairs(KEPT),
    }


async def _harmed(visit: Visit, case: Id) -> list[tuple[str, str]]:
    names = await names_of(visit, case)
    return [(one["id"], one["name"]) for one in names.values() if one["part"] != "perpetrator"]


async def _speaking(visit: Visit, case: Id) -> dict[str, Any]:
    names = await names_of(visit, case)
    children = [(one["id"], one["name"]) for one in names.values() if one["part"] == "child"]
    return {"case": case, "people": children, "whose": whose(names)}

"""What officers ask the log: who saw what, when and why, and never what it said."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from sharehub.pages import words_acts
from sharehub.pages.asking import Refused
from sharehub.pages.forms import DATE_PARTS, WORDS, Error, Form, sentence
from sharehub.pages.heat import heat
from sharehub.pages.oversight_questions import QUESTIONS, Asked, question_of
from sharehub.pages.staff import Known, short, staff_of, units_of
from sharehub.pages.visits import NOT_FOUND, Id, Page, Visiting
from sharehub.pages.words_acts import CHOICES, act

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/oversight")

PAGE = {"limit": "20"}
MOST_LINES = 400
"""Of a page, that are told one by one; of more it is said how many."""
FORMS = (
    ("csv", "A table (CSV)"),
    ("jsonl", "One object a line (JSON Lines)"),
    ("fhir_bundle", "Audit events (FHIR, one bundle)"),
    ("fhir_ndjson", "Audit events (FHIR, one a line)"),
)
ENDINGS = {"csv": "csv", "jsonl": "jsonl", "fhir_bundle": "json", "fhir_ndjson": "ndjson"}
OF_ACTS = "acts"
INVALID = 422
_KIND = re.compile(r"[a-z_]+\.[a-z_]+")


@router.get("")
async def overview(visit: Visiting) -> Response:
    """Show which questions there are."""
    return visit.page("oversight/overview.html.j2", **await _choices(visit))


@router.get("/ask")
async def choose(visit: Visiting) -> Response:
    """Go on to the acts of a unit, or of one kind, that was chosen on the overview."""
    query = visit.request.query_params
    unit, kind = query.get("unit", ""), query.get("kind", "")
    known = await _choices(visit)
    if unit in dict(known["units"]):
        return visit.go(f"/oversight/units/{unit}")
    if kind in CHOICES:
        return visit.go(f"/oversight/kinds/{kind}")
    error = Error("unit" if "unit" in query else "kind", "Choose one of the list.")
    return visit.wrong("oversight/overview.html.j2", [error], **known)


async def _choices(visit: Visit) -> dict[str, Any]:
    known = await units_of(visit)
    return {
        "cases": [one["id"] for one in await visit.every("/cases")],
        "units": sorted(known.units.items(), key=lambda unit: unit[1]),
        "kinds": [(kind, act(kind)) for kind in CHOICES],
        "short": short,
    }


@router.get("/cases/{case}")
async def of_a_case(visit: Visiting, case: Id) -> Response:
    """Show who did what upon a case."""
    return await _answered(visit, "case", case=str(case))


@router.get("/people/{user}")
async def of_a_person(visit: Visiting, user: Id) -> Response:
    """Show what somebody did."""
    return await _answered(visit, "user", user=str(user))


@router.get("/units/{unit}")
async def of_a_unit(visit: Visiting, unit: Id) -> Response:
    """Show what the people of a unit did."""
    return await _answered(visit, "unit", unit=str(unit))


@router.get("/kinds/{kind}")
async def of_a_kind(visit: Visiting, kind: str) -> Response:
    """Show who did acts of one kind."""
    if not _KIND.fullmatch(kind):
        raise Refused(NOT_FOUND, "not_found", "there is no such kind of act")
    return await _answered(visit, "action", action=kind)


@router.get("/refusals")
async def refusals(visit: Visiting) -> Response:
    """Show who was refused what."""
    return await _answered(visit, "refusals")


@router.get("/out-of-hours")
async def out_of_hours(visit: Visiting) -> Response:
    """Show who looked at night or on a weekend."""
    return await _answered(visit, "out_of_hours")


@router.get("/bulk")
async def bulk(visit: Visiting) -> Response:
    """Show who looked often within a short time."""
    return await _answered(visit, "bulk")


@router.get("/since-excluded")
async def since_excluded(visit: Visiting) -> Response:
    """Show who is kept from cases, and how often they had looked."""
    return await _answered(visit, "since_excluded")


@router.get("/facts/{fact}")
async def readings(visit: Visiting, fact: Id) -> Response:
    """Show who had read a fact by a day."""
    return await _answered(visit, "readings_of_fact", fact=str(fact))


@router.get("/facts/{fact}/holders")
async def holders(visit: Visiting, fact: Id) -> Response:
    """Show who holds which version of a fact."""
    return await _answered(visit, "holders_of_fact", fact=str(fact))


@router.get("/consents")
async def consents(visit: Visiting) -> Response:
    """Show which consents end soon."""
    return await _answered(visit, "consents_ending")


@router.get("/protocols")
async def protocols(visit: Visiting) -> Response:
    """Show which protocols lapse soon."""
    return await _answered(visit, "protocols_lapsing")


@router.get("/heat-map")
async def heat_map(visit: Visiting) -> Response:
    """Show which unit looked how often for what."""
    query = visit.request.query_params
    names = [f"{name}-{part}" for name in ("from", "to") for part in DATE_PARTS]
    form = Form({name: [query[name]] for name in names if query.get(name)})
    days = {name: form.day(name) for name in ("from", "to") if form.day(name)}
    known = await units_of(visit)
    errors: list[Error] = []
    try:
        cells = (await visit.get("/oversight/heat-map", **days))["cells"]
    except Refused as refused:
        if refused.status != INVALID:
            raise
        errors, cells = _wrong(refused), []
    held = (("query", "heat_map"), *days.items())
    return visit.page(
        "oversight/heat_map.html.j2",
        status=INVALID if errors else 200,
        errors=errors,
        form=form,
        map=heat(cells, known),
        held=held,
        forms=FORMS[:2],
        acts=words_acts,
    )


@router.post("/export")
async def export(visit: Visiting) -> Response:
    """Hand over all that answers a question, as a file."""
    form = visit.form.one("form")
    body = {"question": question_of(visit.form), "form": form}
    answer = await visit.api.ask("POST", "/oversight/exports", body)
    name = f"sharehub-{visit.form.one('query').replace('_', '-')}.{ENDINGS[form]}"
    return visit.hand_over(answer, name)


async def _answered(visit: Visit, word: str, **of: str) -> Response:
    asked = Asked.read(QUESTIONS[word], of, visit.request.query_params)
    errors: list[Error] = []
    try:
        page = await visit.get(asked.path(), **asked.query(PAGE))
    except Refused as refused:
        if refused.status != INVALID:
            raise
        errors, page = _wrong(refused), {"items": [], "next": None}
    items = page["items"]
    known = await staff_of(visit, [*items, {"user": of.get("user")}])
    lines = sum(len(item.get("lines", ())) for item in items)
    return visit.page(
        "oversight/answers.html.j2",
        status=INVALID if errors else 200,
        errors=errors,
        form=asked.form,
        asked=asked,
        question=asked.question,
        items=[_with_lines(item, told=lines <= MOST_LINES) for item in items],
        older=asked.older(page["next"]),
        known=known,
        of=of,
        about=_about(of, known),
        held=asked.held(),
        forms=FORMS if asked.question.shown == OF_ACTS else FORMS[:2],
        acts=words_acts,
        short=short,
    )


def _about(of: dict[str, str], known: Known) -> str:
    """Return of what a page is, in words; nothing of it stands in a title."""
    if "user" in of:
        return known.person(of["user"])
    if "unit" in of:
        return known.unit(of["unit"])
    if "action" in of:
        return act(of["action"])
    return f"{next(iter(of)).capitalize()} {short(next(iter(of.values())))}" if of else ""


def _with_lines(item: dict[str, Any], *, told: bool) -> dict[str, Any]:
    """Return an act with the lines of its look in groups, by how they ended and why."""
    groups: dict[tuple[str, str], list[str | None]] = {}
    for line in item.get("lines", ()):
        groups.setdefault((line["outcome"], line["reason"] or ""), []).append(line["fact"])
    shown = [
        {"outcome": outcome, "reason": reason, "count": len(facts), "facts": _ids(facts) if told else []}
        for (outcome, reason), facts in groups.items()
    ]
    return item | {"groups": shown, "sums": Counter(line["outcome"] for line in item.get("lines", ()))}


def _ids(facts: Iterable[str | None]) -> list[str]:
    return [fact for fact in facts if fact]


def _wrong(refused: Refused) -> list[Error]:
    found: Sequence[Error] = [
        Error(finding.where.rpartition(".")[2], WORDS.get(finding.code, sentence(refused.detail)))
        for finding in refused.findings
    ]
    return list(dict.fromkeys(found)) or [Error("", sentence(refused.detail))]

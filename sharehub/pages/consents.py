"""What she, a child or somebody else has said yes and no to: written down as they said it, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.pages import words_consents
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of
from sharehub.pages.knowing import Pairs, as_choices, names_of_units, people_of, purposes_of, receivers
from sharehub.pages.rules import for_others, may, shared_anyway
from sharehub.pages.visits import FORBIDDEN, NOT_FOUND, Id, Page, Visiting
from sharehub.pages.words import purpose as purpose_words
from sharehub.pages.yes_adds import IN_FULL, asked_for_nothing, beyond
from sharehub.pages.yeses import with_standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}/consents")

RECORDED: Final = {
    "survivor": "record_consent_survivor",
    "adult_a": "record_consent_survivor",
    "adult_b": "record_consent_survivor",
    "child": "record_consent_child",
    "third_party": "record_consent_third_party",
    "perpetrator": "record_consent_perpetrator",
}
"""The act of the rulebook that writing it down is, by whose it is."""
THEMSELVES, UNDERSTANDS, PARENT = "themselves", "child_understands", "parent:"
USUAL: Final = timedelta(days=183)
"""How long a yes is proposed to last; whoever writes it down says how long."""
FIELDS: Final = {"given_by": "by", "subject": "whose", "asked_alone": "alone", "exclude_facts": "left_out"}
ALL: Final = "*"
BESIDE: Final = {"recipients": "others", "purposes": IN_FULL}
"""Which field holds the rest of what another asks for."""


@router.get("")
async def list_consents(visit: Visiting, case: Id) -> Response:
    """Show what people have said, as the caller's unit wrote it down."""
    people = {one["id"]: one for one in await people_of(visit, case)}
    events = await visit.every(f"/cases/{case}/consents")
    details = {one["id"]: one for one in (await hers(visit, case))["said"]}
    names = await names_of_units(visit)
    shown = [
        {**event, **details.get(event["id"], {}), "who": people.get(event["subject"], {}).get("name", "")}
        for event in sorted(events, key=lambda one: (one["day"], one["id"]), reverse=True)
    ]
    return visit.page(
        "consents/list.html.j2",
        case=case,
        events=shown,
        units=names,
        w=words_consents,
        may_write=any(may(visit.role, act) for act in RECORDED.values()),
        hers_too=may(visit.role, RECORDED["survivor"]),
        today=visit.today().isoformat(),
    )


@router.get("/yes")
async def ask_for_a_yes(visit: Visiting, case: Id) -> Response:
    """Show the form for a yes."""
    return visit.page("consents/yes.html.j2", **await _yes(visit, case))


@router.post("/yes")
async def write_a_yes(visit: Visiting, case: Id) -> Response:
    """Write down a yes: for named readers, purposes and kinds of information, until a day.

    For a purpose for which the law has something shared in any case, it is to what only a yes opens.
    """
    form = visit.form
    errors = _how_asked(visit)
    for name, text in (
        ("recipients", "Choose who may have it: she agrees to people, not to everybody."),
        ("purposes", "Choose what for."),
        ("categories", "Choose what of hers."),
    ):
        if not (form.all(name) or form.all(BESIDE.get(name, ""))):
            errors.append(Error(name, text))
    if not form.day("expires"):
        errors.append(Error("expires", "Say until when. She can be asked again."))
    body = {
        "status": "limited",
        "recipients": [*form.all("recipients"), *form.all("others")],
        "purposes": [*form.all("purposes"), *form.all(IN_FULL)],
        "categories": form.all("categories"),
        "exclude_facts": form.all("left_out"),
        "expires": form.day("expires"),
        "may_be_put_to_perpetrator": form.one("put_to_him") == "yes",
        "may_appear_in_report": form.one("in_report") == "yes",
    }
    return await _written(visit, case, body, errors, ("consents/yes.html.j2", _yes))


@router.get("/no")
async def ask_for_a_no(visit: Visiting, case: Id) -> Response:
    """Show the form for a no."""
    return visit.page("consents/no.html.j2", **await _no(visit, case))


@router.post("/no")
async def write_a_no(visit: Visiting, case: Id) -> Response:
    """Write down a no: to everything, or to what is named."""
    form = visit.form
    errors = _how_asked(visit)
    some = form.one("extent") == "some"
    recipients = [*form.all("recipients"), *form.all("others")]
    if not form.one("extent"):
        errors.append(Error("extent", "Say how far the no goes."))
    if some and not recipients:
        errors.append(Error("recipients", "Choose who is not to have it."))
    body = {
        "status": "refused",
        "recipients": recipients if some else [ALL],
        "purposes": ([*form.all("purposes"), *form.all(IN_FULL)] if some else []) or [ALL],
        "categories": (form.all("categories") if some else []) or [ALL],
    }
    return await _written(visit, case, body, errors, ("consents/no.html.j2", _no))


@router.get("/told")
async def ask_what_was_told(visit: Visiting, case: Id) -> Response:
    """Show the form for what is shared in any case."""
    return visit.page("consents/told.html.j2", **await _told(visit, case))


@router.post("/told")
async def write_what_was_told(visit: Visiting, case: Id) -> Response:
    """Write down that somebody was told what is shared in any case, which is no consent."""
    form = visit.form
    errors = [] if form.one("whose") else [Error("whose", "Choose who was told.")]
    if not form.all("purposes"):
        errors.append(Error("purposes", "Choose what they were told of."))
    body = {
        "status": "bypassed",
        "kind": "informed_only",
        "recipients": [ALL],
        "purposes": form.all("purposes"),
        "categories": [ALL],
    }
    return await _written(visit, case, body, errors, ("consents/told.html.j2", _told))


@router.get("/{consent}/withdrawal")
async def ask_for_a_withdrawal(visit: Visiting, case: Id, consent: Id) -> Response:
    """Show what she can stop, and what happens then."""
    return visit.page("consents/withdrawal.html.j2", **await _withdrawal(visit, case, consent))


@router.post("/{consent}/withdrawal")
async def take_back(visit: Visiting, case: Id, consent: Id) -> Response:
    """Write down that she took a yes back, for all whom it named or for some."""
    given = await _withdrawal(visit, case, consent)
    form, event = visit.form, given["event"]
    named = event["still"]
    chosen = [unit for unit in form.all("recipients") if unit in named]
    errors = [] if chosen else [Error("recipients", "Choose who is no longer to have it.")]
    body = {
        "subject": event["subject"],
        "given_by": event["subject"],
        "capacity": "self",
        "status": "rescinded",
        "recipients": chosen,
        "purposes": event["purposes"],
        # Of a yes that named some kinds, all go: what she takes back, she takes back whole.
        "categories": [ALL],
    }
    if errors:
        return visit.wrong("consents/withdrawal.html.j2", errors, **given)
    try:
        await visit.act(f"/cases/{case}/consents", body | _usual(visit))
    except Refused as refused:
        return visit.wrong("consents/withdrawal.html.j2", errors_of(refused, FIELDS), **given)
    return visit.go(f"/cases/{case}/consents")


async def hers(visit: Visit, case: UUID, purpose: str = "") -> dict[str, Any]:
    """Return what is written that is hers, and what she has said; nothing if that is not for the caller."""
    if not may(visit.role, RECORDED["survivor"]):
        return {"lines": [], "said": [], "told": []}
    wanted = purpose or (await purposes_of(visit))[0]
    found: dict[str, Any] = await visit.look(f"/cases/{case}/shared-with", {"purpose": wanted})
    return found | {"said": with_standing(found["said"], visit.today())}


async def _yes(visit: Visit, case: UUID) -> dict[str, Any]:
    known = [each["line"] for each in (await hers(visit, case))["lines"] if each["hers"] is not None]
    later = (visit.today() + USUAL).isoformat()
    return await _common(visit, case) | {"lines": as_choices(known), "later": later}


async def _no(visit: Visit, case: UUID) -> dict[str, Any]:
    return await _common(visit, case)


async def _told(visit: Visit, case: UUID) -> dict[str, Any]:
    anyway = [(purpose, purpose_words(purpose)) for purpose in shared_anyway()]
    return await _common(visit, case) | {"anyway": anyway}


async def _withdrawal(visit: Visit, case: UUID, consent: UUID) -> dict[str, Any]:
    found = [one for one in (await hers(visit, case))["said"] if one["id"] == str(consent)]
    if not found or not found[0]["still"]:
        raise Refused(NOT_FOUND, "not_found", "there is no such yes")
    units = await names_of_units(visit)
    named: Pairs = [(unit, units.get(unit, "Everybody")) for unit in found[0]["still"]]
    people = {one["id"]: one["name"] for one in await people_of(visit, case)}
    return {
        "case": case,
        "event": found[0],
        "who": people.get(found[0]["subject"], ""),
        "named": named,
        "today": visit.today().isoformat(),
        "w": words_consents,
    }


async def _common(visit: Visit, case: UUID) -> dict[str, Any]:
    people = await people_of(visit, case)
    near, far = await receivers(visit, case)
    theirs = [one for one in people if may(visit.role, RECORDED[one["part"]])]
    if not theirs:
        raise Refused(FORBIDDEN, "forbidden", "in your role nobody's yes or no is written down")
    parts = {one["part"] for one in theirs}
    asked = [purpose for purpose in for_others() if purpose not in shared_anyway()]
    categories = [
        *(words_consents.OF_HERS.items() if parts - {"perpetrator"} else ()),
        *(words_consents.OF_HIS.items() if "perpetrator" in parts else ()),
    ]
    adds = beyond(parts, [kind for kind, _ in categories])
    return {
        "case": case,
        "whose": [(one["id"], one["name"]) for one in theirs],
        "by": _by(people, parts),
        "near": near,
        "far": far,
        "purposes": [(purpose, purpose_words(purpose)) for purpose in asked],
        "in_full": [(purpose, purpose_words(purpose)) for purpose in adds],
        "adds": adds,
        "categories": categories,
        "w": words_consents,
        "today": visit.today().isoformat(),
    }


def _by(people: list[dict[str, Any]], parts: set[str]) -> Pairs:
    """Return who may speak: the person; a child's parent who does no harm; he for nobody but himself."""
    offered: Pairs = [(THEMSELVES, "The person themselves; of a child, one who is 12 or over")]
    if "child" in parts:
        offered.append((UNDERSTANDS, "The child, under 12, who understands what is asked"))
        offered += [
            (f"{PARENT}{one['id']}", f"{one['name']}, for a child under 12")
            for one in people
            if one["part"] == "survivor"
        ]
    return offered


def _how_asked(visit: Visit) -> list[Error]:
    wanted = {
        "whose": "Choose whose it is.",
        "by": "Choose who answered.",
        "alone": "Say whether they were asked alone.",
        "own_words": "Write down what they said, in their words.",
    }
    return [Error(name, text) for name, text in wanted.items() if not visit.form.one(name)]


def _giver(form_by: str, whose: str, part: str) -> tuple[str, str] | None:
    """Return who spoke and in what capacity; None where they may not speak for this person."""
    if form_by.startswith(PARENT):
        return (form_by.removeprefix(PARENT), "non_abusing_parent") if part == "child" else None
    if form_by == UNDERSTANDS:
        return (whose, UNDERSTANDS) if part == "child" else None
    return whose, ("child_12_plus" if part == "child" else "self")


def _usual(visit: Visit) -> dict[str, Any]:
    """Return what every event holds of how somebody was asked."""
    form = visit.form
    flags = {"yes": True, "no": False}
    interpreter = {"independent": True, "other": False}.get(form.one("interpreter"))
    return {
        "day": form.day("day") or visit.today().isoformat(),
        "asked_alone": flags.get(form.one("alone")),
        "interpreter_independent": interpreter,
        "own_words": form.one("own_words") or None,
        "note": form.one("place") or None,
    }


async def _written(
    visit: Visit, case: UUID, body: Mapping[str, Any], errors: list[Error], again: tuple[str, Any]
) -> Response:
    form, (template, given) = visit.form, again
    people = {one["id"]: one["part"] for one in await people_of(visit, case)}
    whose = form.one("whose")
    giver = _giver(form.one("by"), whose, people.get(whose, ""))
    if whose in people:
        errors = [*errors, *await asked_for_nothing(visit, case, body, people[whose])]
    if not errors and giver is None:
        errors = [Error("by", "Only a child under 12 can be answered for, and by nobody but that parent.")]
    if errors or giver is None:
        return visit.wrong(template, errors, **await given(visit, case))
    speaks = {"subject": whose, "given_by": giver[0], "capacity": giver[1]}
    try:
        await visit.act(f"/cases/{case}/consents", {**body, **speaks, **_usual(visit)})
    except Refused as refused:
        return visit.wrong(template, errors_of(refused, FIELDS), **await given(visit, case))
    return visit.go(f"/cases/{case}/consents")

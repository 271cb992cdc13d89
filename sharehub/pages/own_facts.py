"""What a unit wrote: how each fact stands, who would get what of it, and what is done with it from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fastapi import APIRouter

from sharehub.language.vocabulary import Kind
from sharehub.pages import words_facts
from sharehub.pages.asked_wording import asked_about
from sharehub.pages.asking import Refused
from sharehub.pages.audiences import grouped
from sharehub.pages.fact_form import body_of, errors_in, filled, lacking, left_alone
from sharehub.pages.forms import REVISION, Error
from sharehub.pages.knowing import names_of_units
from sharehub.pages.own_purposes import with_own_record
from sharehub.pages.recording import CHECKED, LOOK, family_of, in_closed_words, looked_at, sheet
from sharehub.pages.visits import FORBIDDEN, NOT_FOUND, Id, Page, Visiting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

    from sharehub.pages.fact_form import Family
    from sharehub.pages.forms import Form
    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

MEANWHILE = (
    "Somebody changed this while you wrote. Nothing of yours is lost, and nothing was done yet: open the"
    " fact, above, to see what is new; then save again if yours is right."
)
NOT_OPEN = "for no purpose of yours are your unit's own records open to you today"
GONE = "The fact is not there, or not your unit's."


class _Corrected(NamedTuple):
    case: Id
    standing: Mapping[str, Any]
    record: Mapping[str, Any]
    kind: Kind
    family: Family


@router.get("/facts")
async def list_facts(visit: Visiting, case: Id) -> Response:
    """List what a unit wrote, drafts first."""
    own = [one | {"words": in_closed_words(one)} for one in await visit.every(f"/cases/{case}/facts")]
    own.sort(key=lambda one: one["recorded_on"], reverse=True)
    return visit.page(
        "facts/list.html.j2",
        case=case,
        drafts=[one for one in own if one["published"] is None and one["retracted"] is None],
        published=[one for one in own if one["published"] is not None and one["retracted"] is None],
        retracted=[one for one in own if one["retracted"] is not None],
        gaps=await _gaps(visit, case),
    )


@router.get("/facts/{fact}")
async def open_fact(visit: Visiting, case: Id, fact: Id) -> Response:
    """Show one, and exactly what each audience gets of it, or would."""
    standing = await _standing(visit, case, fact)
    if standing["retracted"] is not None:
        return visit.page("facts/taken_back.html.j2", case=case, standing=standing)
    return await _opened(visit, case, standing)


@router.post("/facts/{fact}/publication")
async def publish_fact(visit: Visiting, case: Id, fact: Id) -> Response:
    """Publish it."""
    await visit.act(f"/cases/{case}/facts/{fact}/publication")
    return visit.go(f"/cases/{case}/facts/{fact}")


@router.get("/facts/{fact}/correction")
async def offer_correction(visit: Visiting, case: Id, fact: Id) -> Response:
    """Show the form with the fact as it stands."""
    corrected = await _to_correct(visit, case, fact)
    return await _correcting(visit, corrected, filled(corrected.record))


@router.post("/facts/{fact}/correction")
async def correct_fact(visit: Visiting, case: Id, fact: Id) -> Response:
    """Put another version in its place; whoever holds the old one is told."""
    corrected = await _to_correct(visit, case, fact)
    if visit.form.one(LOOK):
        return await _correcting(visit, corrected, visit.form)
    errors = lacking(visit.form, corrected.kind)
    if not errors:
        kept = left_alone(corrected.record, corrected.kind)
        body = kept | body_of(visit.form, corrected.kind, corrected.family)
        try:
            await visit.act(f"/cases/{case}/facts/{fact}/versions", body)
        except Refused as refused:
            errors = errors_in(refused)
    if errors:
        return await _correcting(visit, corrected, visit.form, errors)
    return visit.go(f"/cases/{case}/facts/{fact}")


@router.get("/facts/{fact}/retraction")
async def offer_retraction(visit: Visiting, case: Id, fact: Id) -> Response:
    """Say what taking it back does, and ask."""
    standing = await _standing(visit, case, fact)
    return visit.page("facts/take_back.html.j2", case=case, standing=standing, revision=_tag(standing))


@router.post("/facts/{fact}/retraction")
async def retract_fact(visit: Visiting, case: Id, fact: Id) -> Response:
    """Take it back; whoever holds it is told."""
    await visit.act(f"/cases/{case}/facts/{fact}/retraction")
    return visit.go(f"/cases/{case}/facts/{fact}")


@router.post("/facts/{fact}/awareness")
async def confirm_that_he_knows(visit: Visiting, case: Id, fact: Id) -> Response:
    """Confirm, as a second person, that he knows that services hold it."""
    await visit.act(f"/cases/{case}/facts/{fact}/awareness")
    return visit.go(f"/cases/{case}/facts/{fact}")


async def _opened(visit: Visit, case: Id, standing: Mapping[str, Any]) -> Response:
    family = await family_of(visit, case)
    seen = await with_own_record(visit, case, standing["id"])
    texts = {} if seen is None else {name: seen["record"][name] or "" for name in CHECKED}
    asked = asked_about(texts, family.people)
    return visit.page(
        "facts/fact.html.j2",
        case=case,
        standing=standing,
        revision=_tag(standing),
        facts=words_facts,
        seen=seen,
        audiences=None if seen is None else grouped(seen["audiences"]),
        names={one["id"]: one["name"] for one in (*family.people, *family.units)},
        asked=[one for found in asked.values() for one in found],
    )


async def _correcting(
    visit: Visit, corrected: _Corrected, form: Form, errors: Sequence[Error] = ()
) -> Response:
    standing, kind, family = corrected.standing, corrected.kind, corrected.family
    given = await sheet(visit, corrected.case, kind, family, form, standing["id"])
    if form.one(LOOK):
        given |= looked_at(form, family)
    given |= {"standing": standing, "revision": _tag(standing), "unfolded": True}
    seen = form.one(REVISION)
    if seen and seen != _tag(standing):
        # Theirs is not done over unseen: it is said, and done only by saving once more.
        errors = [Error("", MEANWHILE)]
    if errors:
        return visit.wrong("facts/correct.html.j2", [*errors], **given)
    return visit.page("facts/correct.html.j2", **given)


async def _to_correct(visit: Visit, case: Id, fact: Id) -> _Corrected:
    standing = await _standing(visit, case, fact)
    seen = await with_own_record(visit, case, standing["id"])
    if seen is None:
        raise Refused(FORBIDDEN, "not_open", NOT_OPEN)
    record = seen["record"]
    return _Corrected(case, standing, record, Kind(record["kind"]), await family_of(visit, case))


async def _standing(visit: Visit, case: Id, fact: Id) -> Mapping[str, Any]:
    """Return how a fact of one's own unit stands.

    Raises:
        Refused: there is none such.
    """
    for one in await visit.every(f"/cases/{case}/facts"):
        if one["id"] == str(fact):
            return one | {"words": in_closed_words(one)}
    raise Refused(NOT_FOUND, "not_found", GONE)


async def _gaps(visit: Visit, case: Id) -> list[dict[str, Any]]:
    units = await names_of_units(visit)
    found = await visit.every(f"/cases/{case}/gaps")
    return [one | {"by": units.get(one["action_unit"] or "", "")} for one in found]


def _tag(standing: Mapping[str, Any]) -> str:
    return f'"{standing["revision"]}"'

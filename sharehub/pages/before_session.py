"""Two minutes before a session: what to say to him, what not, what he promised, what others saw."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from policies.vocabulary import Category, Caveat, SourceType
from sharehub.pages import lines
from sharehub.pages.change import reading_for
from sharehub.pages.visits import Id, Page, Visiting
from sharehub.pages.words import plain, purpose
from sharehub.pages.words_reading import OCCASIONS
from sharehub.pages.words_referring import GOALS, KEPT, REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.responses import Response

    from sharehub.pages.visits import Json, Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

A_WEEK: Final = timedelta(days=7)
ACCOUNTS: Final = frozenset({Category.SURVIVOR_ACCOUNT, Category.CHILD_ACCOUNT})
THEIRS: Final = frozenset({SourceType.SURVIVOR, SourceType.CHILD})
HELD_BACK: Final = frozenset(
    {
        Caveat.NOT_TO_PERPETRATOR,
        Caveat.CHECK_WITH_SURVIVOR_FIRST,
        Caveat.CHILD_VIEWS_SOUGHT_FIRST,
        Caveat.NOT_TO_PARENTS,
        Caveat.NOT_IN_DOCUMENT_HE_MAY_READ,
        Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS,
        Caveat.POLICE_HANDLING_CONDITIONS,
        Caveat.ORIGINATOR_CONTROLS_ONWARD,
    }
)
"""A line with any of these is not one to bring up."""
MEETINGS: Final = frozenset({"case_mapping", "marac_safety"})
"""Purposes for which others are in the room, and not he."""
HIS, CHANGE = 1, 4
"""Sections of the mapping tool, as lines come with them."""


@router.get("/before-session")
async def show_before_session(visit: Visiting, case: Id) -> Response:
    """Show one screen for whoever is about to see him; two looks, each on record."""
    wanted = await reading_for(visit, visit.request.query_params.get("for", ""))
    found = await visit.look(f"/cases/{case}/disclosures", {"purpose": wanted})
    change = await visit.look(f"/cases/{case}/change", {"purpose": wanted})
    me = await visit.get("/me")
    today = date.fromisoformat(found["day"])
    known = {line["text"]: line for line in found["lines"]}

    def quiet(text: str) -> bool:
        """Say whether words about change are not to be put to him; of which that is not known are not."""
        return text not in known or lines.not_to_him(known[text])

    return visit.page(
        "session/before.html.j2",
        case=case,
        wanted=wanted,
        purposes=[(one, purpose(one)) for one in me["purposes"] if one not in MEETINGS],
        may_say=[line for line in found["lines"] if may_be_said(line) and line["section"] != CHANGE],
        must_not=_unsaid(found["lines"], lambda section: section == HIS),
        nor=_unsaid(found["lines"], lambda section: section not in {HIS, CHANGE}),
        quiet=quiet,
        change=change,
        latest=change["assessments"][:1],
        told=found["told"],
        today=found["day"],
        since=(today - A_WEEK).isoformat(),
        news=await _news(visit, case, today),
        say=lines,
        goal_words=GOALS,
        kept_words=KEPT,
        reports=REPORTS,
    )


def may_be_said(line: Mapping[str, Any]) -> bool:
    """Say whether a line may be brought up with him: in full, marked with nothing, and no account of theirs.

    A line of one's own unit comes without the marks that others' have: it may be said if he is known to know.
    """
    if line.get("frequency") is None or HELD_BACK & set(line["caveats"]):
        return False
    if not line.get("own"):
        return True
    theirs = line.get("source_type") in THEIRS or ACCOUNTS & set(line.get("categories") or ())
    return line.get("perp_aware") == "yes" and not theirs


def _unsaid(found: Sequence[Json], of: Callable[[int], bool]) -> list[Json]:
    return [line for line in found if of(line["section"]) and not may_be_said(line)]


async def _news(visit: Visit, case: Id, today: date) -> list[Json]:
    """Return what one's unit heard of in this case since a week ago."""
    return [
        {"words": OCCASIONS.get(one["kind"], plain(one["kind"])), "at": one["at"]}
        for one in await visit.every("/notices")
        if one["case"] == str(case) and datetime.fromisoformat(one["at"]).date() >= today - A_WEEK
    ]

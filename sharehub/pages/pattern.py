"""His pattern, as whoever asks may have it for what they need it for; each page is a look, and on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from sharehub.disclosure.wording import PATHWAYS
from sharehub.language.vocabulary import Kind
from sharehub.pages import words_reading
from sharehub.pages.knowing import names_of_units
from sharehub.pages.pattern_lines import (
    CHANGE,
    ELSEWHERE,
    FAMILY,
    HIS,
    by_family,
    handling,
    lines_of,
    of,
    worrying,
)
from sharehub.pages.people import people_of
from sharehub.pages.timeline import timeline
from sharehub.pages.visits import Id, Page, Purpose, Visiting
from sharehub.pages.words_reading import TO_RING, UNDECIDED_PATHWAYS
from sharehub.reports.families import FAMILIES
from sharehub.reports.services import guidance, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

    from sharehub.pages.pattern_lines import Line
    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page, prefix="/cases/{case}")

MOST_TWICE: Final = 60
"""So many lines may stand on a page twice, in a list and in a picture's words: more would be too long."""
FIRST_IN_SHORT: Final = 3
MOST_IN_SHORT: Final = 15
"""What fits between two visits. Of short forms nobody can say which worries most: all stand here."""


@dataclass(frozen=True, slots=True)
class Way:
    """By which way he reaches the children: by what, and in whose words."""

    name: str
    families: tuple[str, ...]
    sentences: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What nobody knows yet: in words where this reader has them, whose it is to close, and by when."""

    id: str
    text: str = field(repr=False)
    line: Line | None = field(repr=False)
    unit: str = field(repr=False)
    due: str
    may_ask: bool


@router.get("/pattern/{purpose}")
async def show_pattern(visit: Visiting, case: Id, purpose: Purpose) -> Response:
    """Ask for his pattern, for a purpose, and show it in the four sections of the mapping tool."""
    answer = await visit.look(f"/cases/{case}/disclosures", {"purpose": purpose})
    people = await people_of(visit, case)
    told = await visit.every("/notices", unseen="true")
    new = {notice["about"] for notice in told if notice["case"] == str(case)}
    lines = lines_of(answer, new, undecided=people.is_open)
    his = [line for line in of(lines, HIS) if line.kind != Kind.GAP]
    family = of(lines, FAMILY)
    return visit.page(
        "reading/pattern.html.j2",
        reads=words_reading,
        case=case,
        purpose=purpose,
        answer=answer,
        people=people,
        lines=lines,
        his=by_family(his),
        his_short=[line for line in his if not line.family],
        effects=[
            line for line in family if not (line.short or line.kind in {Kind.PROTECTIVE_EFFORT, Kind.GAP})
        ],
        efforts=of(family, FAMILY, Kind.PROTECTIVE_EFFORT),
        family_short=[line for line in family if line.short],
        elsewhere=[line for line in of(lines, ELSEWHERE) if line.kind != Kind.GAP],
        change=[line for line in of(lines, CHANGE) if line.kind != Kind.GAP],
        to_him=[line for line in lines if line.to_him and line.section == HIS and line.kind != Kind.GAP],
        handling=handling(lines),
        ways=ways(lines, with_words=len(lines) <= MOST_TWICE),
        timeline=timeline(lines),
        twice=len(lines) <= MOST_TWICE,
        new=any(line.new for line in lines),
        unknown=await unknown(visit, case, lines),
    )


@router.get("/short/{purpose}")
async def show_short(visit: Visiting, case: Id, purpose: Purpose) -> Response:
    """Show what fits between two visits: what he does that one will see, what helps, whom to ring."""
    people = await people_of(visit, case)
    if people.is_open:
        # Nothing short can be said of two adults without saying whose pattern it is.
        return visit.go(f"/cases/{case}/pattern/{purpose}")
    answer = await visit.look(f"/cases/{case}/disclosures", {"purpose": purpose})
    lines = lines_of(answer)
    his = worrying([line for line in of(lines, HIS) if line.kind != Kind.GAP])[:MOST_IN_SHORT]
    roster = await visit.get(f"/cases/{case}/roster")
    me = await visit.get("/me")
    words = guidance(service_of(visit.role, his_side=me["works_with_him"]))
    return visit.page(
        "reading/short.html.j2",
        reads=words_reading,
        case=case,
        purpose=purpose,
        answer=answer,
        people=people,
        first=his[:FIRST_IN_SHORT],
        also=his[FIRST_IN_SHORT:],
        handling=handling(his),
        shows=words.shows,
        helps=words.helps,
        ring=_whom_to_ring(roster["services"], me["unit"]),
    )


def ways(lines: Sequence[Line], *, with_words: bool) -> list[Way]:
    """Return the pathways to harm: by which families of tactics, and in the words of who recorded it."""
    found = []
    undecided = any(line.undecided for line in lines)
    for way, name in (UNDECIDED_PATHWAYS if undecided else PATHWAYS).items():
        here = [line for line in lines if way in line.pathways]
        used = {word for line in here if line.kind != Kind.IMPACT for word in line.tactics}
        said = [
            line.sentence or line.text
            for line in here
            if with_words and (line.sentence or line.kind == Kind.IMPACT)
        ]
        found.append(Way(name, tuple(FAMILIES[word] for word in FAMILIES if word in used), tuple(said)))
    return found


async def unknown(visit: Visit, case: Id, lines: Sequence[Line]) -> list[Unknown]:
    """Return what is not known yet: gaps that came with the pattern, and those for one's unit to close."""
    gaps = {gap["id"]: gap for gap in await visit.every(f"/cases/{case}/gaps")}
    names = await names_of_units(visit) if gaps else {}
    said = {line.id: line for line in lines if line.kind == Kind.GAP}
    return [_unknown(one, gaps.get(one), said.get(one), names) for one in dict.fromkeys([*said, *gaps])]


def _unknown(
    identity: str, gap: Mapping[str, Any] | None, line: Line | None, names: Mapping[str, str]
) -> Unknown:
    held = gap or {}
    return Unknown(
        id=identity,
        text=line.text if line else "A gap whose words do not come with this purpose.",
        line=line,
        unit=names.get(held.get("action_unit") or "", ""),
        due=held.get("due") or "",
        may_ask=gap is not None,
    )


def _whom_to_ring(services: Sequence[Mapping[str, Any]], own: str) -> list[Mapping[str, Any]]:
    """Return her worker first, then those who act at once, as far as one may know that they are there."""
    return [one for role in TO_RING for one in services if one["role"] == role and one["unit"] != own]

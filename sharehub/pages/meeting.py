"""A case-mapping meeting: preparing it, inviting with open eyes, the wall in the room, and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from fastapi import APIRouter

from policies.routes import MAY_TURN_OUT_HIS
from sharehub.pages import words_consents
from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error
from sharehub.pages.knowing import Pairs, names_of_units, people_of, services_of
from sharehub.pages.rules import asks_for, gates_of, may, rulebook
from sharehub.pages.two_adults import mapped
from sharehub.pages.visits import NOT_FOUND, Id, Page, Visiting
from sharehub.pages.walls import hang
from sharehub.pages.words import role as role_words

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

router = APIRouter(route_class=Page)

PURPOSE: Final = "case_mapping"
GATE: Final = "mapping_meeting"
WITH: Final = {
    "survivor": "with her",
    "perpetrator": "with him",
    "child": "with the children",
    "family": "with the family",
    "case": "on the case",
}
UNDECIDED_WITH: Final = {
    **WITH,
    "survivor": "with those who are harmed",
    "perpetrator": "with those who harm",
}
"""The same of roles alone, while it is open which of the two adults is which."""
LEFT: Final = {"withheld": "it does not hang", "gist": "only its short form hangs"}
HIS: Final = frozenset({"perpetrator"})
BETWEEN: Final = "."
"""Between the three words of a seat: who, of which unit, in which role."""


@router.get("/cases/{case}/meeting")
async def prepare(visit: Visiting, case: Id) -> Response:
    """Show what a facilitator needs before a meeting: who works with whom, what is open, what is missing."""
    known = visit.session.known
    services = await services_of(visit, case)
    undecided = await _undecided(visit, case)
    openings = [one for one in await visit.every(f"/cases/{case}/gates") if one["gate"] == GATE]
    return visit.page(
        "meeting/prepare.html.j2",
        case=case,
        services=[
            {**one, "works": (UNDECIDED_WITH if undecided else WITH).get(_works_with(one["role"]), "")}
            for one in services
        ],
        undecided=undecided,
        openings=sorted(openings, key=lambda one: one["start"]),
        gaps=await _gaps(visit, case),
        units=await names_of_units(visit),
        today=visit.today().isoformat(),
        may_open=GATE in gates_of(visit.role),
        own_seat=BETWEEN.join((str(known.user), str(known.unit), visit.role)) if _sits(visit.role) else "",
        w=words_consents,
    )


@router.get("/cases/{case}/meeting/invitations")
async def choose_whom(visit: Visiting, case: Id) -> Response:
    """Show who may be thought of."""
    return visit.page("meeting/invite.html.j2", costs=None, **await _room(visit, case))


@router.post("/cases/{case}/meeting/invitations")
async def cost(visit: Visiting, case: Id) -> Response:
    """Show what the wall would lose with each, before any invitation goes."""
    given = await _room(visit, case)
    seats, errors = _seats(visit, given["people"])
    if not seats and not errors:
        errors = [Error("seats", "Choose whom you think of inviting.")]
    if errors:
        return visit.wrong("meeting/invite.html.j2", errors, costs=None, **given)
    found = (await visit.look(f"/cases/{case}/wall-costs", {"seats": seats}))["costs"]
    costs = [
        {
            "who": _named(seat, given["people"]),
            "his": _works_with(seat["role"]) in (MAY_TURN_OUT_HIS if given["undecided"] else HIS),
            "falls": [(fall["line"]["text"], LEFT[fall["left"]]) for fall in each["falls"]],
        }
        for seat, each in zip(seats, found, strict=True)
    ]
    units = sorted({seat["unit"] for seat in seats} | {str(visit.session.known.unit)})
    return visit.page("meeting/invite.html.j2", costs=costs, invited=units, **given)


@router.get("/cases/{case}/meeting/principles")
async def principles(visit: Visiting, case: Id) -> Response:
    """Show the principles, to be read aloud."""
    undecided = await _undecided(visit, case)
    return visit.page("meeting/principles.html.j2", case=case, undecided=undecided)


@router.get("/cases/{case}/meeting/room")
async def room(visit: Visiting, case: Id) -> Response:
    """Ask who sits in the room."""
    return visit.page("meeting/room.html.j2", **await _room(visit, case))


@router.post("/wall")
async def show_wall(visit: Visiting) -> Response:
    """Show the wall: the strictest of those present. The address names no case: it stands on the paper."""
    form = visit.form
    try:
        case = UUID(form.one("case"))
    except ValueError:
        return visit.page("nowhere.html.j2", status=NOT_FOUND)
    given = await _room(visit, case)
    seats, errors = _seats(visit, given["people"])
    if form.one("read") != "yes":
        errors.append(Error("read", "Read the principles aloud first, together."))
    if errors:
        return visit.wrong("meeting/room.html.j2", errors, **given)
    answer = await visit.look(f"/cases/{case}/walls", {"seats": seats})
    present = [_named(seat, given["people"]) for seat in seats]
    return visit.page(
        "meeting/wall.html.j2",
        case=case,
        wall=hang(answer["lines"], given["family"]),
        undecided=given["undecided"],
        may_decide=may(visit.role, "decide_mapping"),
        may_write=may(visit.role, "record_fact"),
        told=answer["told"],
        day=answer["day"],
        present=present,
    )


@router.get("/wall")
async def no_wall(visit: Visiting) -> Response:
    """Go back to the cases: by itself the address shows nobody's."""
    return visit.go("/")


@router.get("/cases/{case}/meeting/after")
async def after(visit: Visiting, case: Id) -> Response:
    """Say what is left to do when the wall is down."""
    undecided = await _undecided(visit, case)
    return visit.page("meeting/after.html.j2", case=case, undecided=undecided)


async def _room(visit: Visit, case: UUID) -> dict[str, Any]:
    known = visit.session.known
    services = await services_of(visit, case)
    family = mapped(await people_of(visit, case))
    people: Pairs = [
        (
            BETWEEN.join((one["user"], service["unit"], service["role"])),
            f"{one['name']}: {role_words(service['role'])}, {service['name']}",
        )
        for service in services
        for one in service["people"]
        if (one["user"], service["role"]) != (str(known.user), visit.role) and _sits(service["role"])
    ]
    return {
        "case": case,
        "people": people,
        "outside": sorted({role_words(one["role"]) for one in services if not _sits(one["role"])}),
        "today": visit.today().isoformat(),
        "may_open": GATE in gates_of(visit.role),
        "gate": GATE,
        "family": family,
        "undecided": bool(family.undecided),
        "own_side": _works_with(visit.role) in MAY_TURN_OUT_HIS,
    }


def _sits(role: str) -> bool:
    """Say whether a role has anything at a wall; with one in the room that has nothing, nothing hangs."""
    return asks_for(role, PURPOSE)


def _seats(visit: Visit, people: Pairs) -> tuple[list[dict[str, str]], list[Error]]:
    """Return the seats that were ticked, and those that people who are not listed gave by themselves."""
    offered = {value for value, _ in people}
    ticked = [value for value in visit.form.all("seats") if value in offered]
    given = visit.form.one("given").split()
    found = [seat for value in dict.fromkeys((*ticked, *given)) if (seat := _seat(value)) is not None]
    if len(found) < len({*ticked, *given}):
        return found, [Error("given", "Write each as its owner's page shows it, on a line of its own.")]
    return found, []


def _seat(value: str) -> dict[str, str] | None:
    match value.split(BETWEEN):
        case [user, unit, role] if _is_id(user) and _is_id(unit) and _sits(role):
            return {"user": user, "unit": unit, "role": role}
        case _:
            return None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _named(seat: dict[str, str], people: Pairs) -> str:
    value = BETWEEN.join((seat["user"], seat["unit"], seat["role"]))
    return dict(people).get(value, f"Somebody who is not listed: {role_words(seat['role'])}")


async def _undecided(visit: Visit, case: UUID) -> bool:
    """Say whether it is open whose pattern of control it is: then no page speaks of him or her."""
    return bool(mapped(await people_of(visit, case)).undecided)


def _works_with(role: str) -> str:
    found = rulebook().roles.get(role)
    return found.works_with if found else ""


async def _gaps(visit: Visit, case: UUID) -> list[dict[str, Any]]:
    """Return what is missing, in words where the caller has them."""
    try:
        lines = (await visit.look(f"/cases/{case}/disclosures", {"purpose": PURPOSE}))["lines"]
        gaps = await visit.every(f"/cases/{case}/gaps")
    except Refused:
        return []
    texts = {line["id"]: line["text"] for line in lines if "kind" in line}
    return [{**one, "text": texts[one["id"]]} for one in gaps if one["id"] in texts]

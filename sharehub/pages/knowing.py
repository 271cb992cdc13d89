"""What several pages ask of a case before they show a form: who is who, which services, and what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from consent.people import UNDETERMINED, Part
from sharehub.pages.asking import Refused
from sharehub.pages.rules import always_open_first, in_a_hurry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.pages.visits import Visit

Pairs = list[tuple[str, str]]
"""What a form offers: values, each with its words."""

PARTS: Final = ("survivor", "adult_a", "adult_b", "child", "third_party", "perpetrator")
"""In the order in which people are named."""
ADULTS: Final = UNDETERMINED | {Part.SURVIVOR}
"""Who is treated as a survivor, until it is decided whose pattern of control it is."""
SOMEBODY: Final = "Somebody of this case"


async def purposes_of(visit: Visit) -> list[str]:
    """Return for what the caller may ask, by every rulebook that counts for their unit."""
    found: list[str] = (await visit.get("/me"))["purposes"]
    return always_open_first(found)


async def people_of(visit: Visit, case: UUID) -> list[dict[str, Any]]:
    """Return the people of a case whose names the caller may know."""
    found = (await visit.look(f"/cases/{case}/names"))["people"]
    return sorted(found, key=lambda one: (PARTS.index(one["part"]), one["name"]))


async def services_of(visit: Visit, case: UUID) -> list[dict[str, Any]]:
    """Return who works with the family, as far as the caller may know."""
    found: list[dict[str, Any]] = (await visit.get(f"/cases/{case}/roster"))["services"]
    return found


async def receivers(visit: Visit, case: UUID) -> tuple[Pairs, Pairs]:
    """Return the units that are known to work with the family, and all others of the hub."""
    near = {one["unit"]: one["name"] for one in await services_of(visit, case)}
    units = await names_of_units(visit)
    far = {unit: name for unit, name in units.items() if unit not in near}
    return _by_name(near.items()), _by_name(far.items())


async def names_of_units(visit: Visit) -> dict[str, str]:
    """Return what people call each unit of the hub."""
    return {one["id"]: one["name"] for one in await visit.every("/units")}


async def called(visit: Visit, case: str) -> str:
    """Return the family by its names, for whoever chooses a case, where these are told."""
    try:
        people = await visit.look(f"/cases/{case}/names")
    except Refused:
        return SOMEBODY
    known = sorted(people["people"], key=lambda one: (PARTS.index(one["part"]), one["name"]))
    return ", ".join(one["name"] for one in known if one["part"] != "third_party") or SOMEBODY


async def lines_known(visit: Visit, case: UUID) -> list[dict[str, Any]]:
    """Return the lines of a case that the caller may name in an act: of the most urgent purpose that has any.

    A short form has no name of its own, so that nobody can ask about what they have only in that.
    """
    for purpose in in_a_hurry(await purposes_of(visit)):
        try:
            lines = (await visit.look(f"/cases/{case}/disclosures", {"purpose": purpose}))["lines"]
        except Refused:
            continue
        if known := [line for line in lines if "kind" in line]:
            return known
    return []


async def own_lines(visit: Visit, case: UUID) -> list[dict[str, Any]]:
    """Return the lines of a case that are the caller's own unit's, as far as an open purpose shows them."""
    found: dict[str, dict[str, Any]] = {}
    for purpose in in_a_hurry(await purposes_of(visit)):
        try:
            lines = (await visit.look(f"/cases/{case}/disclosures", {"purpose": purpose}))["lines"]
        except Refused:
            continue
        found |= {line["id"]: line for line in lines if line.get("own")}
        if found:
            break
    return [*found.values()]


def as_choices(lines: Iterable[dict[str, Any]]) -> Pairs:
    """Return lines as a form offers them."""
    return [(line["id"], line["text"]) for line in lines]


def _by_name(pairs: Iterable[tuple[str, str]]) -> Pairs:
    return sorted(pairs, key=lambda pair: pair[1].casefold())

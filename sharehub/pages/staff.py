"""Units and people by name, for pages whose answers hold ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sharehub.pages.knowing import names_of_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sharehub.pages.visits import Visit

MOST = 500
SHORT = 6


@dataclass(frozen=True, slots=True)
class Known:
    """What units and people are called; one that is not known is shown by the end of its id."""

    units: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)

    def unit(self, identity: str | None) -> str:
        """Return what a unit is called."""
        return self.units.get(identity, f"unit {short(identity)}") if identity else ""

    def person(self, identity: str | None) -> str:
        """Return what somebody of the partnership is called."""
        return self.people.get(identity, f"person {short(identity)}") if identity else ""


async def units_of(visit: Visit) -> Known:
    """Return what the units of the partnership are called."""
    return Known(await names_of_units(visit))


async def staff_of(visit: Visit, items: Iterable[Mapping[str, Any]]) -> Known:
    """Return what the units are called, and the people whose ids stand in what an officer was answered."""
    users = sorted(set(_users(items)))[:MOST]
    known = await units_of(visit)
    if not users:
        return known
    found = await visit.look("/oversight/staff-names", {"users": users})
    return Known(known.units, {one["id"]: one["name"] for one in found["items"]})


def _users(items: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for item in items:
        for name in ("user", "asked_by", "approved_by", "by", "narrowed_by", "lifted_by", "decided_by"):
            value = item.get(name)
            # A word may stand under one of these names as well: ids alone are asked about.
            if isinstance(value, str) and len(value) == len("00000000-0000-0000-0000-000000000000"):
                yield value
        yield from (reader["user"] for reader in item.get("readers") or ())


def short(identity: str | None) -> str:
    """Return the end of an id, enough to tell things on one page apart."""
    return (identity or "")[-SHORT:]

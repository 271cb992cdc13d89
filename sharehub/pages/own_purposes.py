"""For which purpose somebody looks at their own unit's record: one of their role's that is open today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.pages.asking import Refused
from sharehub.pages.rules import open_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.pages.visits import Id, Json, Visit

UNFIT = 422


def in_order(role: str, purposes: Sequence[str]) -> list[str]:
    """Return for what somebody may ask with what needs no event first, by the shipped rulebook."""
    known = open_first(role)
    return sorted(purposes, key=lambda purpose: known.index(purpose) if purpose in known else len(known))


async def with_own_record(visit: Visit, case: Id, fact: str) -> Json:
    """Return what each audience would get of a fact, with the fact itself; None if no purpose is open.

    Raises:
        Refused: it cannot be looked at, whatever the purpose.
    """
    for purpose in in_order(visit.role, (await visit.get("/me"))["purposes"]):
        try:
            return await visit.look(f"/cases/{case}/facts/{fact}/preview", {"purpose": purpose})
        except Refused as refused:
            if refused.status != UNFIT:
                raise
    return None

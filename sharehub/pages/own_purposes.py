"""For which purpose somebody looks at their own unit's record: one of their role's that is open today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.pages.asking import Refused
from sharehub.pages.knowing import purposes_of

if TYPE_CHECKING:
    from sharehub.pages.visits import Id, Json, Visit

UNFIT = 422


async def with_own_record(visit: Visit, case: Id, fact: str) -> Json:
    """Return what each audience would get of a fact, with the fact itself; None if no purpose is open.

    Raises:
        Refused: it cannot be looked at, whatever the purpose.
    """
    for purpose in await purposes_of(visit):
        try:
            return await visit.look(f"/cases/{case}/facts/{fact}/preview", {"purpose": purpose})
        except Refused as refused:
            if refused.status != UNFIT:
                raise
    return None

"""Listing permissions: the service that asked sees how they stand, the other unit those that stand today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharehub.cases.admission import admit
from sharehub.disclosure.known import Known
from sharehub.permissions.standing import Outlook

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.permissions.queries import Wish


def permissions(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return the permissions that the actor may know of; to anybody else there are none.

    Raises:
        NotFound: no such case, or the actor does not work on it.
    """
    admit(work, actor, case)
    outlook = Outlook(Known(work, actor, case))
    found = [_item(outlook, wish) for wish in outlook.wishes if wish.id > after and outlook.ways(wish)]
    return found[:most]


def _item(outlook: Outlook, wish: Wish) -> dict[str, Any]:
    own = outlook.own(wish)
    return {
        "id": wish.id,
        "unit": wish.unit,
        "with_unit": wish.with_unit,
        "person": wish.person,
        "purposes": sorted(wish.purposes),
        "categories": sorted(wish.categories),
        "ends": wish.ends,
        "directions": {direction.value: way.value for direction, way in outlook.ways(wish).items()},
        # It counts the answers, and so would tell of one that is not shown.
        "revision": wish.revision if own else None,
    }

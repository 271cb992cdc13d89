"""Listing requests: those that a unit makes and those that it is made, as far as whoever looks may know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharehub.cases.admission import admit
from sharehub.disclosure.known import Known
from sharehub.requests.hearing import Ears
from sharehub.requests.words import DECLINED, OPEN

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.requests.queries import Asked


def requests(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return the requests that the actor's unit makes and is made, as far as the actor may know.

    Raises:
        NotFound: no such case, or the actor does not work on it.
    """
    admit(work, actor, case)
    ears = Ears(Known(work, actor, case))
    found = [_item(work, ears, actor, asked) for asked in ears.requests() if asked.id > after]
    return found[:most]


def _item(work: Work, ears: Ears, actor: Actor, asked: Asked) -> dict[str, Any]:
    status, theirs = ears.status(asked), asked.to_unit == actor.unit
    return {
        "id": asked.id,
        "about": asked.about,
        "for_us": theirs,
        "unit": ears.names(asked),
        "due": asked.due,
        "overdue": status == OPEN and asked.due < work.tx.today,
        "status": status,
        "reason": asked.reason if status == DECLINED else None,
        "gap": ears.gap(asked),
        "purpose": asked.purpose,
        # It counts what became of the request, and so would tell whoever asked.
        "revision": asked.revision if theirs else None,
    }

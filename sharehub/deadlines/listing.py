"""Listing what is due, for whoever looks; each look is on record before anything of it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.routes import IG_OFFICER
from sharehub.deadlines.due import in_order
from sharehub.deadlines.of_cases import of_cases
from sharehub.deadlines.of_copies import of_copies
from sharehub.deadlines.of_officers import Office, of_officers
from sharehub.errors import Forbidden

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sharehub.audit.checkpoint import Policy
    from sharehub.deadlines.due import Deadline
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def deadlines(work: Work, actor: Actor, zone: ZoneInfo, policy: Policy) -> list[Deadline]:
    """Return what is due for somebody, soonest first: an officer's by their scope, others' by their cases.

    Raises:
        Forbidden: the actor loads history, and never reads.
    """
    if actor.importing:
        raise Forbidden("an importer never reads")
    if actor.role == IG_OFFICER:
        found = of_officers(Office.of(work, actor, zone, policy))
    else:
        found = of_cases(work, actor, zone)
    return in_order([*found, *of_copies(work, actor, zone)])


def page(found: list[Deadline], after: UUID, most: int) -> list[dict[str, Any]]:
    """Return those after a place, so many at most, as they are listed."""
    return [one.item() for one in found if one.place > after][:most]

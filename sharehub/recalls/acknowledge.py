"""Saying that a copy that is out of date is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.clock import civil_day
from sharehub.disclosure.papers import case_reference
from sharehub.errors import ChangedSince, Conflict, NotFound
from sharehub.recalls import queries
from sharehub.recalls.sentence import out_of_date

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sqlalchemy import ColumnElement

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def acknowledge(work: Work, actor: Actor, copy: UUID, expected: int) -> None:
    """Say that a copy is gone: one's own, or that of a colleague in the same role on the same case.

    Their officer may once it is overdue, for those who are no longer there.

    Raises:
        NotFound: there is no such copy, or it is not the actor's to know of.
        ChangedSince: it is about a later copy than the actor saw.
        Conflict: it was acknowledged already.
    """
    held = queries.copy_of(work.tx, actor, _whose(actor), copy)
    if held is None:
        raise NotFound("no such copy of yours")
    if held.acknowledged_at is not None:
        raise Conflict("acknowledged already")
    if held.revision != expected or not queries.acknowledge(work.tx, copy, actor.user, expected):
        raise ChangedSince("this is about a later copy now: look again")
    work.record(
        Act(
            Action.COPY_ACKNOWLEDGED,
            actor=actor.user,
            unit=actor.unit,
            role=actor.role,
            case_alias=work.keys.known_alias(str(held.case)),
            references={"copy": str(copy)},
        )
    )


def copies(work: Work, actor: Actor, zone: ZoneInfo, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return the copies that somebody is told to destroy, those told of last first; never why."""
    found = []
    for row in queries.copies(work.tx, actor, _whose(actor), after, most):
        day = civil_day(row["copied_at"], zone)
        found.append(
            {
                "id": row["id"],
                "case": row["case"],
                "reference": case_reference(row["case"]),
                "day": day,
                "sentence": out_of_date(day),
                "due": civil_day(row["due_at"], zone),
                "acknowledged": row["acknowledged_at"] is not None,
                "revision": row["revision"],
            }
        )
    return found


def _whose(actor: Actor) -> ColumnElement[bool]:
    return queries.overdue(actor) if actor.role == IG_OFFICER else queries.theirs(actor)

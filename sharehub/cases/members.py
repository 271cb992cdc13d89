"""Who works with the family: allocated from a day, ended on a day, in one role at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases import queries
from sharehub.cases.admission import admit
from sharehub.errors import Conflict, Invalid, NotFound
from sharehub.protocols import queries as partnership
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.cases.queries import Days
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def allocate(
    work: Work, actor: Actor, case: UUID, user: UUID, role: str, start: date, end: date | None = None
) -> UUID:
    """Allocate somebody to the case, in one of their roles, from a day to a day (both included).

    Raises:
        Invalid: there is no such user, the user does not have this role, or it would end before it starts.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "allocate")
    admitted = admit(work, actor, case)
    held = partnership.user_roles(work.tx, user)
    if held is None or role not in held[1]:
        raise Invalid("role", "no such user, or not one of the user's roles")
    in_order(start, end)
    identity = work.new_id()
    queries.let_take_part(work.tx, case, held[0])
    queries.add_membership(
        work.tx,
        id=identity,
        case_id=case,
        user_id=user,
        role=role,
        start=start,
        end=end,
        allocated_by=actor.user,
        allocated_at=work.tx.now,
    )
    admitted.record(Action.MEMBER_ALLOCATED, user=str(user), role=role, **span_references(start, end))
    return identity


def end(work: Work, actor: Actor, case: UUID, membership: UUID, last_day: date) -> None:
    """End a membership of the actor's own unit, or one that it allocated; the last day is included.

    To prolong one, allocate anew.

    Raises:
        NotFound: the case has no such membership.
        Invalid: it would end before it starts.
        Conflict: it ends on an earlier day already.
    """
    permit(work, actor, "allocate")
    admitted = admit(work, actor, case)
    days = queries.membership_days(work.tx, case, membership, None if actor.importing else actor.unit)
    if days is None:
        raise NotFound("no such membership")
    ends(days, last_day)
    queries.end_membership(work.tx, membership, last_day)
    admitted.record(Action.MEMBER_ENDED, membership=str(membership), end=last_day.isoformat())


def in_order(start: date, end: date | None) -> None:
    """Refuse a span that ends before it starts.

    Raises:
        Invalid: it does.
    """
    if end is not None and end < start:
        raise Invalid("end", "before the start")


def span_references(start: date, end: date | None) -> dict[str, Value]:
    """Return a span as the log's entry names it; no end: it lasts."""
    span: dict[str, Value] = {"start": start.isoformat()}
    if end is not None:
        span["end"] = end.isoformat()
    return span


def ends(days: Days, last_day: date) -> None:
    """Refuse a last day that makes no end of what it ends.

    Raises:
        Invalid: it lies before the start.
        Conflict: what it would end is over on an earlier day; ending never prolongs.
    """
    in_order(days.start, last_day)
    if days.end is not None and days.end < last_day:
        raise Conflict("it ends earlier already")

"""Keeping something back from one's own channel, at once and for every case; and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.cases.members import in_order, span_references
from sharehub.channels import queries
from sharehub.channels.standing import is_open
from sharehub.database.locks import Lock, hold_alone
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from policies.vocabulary import Category
    from sharehub.audit.entry import Value
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

ALL = "all"
"""What is kept back from a channel that is paused, in the log."""


def narrow(
    work: Work,
    actor: Actor,
    to: UUID,
    purpose: str,
    categories: Collection[Category] | None,
    start: date,
    end: date | None = None,
) -> UUID:
    """Keep categories of one's unit's facts back from a channel of its own, from today or later.

    Readings under way are waited for, as with the suspension of a protocol: what they decided, they decided
    before. What went out stays where it is. The unit at the other end is not told.

    Args:
        work: the unit of work.
        actor: an officer of the unit whose channel it is.
        to: the unit that the channel goes to.
        purpose: the channel's purpose.
        categories: what is kept back; None pauses the channel.
        start: the first day.
        end: the last day; None leaves it open.

    Raises:
        Forbidden: only officers may, and no system.
        Invalid: no protocol in force opens such a channel; nothing would be kept back; or the days lie in the
            past or in no order.
    """
    _officer(actor)
    in_order(start, end)
    if start < work.tx.today:
        raise Invalid("start", "a channel is narrowed from today on, never before")
    if categories is not None and not categories:
        raise Invalid("categories", "name at least one, or null to pause the channel")
    hold_alone(work.tx, Lock.PROTOCOLS_IN_FORCE)
    if not is_open(work, actor.unit, to, purpose):
        raise Invalid("unit", "no protocol in force opens a channel to this unit for this purpose")
    kept = None if categories is None else sorted(category.value for category in categories)
    identity = work.new_id()
    queries.add_narrowing(
        work.tx,
        id=identity,
        from_unit_id=actor.unit,
        to_unit_id=to,
        purpose=purpose,
        categories=kept,
        start=start,
        end=end,
        narrowed_by=actor.user,
        narrowed_at=work.tx.now,
    )
    said: list[Value] = [ALL] if kept is None else [*kept]
    _record(
        work,
        actor,
        Action.CHANNEL_NARROWED,
        narrowing=str(identity),
        to=str(to),
        channel=purpose,
        categories=said,
        **span_references(start, end),
    )
    return identity


def widen(work: Work, actor: Actor, narrowing: UUID) -> None:
    """Lift a narrowing of one's unit's own channel; from the commit on it keeps nothing back.

    Raises:
        Forbidden: only officers may, and no system.
        NotFound: the actor's unit has no such narrowing.
        Conflict: it is lifted already, or over.
    """
    _officer(actor)
    hold_alone(work.tx, Lock.PROTOCOLS_IN_FORCE)
    held = queries.narrowing(work.tx, actor.unit, narrowing)
    if held is None:
        raise NotFound("no such narrowing of a channel of your unit")
    if held.lifted_at is not None or (held.end is not None and held.end < work.tx.today):
        raise Conflict("it is lifted already, or over")
    queries.lift(work.tx, narrowing, actor.user)
    _record(work, actor, Action.CHANNEL_WIDENED, narrowing=str(narrowing))


def _officer(actor: Actor) -> None:
    if actor.role != IG_OFFICER or actor.system or actor.importing:
        raise Forbidden("this is for officers alone")


def _record(work: Work, actor: Actor, action: Action, **references: Value) -> None:
    work.record(Act(action, actor=actor.user, unit=actor.unit, role=actor.role, references=references))

"""Conflicts of interest: who must not receive, and what blocks somebody until a named person decides."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases import queries
from sharehub.cases.admission import admit, kept_to
from sharehub.cases.members import in_order, span_references
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.hub import columns
from sharehub.protocols import queries as partnership
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Trigger(StrEnum):
    """Why a conflict is thought possible; a shared surname alone never excludes."""

    SAME_SURNAME = "same_surname"
    SAME_ADDRESS = "same_address"
    DECLARED = "declared"
    NAMED_BY_SURVIVOR = "named_by_survivor"


class Result(StrEnum):
    """How a conflict check ended."""

    CLEARED = "cleared"
    EXCLUDED = "excluded"


def exclude(
    work: Work, actor: Actor, case: UUID, user: UUID, reason: str, start: date, end: date | None = None
) -> UUID:
    """Exclude somebody from the case, their own unit's records included.

    Raises:
        Invalid: there is no such user, or it would end before it starts.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "exclude")
    admitted = admit(work, actor, case, officers=True)
    _known(work, user)
    in_order(start, end)
    identity = work.new_id()
    bound_to = binding("exclusion", actor.unit, case, identity)
    queries.add_exclusion(
        work.tx,
        id=identity,
        case_id=case,
        owner_unit_id=actor.unit,
        user_id=user,
        start=start,
        end=end,
        recorded_by=actor.user,
        recorded_at=work.tx.now,
        **columns(work.seal(bound_to, {"reason": reason})),
    )
    admitted.record(Action.EXCLUSION_RECORDED, user=str(user), **span_references(start, end))
    return identity


def raise_check(
    work: Work, actor: Actor, case: UUID, user: UUID, trigger: Trigger, declared: str | None, on: date
) -> UUID:
    """Raise a possible conflict; the person concerned gets nothing until it is decided.

    Anybody who works on the case may raise one, against themselves too.

    Raises:
        Invalid: there is no such user, or `on` has not come: until then it would block nothing.
        NotFound: as every act upon a case.
    """
    admitted = admit(work, actor, case, officers=True)
    _known(work, user)
    _has_come(work, actor, on)
    identity = work.new_id()
    bound_to = binding("conflict_check", actor.unit, case, identity)
    queries.add_conflict_check(
        work.tx,
        id=identity,
        case_id=case,
        owner_unit_id=actor.unit,
        user_id=user,
        trigger=trigger.value,
        raised=on,
        raised_by=actor.user,
        decided=None,
        decided_by=None,
        result=None,
        **columns(work.seal(bound_to, {"declared": declared})),
    )
    admitted.record(Action.CONFLICT_RAISED, check=str(identity), user=str(user), trigger=trigger.value)
    return identity


def decide_check(work: Work, actor: Actor, case: UUID, check: UUID, result: Result, on: date) -> None:
    """Decide a possible conflict; nobody decides in their own cause.

    Raises:
        NotFound: the case has no such undecided check, or it is another unit's and the actor is not
            independent.
        Invalid: `on` has not come, or lies before the day it was raised on.
        Forbidden: the actor is the person concerned, or the rulebook gives this to other roles.
    """
    permit(work, actor, "decide_conflict")
    admitted = admit(work, actor, case, officers=True)
    held = queries.open_check(work.tx, case, None if actor.importing else kept_to(work, actor), check)
    if held is None:
        raise NotFound("no such open conflict check")
    if held.user == actor.user:
        raise Forbidden("nobody decides in their own cause")
    _has_come(work, actor, on)
    if on < held.raised and not actor.importing:
        raise Invalid("on", "before the day it was raised on")
    queries.decide_check(work.tx, check, actor.user, on, result.value)
    admitted.record(Action.CONFLICT_DECIDED, check=str(check), result=result.value, on=on.isoformat())


def _known(work: Work, user: UUID) -> None:
    if partnership.user_roles(work.tx, user) is None:
        raise Invalid("user", "no such user")


def _has_come(work: Work, actor: Actor, on: date) -> None:
    if on > work.tx.today and not actor.importing:
        raise Invalid("on", "has not come yet")

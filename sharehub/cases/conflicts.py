"""Conflicts of interest: who must not receive, and possible conflicts that block until a named person decides."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases import queries
from sharehub.cases.admission import admit
from sharehub.cases.members import in_order
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


def exclude(  # noqa: PLR0913 - an exclusion has these parts
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
    admitted.record(Action.EXCLUSION_RECORDED, user=str(user), start=start.isoformat())
    return identity


def raise_check(  # noqa: PLR0913 - a conflict check has these parts
    work: Work, actor: Actor, case: UUID, user: UUID, trigger: Trigger, declared: str | None, on: date
) -> UUID:
    """Raise a possible conflict; the person concerned gets nothing until it is decided.

    Anybody who works on the case may raise one, against themselves too.
    """
    admitted = admit(work, actor, case, officers=True)
    _known(work, user)
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
        NotFound: the case has no such undecided check.
        Forbidden: the actor is the person concerned, or the rulebook gives this to other roles.
    """
    permit(work, actor, "decide_conflict")
    admitted = admit(work, actor, case, officers=True)
    concerned = queries.open_check(work.tx, case, check)
    if concerned is None:
        raise NotFound("no such open conflict check")
    if concerned == actor.user:
        raise Forbidden("nobody decides in their own cause")
    queries.decide_check(work.tx, check, actor.user, on, result.value)
    admitted.record(Action.CONFLICT_DECIDED, check=str(check), result=result.value)


def _known(work: Work, user: UUID) -> None:
    if partnership.user_roles(work.tx, user) is None:
        raise Invalid("user", "no such user")

"""Whether somebody may act on a case at all; if not, it is as if it were not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.cases import queries
from sharehub.errors import NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Admitted:
    """An actor admitted to one case, whose row is locked until the unit of work ends."""

    work: Work
    actor: Actor
    case: UUID
    alias: str

    def record(self, action: Action, **references: Value) -> UUID:
        """Append an entry for an act upon this case."""
        return self.work.record(self.act(action, **references))

    def act(self, action: Action, **references: Value) -> Act:
        """Return an act upon this case, for those who have more to say in it."""
        if self.actor.importing:
            references["imported"] = True
        return Act(
            action,
            Outcome.DONE,
            actor=self.actor.user,
            unit=self.actor.unit,
            role=self.actor.role,
            case_alias=self.alias,
            references=references,
        )


def admit(work: Work, actor: Actor, case: UUID, *, officers: bool = False) -> Admitted:
    """Lock the case and let the actor act on it.

    Args:
        work: the unit of work.
        actor: who wants to act.
        case: on which case.
        officers: whether information-governance officers of a unit that takes part may, who do not work with
            the family; one who has a conflict there may not.

    Raises:
        NotFound: there is no such case, or the actor does not work on it, or a conflict stands in the way;
            which of these is never told.
    """
    found = queries.lock_case(work.tx, case)
    admitted = found and (
        actor.importing
        or queries.works_on(work.tx, case, actor.user, actor.role, work.tx.today)
        or (officers and _unconflicted_officer(work, actor, case))
    )
    if not admitted:
        raise NotFound("no such case, or you do not work on it")
    return Admitted(work, actor, case, work.keys.alias(str(case)))


def _unconflicted_officer(work: Work, actor: Actor, case: UUID) -> bool:
    # An officer who may have a conflict here must not clear a friend's, either.
    return (
        actor.role == IG_OFFICER
        and queries.takes_part(work.tx, case, actor.unit)
        and not queries.conflicted(work.tx, case, actor.user, work.tx.today)
    )


def kept_to(work: Work, actor: Actor) -> UUID | None:
    """Return the unit whose own doings alone an actor may know of; None for the hub's independent officers.

    An officer of a unit that works with him must not learn from the case's lists whom she named, or that
    Women's Aid takes part.
    """
    independent = actor.role == IG_OFFICER and queries.oversees(work.tx, actor.unit)
    return None if independent else actor.unit

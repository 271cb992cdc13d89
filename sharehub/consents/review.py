"""Reviews: what somebody who neither asked nor approved makes of a release against the rule."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from policies.decide import IG_OFFICER
from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.consents import queries
from sharehub.errors import Forbidden, NotFound
from sharehub.hub import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

    Find = Callable[[Transaction, UUID, UUID], queries.ToReview | None]


class Verdict(StrEnum):
    """How a review ends."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    LESSON = "lesson"


def review_decision(
    work: Work, actor: Actor, case: UUID, decision: UUID, verdict: Verdict, note: str | None
) -> None:
    """Review an approved serious-risk decision; see `_review`."""
    _review(work, actor, case, decision, Action.SERIOUS_RISK_REVIEWED, (verdict, note))


def review_glass(
    work: Work, actor: Actor, case: UUID, glass: UUID, verdict: Verdict, note: str | None
) -> None:
    """Review a break-glass decision, be it over or not; see `_review`."""
    _review(work, actor, case, glass, Action.GLASS_REVIEWED, (verdict, note))


FIND: dict[Action, Find] = {
    Action.SERIOUS_RISK_REVIEWED: queries.decision_to_review,
    Action.GLASS_REVIEWED: queries.glass_to_review,
}


def _review(
    work: Work,
    actor: Actor,
    case: UUID,
    about: UUID,
    action: Action,
    said: tuple[Verdict, str | None],
) -> None:
    """Write down an officer's review, once: of a unit whose facts it let out, or independent.

    Officers read no content, and so not the grounds either: they see who, when, for what and of which
    categories, ask those who work on the case, and say what comes of it. The asker's own unit does not
    review its own people, unless its officers are the independent ones.

    Raises:
        NotFound: nothing of this id waits for review in this case, or the actor was not told of it.
        Forbidden: the actor is no officer, asked for it, approved it, or is of the unit that asked.
    """
    if actor.role != IG_OFFICER:
        raise Forbidden("reviews are for officers")
    admitted = admit(work, actor, case, officers=True)
    found = FIND[action](work.tx, case, about)
    independent = cases.oversees(work.tx, actor.unit)
    own = found is not None and found.unit == actor.unit
    if found is None or not (independent or own or queries.was_told(work.tx, about, actor.unit)):
        raise NotFound("nothing of this waits for your review")
    if actor.user in {found.asked_by, found.approved_by} or (own and not independent):
        raise Forbidden("nobody reviews what they or their own unit asked for, or what they approved")
    verdict, note = said
    identity = work.new_id()
    queries.add_review(
        work.tx,
        id=identity,
        about_id=about,
        case_id=case,
        owner_unit_id=actor.unit,
        asked_by=found.asked_by,
        approved_by=found.approved_by,
        reviewed_by=actor.user,
        reviewed_at=work.tx.now,
        verdict=verdict.value,
        **columns(work.seal(binding("review", actor.unit, case, identity), {"note": note})),
    )
    admitted.record(action, review=str(identity), about=str(about), verdict=verdict.value)


def decisions_to_review(work: Work, actor: Actor, after: UUID, most: int) -> Sequence[Mapping[str, Any]]:
    """Return the serious-risk decisions that wait for a review and that an officer may know of.

    Raises:
        Forbidden: the actor is no officer.
    """
    oversees = _as_officer(work, actor)
    return queries.decisions_to_review(work.tx, actor, after, most, oversees=oversees)


def glasses_to_review(work: Work, actor: Actor, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the break-glass decisions that wait for a review and that an officer may know of.

    Raises:
        Forbidden: the actor is no officer.
    """
    oversees = _as_officer(work, actor)
    return queries.glasses_to_review(work.tx, actor, after, most, oversees=oversees)


def _as_officer(work: Work, actor: Actor) -> bool:
    if actor.system or actor.role != IG_OFFICER:
        raise Forbidden("reviews are for officers")
    return cases.oversees(work.tx, actor.unit)

"""Reviews: what somebody who neither asked nor approved makes of a release against the rule."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from policies.routes import IG_OFFICER
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
    """Review an approved serious-risk decision.

    Raises:
        NotFound: it does not wait for a review in this case, or the actor was not told of it.
        Forbidden: the actor is no officer, asked for it, approved it, or is of the unit that asked.
    """
    _review(work, actor, case, decision, Action.SERIOUS_RISK_REVIEWED, (verdict, note))


def review_glass(
    work: Work, actor: Actor, case: UUID, glass: UUID, verdict: Verdict, note: str | None
) -> None:
    """Review a break-glass decision, be it over or not.

    Raises:
        NotFound, Forbidden: as `review_decision`.
    """
    _review(work, actor, case, glass, Action.GLASS_REVIEWED, (verdict, note))


_FIND: dict[Action, Find] = {
    Action.SERIOUS_RISK_REVIEWED: queries.decision_to_review,
    Action.GLASS_REVIEWED: queries.glass_to_review,
}


def _review(
    work: Work, actor: Actor, case: UUID, about: UUID, action: Action, said: tuple[Verdict, str | None]
) -> None:
    """Write down what an officer says comes of it, once.

    Officers read no content, and so not the grounds either: they see who, when, for what and of which
    categories, and ask those who work on the case.
    """
    if actor.role != IG_OFFICER:
        raise Forbidden("reviews are for officers")
    admitted = admit(work, actor, case, officers=True)
    found = _FIND[action](work.tx, case, about)
    if found is None or not _knows(work, actor, found, about):
        raise NotFound("nothing of this waits for your review")
    _refuse_own_cause(work, actor, found)
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


def _knows(work: Work, actor: Actor, found: queries.ToReview, about: UUID) -> bool:
    """Say whether an officer may know of it: independent, of the unit that asked, or of one that was told."""
    return (
        found.unit == actor.unit
        or cases.oversees(work.tx, actor.unit)
        or queries.was_told(work.tx, about, actor.unit)
    )


def _refuse_own_cause(work: Work, actor: Actor, found: queries.ToReview) -> None:
    own_unit = found.unit == actor.unit and not cases.oversees(work.tx, actor.unit)
    if own_unit or actor.user in {found.asked_by, found.approved_by}:
        raise Forbidden("nobody reviews what they or their own unit asked for, or what they approved")


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

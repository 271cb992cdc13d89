"""Serious-risk decisions: asked by one, approved by another, for named facts, units and purposes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.consents import queries
from sharehub.consents.approvals import Scope, check_scope, scope_columns, scope_references
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.hub import columns
from sharehub.notices.tell import Occasion, tell
from sharehub.protocols import rulebooks
from sharehub.protocols.permits import permit
from sharehub.protocols.sides import side_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why: the risk, who is at it, why less would not do, and whether the person was told.

    `person_at_risk` is somebody of the case, whom imported history may lack. `told_note`: what the person
    whose consent it goes against was told, or why they were not.
    """

    risk: str = field(repr=False)
    why_not_less: str = field(repr=False)
    subject_told: bool | None = None
    told_note: str | None = field(default=None, repr=False)
    person_at_risk: UUID | None = None


def ask(work: Work, actor: Actor, case: UUID, scope: Scope, grounds: Grounds) -> UUID:
    """Ask for a serious-risk decision; it lifts nothing until somebody else approves.

    Raises:
        Invalid: something in the scope is unknown, a ground is missing, or the person at risk is nobody of
            the case whom the actor's unit knows of.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "ask_serious_risk")
    admitted = admit(work, actor, case)
    check_scope(work, actor, case, scope)
    _check_grounds(work, actor, case, grounds)
    identity = work.new_id()
    sealed = work.seal(
        binding("serious_risk_decision", actor.unit, case, identity),
        {"risk": grounds.risk, "why_not_less": grounds.why_not_less, "told_note": grounds.told_note},
    )
    queries.add_serious_risk(
        work.tx,
        id=identity,
        case_id=case,
        owner_unit_id=actor.unit,
        asked_by=actor.user,
        asked_at=work.tx.now,
        approved_by=None,
        approved_at=None,
        person_at_risk_id=grounds.person_at_risk,
        subject_told=grounds.subject_told,
        **scope_columns(scope),
        **columns(sealed),
    )
    admitted.record(Action.SERIOUS_RISK_ASKED, decision=str(identity), **scope_references(scope))
    return identity


def _check_grounds(work: Work, actor: Actor, case: UUID, grounds: Grounds) -> None:
    if not actor.importing and not (grounds.risk.strip() and grounds.why_not_less.strip()):
        raise Invalid("risk", "say what the risk is, and why less would not do")
    known = cases.known_people(work.tx, case, actor.unit)
    if grounds.person_at_risk is None:
        if not actor.importing:
            raise Invalid("person_at_risk", "say who is at risk")
    elif grounds.person_at_risk not in known:
        raise Invalid("person_at_risk", "nobody of this case")


def waiting(work: Work, actor: Actor, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what waits for approval in the cases that the actor works on, without the grounds.

    What they asked for themselves is left out, and a case in which their role may turn out to work with him.

    Raises:
        Forbidden: the rulebook gives approving to other roles.
    """
    permit(work, actor, "approve_serious_risk")
    side = side_of(work.tx, actor)
    # Whatever a rulebook lets them approve, those who work with him are shown nothing of it.
    return [] if side.his else queries.waiting(work.tx, actor, side, after, most)


def approve(work: Work, actor: Actor, case: UUID, decision: UUID) -> None:
    """Approve a serious-risk decision that somebody else asked for; from here on it counts.

    The units whose facts it names hear of it at once, and the independent officers; it is reviewed by a
    deadline. History that is loaded is no news.

    Raises:
        NotFound: the case has no such decision waiting.
        Forbidden: the actor asked for it, or the rulebook gives this to other roles.
    """
    permit(work, actor, "approve_serious_risk")
    admitted = admit(work, actor, case)
    asked_by = queries.asked_by(work.tx, case, decision)
    if asked_by is None:
        raise NotFound("no such decision waiting for approval")
    if asked_by == actor.user:
        raise Forbidden("whoever asked does not approve")
    hours = rulebooks.base(work.tx).rulebook.break_glass.review_hours
    review_due = None if actor.importing else work.tx.now + timedelta(hours=hours)
    queries.approve(work.tx, decision, actor.user, review_due)
    if not actor.importing:
        units = {*queries.decision_owners(work.tx, case, decision), *cases.overseeing(work.tx)}
        tell(work, Occasion.SERIOUS_RISK_APPROVED, decision, case, units)
    admitted.record(Action.SERIOUS_RISK_APPROVED, decision=str(decision))

"""Serious-risk decisions: asked by one, approved by another, for named facts, units and purposes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases.admission import admit
from sharehub.consents import queries
from sharehub.consents.approvals import Scope, check_scope, scope_columns, scope_references
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.hub import columns
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why: the risk, why less would not do, and whether the person was told (what was said, or why not)."""

    risk: str = field(repr=False)
    why_not_less: str = field(repr=False)
    subject_told: bool | None = None
    told_note: str | None = field(default=None, repr=False)


def ask(work: Work, actor: Actor, case: UUID, scope: Scope, grounds: Grounds) -> UUID:
    """Ask for a serious-risk decision; it lifts nothing until somebody else approves.

    Raises:
        Invalid: something in the scope is unknown, or a ground is missing.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "ask_serious_risk")
    admitted = admit(work, actor, case)
    check_scope(work, actor, case, scope)
    if not actor.importing and not (grounds.risk.strip() and grounds.why_not_less.strip()):
        raise Invalid("risk", "say what the risk is, and why less would not do")
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
        subject_told=grounds.subject_told,
        **scope_columns(scope),
        **columns(sealed),
    )
    admitted.record(Action.SERIOUS_RISK_ASKED, decision=str(identity), **scope_references(scope))
    return identity


def approve(work: Work, actor: Actor, case: UUID, decision: UUID) -> None:
    """Approve a serious-risk decision that somebody else asked for; from here on it counts.

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
    queries.approve(work.tx, decision, actor.user)
    admitted.record(Action.SERIOUS_RISK_APPROVED, decision=str(decision))

"""Deciding what becomes of a case at the end of its years: by an officer, and a second one to destroy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.cases import queries as cases
from sharehub.custody.shred import ask_to_shred
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.notices.tell import Occasion, tell
from sharehub.retention import queries
from sharehub.retention.propose import due_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

LONGEST_YEARS = 10
"""For how long a decision keeps a case at the most: then somebody looks again."""


class Decision(StrEnum):
    """What becomes of a case."""

    DESTROY = "destroy"
    KEEP = "keep"


class KeepingReason(StrEnum):
    """Why a case is kept beyond its years."""

    RISK_GOES_ON = "risk_goes_on"
    PROCEEDINGS = "proceedings"
    LEGAL_CLAIM = "legal_claim"
    FAMILY_ASKED = "family_asked"
    LAW_ASKS = "law_asks"


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until which day a case is kept, and why."""

    until: date
    reason: KeepingReason


def decide(work: Work, actor: Actor, proposal: UUID, keeping: Keeping | None) -> None:
    """Decide a proposal: keep the case until a day, or destroy it, which another officer has to approve.

    Destroying asks for the case to be shredded, as an officer may at any time; approving that ends it. The
    officers of all who own facts in it are told, and any of them may set a legal hold.

    Raises:
        Forbidden: the actor is none of the hub's independent officers.
        NotFound: there is no such proposal, or a conflict keeps the actor from its case.
        Conflict: it was decided, or the case is under legal hold and was to be destroyed.
        Invalid: the day is not one until which a case can be kept.
    """
    _permit(work, actor)
    found = queries.lock(work.tx, proposal, cases.kept_from(work.tx, actor.user, work.tx.today))
    if found is None:
        raise NotFound("no such proposal")
    if found.decision is not None:
        raise Conflict("this was decided; a legal hold stops what was decided")
    alias = work.keys.alias(str(found.case_id))
    decided = {"decided_by": actor.user, "decided_at": work.tx.now}
    if keeping is None:
        ask_to_shred(work, actor, found.case_id)
        tell(work, Occasion.ERASURE_DECIDED, proposal, found.case_id, queries.owners(work.tx, found.case_id))
        decision = Decision.DESTROY
    else:
        if not work.tx.today < keeping.until < due_on(work.tx.today, LONGEST_YEARS):
            raise Invalid("keep_until", "a day after today, and at most ten years from now")
        decided |= {"keep_until": keeping.until, "reason": keeping.reason.value}
        decision = Decision.KEEP
    queries.decide(work.tx, proposal, decision=decision.value, **decided)
    work.record(
        Act(
            Action.RETENTION_DECIDED,
            actor=actor.user,
            unit=actor.unit,
            role=actor.role,
            case_alias=alias,
            references={"proposal": str(proposal), "decision": decision.value},
        )
    )


def proposed(work: Work, actor: Actor, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what is proposed and was decided for living cases.

    Raises:
        Forbidden: the actor is none of the hub's independent officers.
    """
    _permit(work, actor)
    return queries.proposals(work.tx, cases.kept_from(work.tx, actor.user, work.tx.today), after, most)


def _permit(work: Work, actor: Actor) -> None:
    if actor.system or actor.role != IG_OFFICER or not cases.oversees(work.tx, actor.unit):
        raise Forbidden("what becomes of cases is for the hub's independent officers")

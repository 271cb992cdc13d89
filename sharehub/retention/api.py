"""Retention over HTTP: what has come to the end of its years, and is decided; for independent officers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, OfficersDesk
from sharehub.audit.entry import Action
from sharehub.errors import Invalid
from sharehub.retention.decide import Decision, Keeping, KeepingReason, decide, proposed
from sharehub.web.bodies import Body, Day, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/retention-proposals", tags=["custody"], route_class=Governed)


class ProposalItem(Body):
    """A case at the end of its years: since when nothing of it went on record, and what was decided."""

    id: UUID
    case: UUID
    years: int
    last_on: date
    proposed_at: datetime
    held: bool
    decision: Decision | None
    decided_by: UUID | None
    decided_at: datetime | None
    keep_until: date | None
    reason: KeepingReason | None


class ProposalPage(Body):
    """A page of proposals; `next` is null on the last."""

    items: list[ProposalItem]
    next: str | None


class DecisionBody(Body):
    """To destroy a case, or to keep it until a day and for a reason."""

    decision: Decision
    keep_until: Day | None = None
    reason: KeepingReason | None = None

    model_config = example(decision="keep", keep_until="2031-06-30", reason="proceedings")

    def keeping(self) -> Keeping | None:
        """Return until when the case is kept and why; None is to destroy it.

        Raises:
            Invalid: it is kept without a day or a reason, or destroyed with one.
        """
        kept = self.decision is Decision.KEEP
        for where, said in (("keep_until", self.keep_until), ("reason", self.reason)):
            if (said is not None) is not kept:
                raise Invalid(where, "keeping takes a day and a reason, destroying takes neither")
        if self.keep_until is None or self.reason is None:
            return None
        return Keeping(self.keep_until, self.reason)


@router.get("", response_model=ProposalPage)
def list_retention_proposals(desk: ListDesk) -> Response:
    """List the cases that have come to the end of their years, and what was decided of each."""
    return desk.page("retention_proposals", lambda work, after, most: proposed(work, desk.actor, after, most))


@router.post("/{proposal}/decision", status_code=204)
def decide_a_retention_proposal(desk: OfficersDesk, proposal: UUID, body: DecisionBody) -> Response:
    """Decide what becomes of a case; to destroy it takes another officer, who approves its shredding."""

    def act(work: Work) -> Done:
        decide(work, desk.actor, proposal, body.keeping())
        return Done()

    return desk.does(Action.RETENTION_DECIDED, act, 204)

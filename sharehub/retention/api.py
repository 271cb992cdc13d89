"""Retention over HTTP: what has come to the end of its years, and is decided; for independent officers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import model_validator

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, OfficersDesk
from sharehub.audit.entry import Action
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

    @model_validator(mode="after")
    def _whole(self) -> Self:
        kept = self.decision is Decision.KEEP
        if (self.keep_until is not None) is not kept or (self.reason is not None) is not kept:
            raise ValueError("keeping takes a day and a reason, destroying takes neither")
        return self


@router.get("", response_model=ProposalPage)
def list_retention_proposals(desk: ListDesk) -> Response:
    """List the cases that have come to the end of their years, and what was decided of each."""
    return desk.page("retention_proposals", lambda work, after, most: proposed(work, desk.actor, after, most))


@router.post("/{proposal}/decision", status_code=204)
def decide_a_retention_proposal(desk: OfficersDesk, proposal: UUID, body: DecisionBody) -> Response:
    """Decide what becomes of a case; to destroy it takes another officer, who approves its shredding."""
    keeping = None
    if body.keep_until is not None and body.reason is not None:
        keeping = Keeping(body.keep_until, body.reason)

    def act(work: Work) -> Done:
        decide(work, desk.actor, proposal, keeping)
        return Done()

    return desk.does(Action.RETENTION_DECIDED, act, 204)

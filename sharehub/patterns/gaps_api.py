"""Gaps over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.patterns.gaps import close, open_gaps
from sharehub.web.bodies import Body, CaseId, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["gaps"], route_class=Governed)


class ClosingBody(Body):
    """The fact that closes a gap."""

    closed_by: UUID

    model_config = example(closed_by="5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10")


class GapItem(Body):
    """An open gap: whose record it is (null: not to be named), which unit is to close it, and by when."""

    id: UUID
    owner: UUID | None
    action_unit: UUID | None
    due: date | None


class GapPage(Body):
    """A page of gaps; `next` is null on the last."""

    items: list[GapItem]
    next: str | None


@router.get("/gaps", response_model=GapPage)
def list_open_gaps(desk: ListDesk, case: CaseId) -> Response:
    """List the open gaps that the caller's unit recorded, and those that are for it to close."""
    return desk.page("gaps", lambda work, after, most: open_gaps(work, desk.actor, case, after, most), case)


@router.post("/gaps/{gap}/closings", status_code=204)
def close_a_gap(desk: PersonsDesk, case: CaseId, gap: UUID, body: ClosingBody) -> Response:
    """Write down which fact closes a gap; who does not get that fact sees the gap as it was."""

    def act(work: Work) -> Done:
        close(work, desk.actor, case, gap, body.closed_by)
        return Done()

    return desk.does(Action.GAP_CLOSED, act, 204)

"""Ending a case over HTTP; for officers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, OfficersDesk
from sharehub.audit.entry import Action
from sharehub.custody import shred
from sharehub.web.bodies import Body, CaseId, Flag, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["custody"], route_class=Governed)


class HoldBody(Body):
    """Whether a legal hold stands."""

    held: Flag

    model_config = example(held=True)


class CertificateBody(Body):
    """That a case's key is destroyed here since a moment, and in every backup from a day on."""

    destroyed_at: datetime
    complete_on: date


@router.post("/legal-hold", status_code=204)
def set_or_lift_a_legal_hold(desk: OfficersDesk, case: CaseId, body: HoldBody) -> Response:
    """Set or lift a legal hold, under which a case cannot be shredded."""

    def act(work: Work) -> Done:
        shred.set_legal_hold(work, desk.actor, case, held=body.held)
        return Done()

    return desk.does(Action.LEGAL_HOLD_SET, act, 204)


@router.post("/shredding", status_code=204)
def ask_for_shredding(desk: OfficersDesk, case: CaseId) -> Response:
    """Ask for a case to be shredded; nothing happens until another officer approves."""

    def act(work: Work) -> Done:
        shred.ask_to_shred(work, desk.actor, case)
        return Done()

    return desk.does(Action.SHREDDING_ASKED, act, 204)


@router.post("/shredding/approval", response_model=CertificateBody)
def approve_a_shredding(desk: OfficersDesk, case: CaseId) -> Response:
    """Approve what another officer asked for: the case's key is destroyed, and nothing of it opens again."""

    def act(work: Work) -> Done:
        shred.close(work, desk.actor, case)
        return Done()

    # The case is closed first, for good; then its key goes, now or when this is asked again.
    desk.does(Action.CASE_SHREDDED, act, 200)
    found = shred.destroy(desk.hub, case)
    body = CertificateBody(destroyed_at=found.destroyed_at, complete_on=found.complete_on)
    return JSONResponse(body.model_dump(mode="json"))

"""Ending a case over HTTP; for officers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, OfficersDesk, Promises
from sharehub.audit.entry import Action
from sharehub.custody import certificate, shred
from sharehub.disclosure.papers import ANSWERS, paper
from sharehub.documents.document import DocumentForm
from sharehub.documents.html import as_html
from sharehub.documents.pdf import as_pdf
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


class CertificateForm(Body):
    """As what the certificate is set."""

    form: Annotated[DocumentForm, Field(alias="as")]

    model_config = example() | {"json_schema_extra": {"example": {"as": "pdf"}}}


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


@router.post("/shredding/certificate", response_class=Response, responses=ANSWERS)
def ask_for_a_certificate(
    request: Request,
    hub: CurrentHub,
    actor: CurrentActor,
    promise: Promises,
    case: CaseId,
    body: CertificateForm,
) -> Response:
    """Ask for the certificate of a case that was shredded, as a page or as a PDF."""
    with hub.acting(actor, Action.CERTIFICATE_ASKED, case) as work:
        ended = certificate.ask(work, actor, case)
    entered = work.entries[-1]
    # Done again it destroys nothing, and says since when the key is gone.
    made = certificate.document(shred.destroy(hub, case), ended)
    content = as_html(made) if body.form is DocumentForm.HTML else as_pdf(made)
    return paper(request, content, body.form, entered.id, promise(entered))

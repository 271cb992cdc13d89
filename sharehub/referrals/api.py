"""Referrals over HTTP: drafted, looked at, approved, sent, read, and what became of them.

Looking and reading are POSTs, since each is recorded, and none is repeated from memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response

from sharehub.acting.lists import ListDesk, Row
from sharehub.acting.once import Done
from sharehub.acting.requests import (
    CurrentActor,
    CurrentHub,
    Expected,
    Governed,
    PersonsDesk,
    Promises,
    PromiseSigner,
)
from sharehub.audit.entry import Action
from sharehub.disclosure.api import refused
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.papers import ANSWERS, case_reference, paper
from sharehub.documents.document import DocumentForm
from sharehub.documents.html import as_html
from sharehub.documents.pdf import as_pdf
from sharehub.referrals import draft, lifecycle
from sharehub.referrals.approve import approve
from sharehub.referrals.bodies import (
    RecipientPage,
    ReferralApprovalBody,
    ReferralBody,
    ReferralDocumentBody,
    ReferralMoveBody,
    ReferralPage,
    ReferralPreviewBody,
    ReferralReadingBody,
    StepPage,
)
from sharehub.referrals.document import Stamped, as_document
from sharehub.referrals.preview import preview
from sharehub.referrals.read import OutOfDate, read
from sharehub.referrals.recipients import recipients
from sharehub.referrals.send import send
from sharehub.web.bodies import CaseId, Identified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}/referrals", tags=["referrals"], route_class=Governed)


@router.post("", status_code=201, response_model=Identified)
def draft_a_referral(desk: PersonsDesk, case: CaseId, body: ReferralBody) -> Response:
    """Begin a referral of him to a programme; nothing of it is seen by anybody of the programme."""

    def act(work: Work) -> Done:
        identity = draft.draft(work, desk.actor, case, body.as_referral())
        return Done(Identified(id=identity), draft.FIRST)

    return desk.does(Action.REFERRAL_DRAFTED, act)


@router.get("", response_model=ReferralPage)
def list_referrals(desk: ListDesk, case: CaseId) -> Response:
    """List what the caller's unit refers, and what it was sent: how each stands."""
    return desk.page(
        "referrals",
        lambda work, after, most: lifecycle.referrals(work, desk.actor, case, after, most),
        case,
    )


@router.get("/recipients/{programme}", response_model=RecipientPage)
def list_recipients(desk: ListDesk, case: CaseId, programme: UUID) -> Response:
    """List who of a programme's unit works on the case and may receive a referral."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[Row]:
        return recipients(work, desk.actor, case, programme, after, most)

    return desk.page("recipients", rows, case, programme)


@router.post("/{referral}/changes", status_code=204)
def change_a_referral(
    desk: PersonsDesk, case: CaseId, referral: UUID, body: ReferralBody, seen: Expected
) -> Response:
    """Change a referral that has not been sent; an approval that it had is undone by that."""

    def act(work: Work) -> Done:
        return Done(revision=draft.change(work, desk.actor, case, referral, body.as_referral(), seen))

    return desk.does(Action.REFERRAL_CHANGED, act, 204)


@router.post("/{referral}/preview", response_model=ReferralPreviewBody)
def preview_a_referral(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, referral: UUID
) -> Response:
    """Look at exactly what would go to the recipient, and at how complete it is."""
    outcome = preview(hub, actor, case, referral)
    if isinstance(outcome, Refused):
        return refused(outcome)
    answer = {
        "top": outcome.top,
        "sections": outcome.sections,
        "completeness": outcome.completeness,
        "why_not": outcome.why_not,
        "digest": outcome.digest,
        "told": outcome.told,
        "receipt": promise(outcome.entered),
    }
    return _json(answer, {"ETag": f'"{outcome.revision}"'})


@router.post("/{referral}/approval", status_code=204)
def approve_a_referral(
    desk: PersonsDesk,
    case: CaseId,
    referral: UUID,
    body: ReferralApprovalBody,
    seen: Expected,
    signer: PromiseSigner,
) -> Response:
    """Approve a referral exactly as it was looked at; that is frozen, and signed where the hub signs."""

    def act(work: Work) -> Done:
        return Done(revision=approve(work, desk.actor, case, referral, body.digest, seen, signer))

    return desk.does(Action.REFERRAL_APPROVED, act, 204)


@router.post("/{referral}/dispatch", status_code=204)
def send_a_referral(desk: PersonsDesk, case: CaseId, referral: UUID, seen: Expected) -> Response:
    """Send an approved referral, if nothing has changed since it was approved."""

    def act(work: Work) -> Done:
        return Done(revision=send(work, desk.actor, case, referral, seen))

    return desk.does(Action.REFERRAL_SENT, act, 204, waits=True)


@router.post("/{referral}/reading", response_model=ReferralReadingBody)
def read_a_referral(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, referral: UUID
) -> Response:
    """Read a referral that was sent to the caller's unit, in the caller's role."""
    outcome = read(hub, actor, case, referral)
    if isinstance(outcome, Refused):
        return refused(outcome)
    if isinstance(outcome, OutOfDate):
        nothing = dict.fromkeys(("top", "sections", "day")) | {"protocols": [], "told": []}
        return _json({"out_of_date": outcome.sentence, **nothing, "receipt": promise(outcome.entered)})
    return _json(
        {
            "out_of_date": None,
            "top": outcome.top,
            "sections": outcome.sections,
            "day": outcome.day,
            "protocols": outcome.protocols,
            "told": outcome.told,
            "receipt": promise(outcome.entered),
        }
    )


@router.post("/{referral}/document", response_class=Response, responses=ANSWERS)
def read_a_referral_as_a_document(
    request: Request,
    hub: CurrentHub,
    actor: CurrentActor,
    promise: Promises,
    case: CaseId,
    referral: UUID,
    body: ReferralDocumentBody,
) -> Response:
    """Read a referral as a page of HTML or a tagged PDF: the same lines, decided and recorded anew."""
    outcome = read(hub, actor, case, referral)
    if isinstance(outcome, Refused):
        return refused(outcome)
    document = as_document(outcome, Stamped(case_reference(case), outcome.reader, outcome.day))
    content = as_pdf(document) if body.form is DocumentForm.PDF else as_html(document)
    return paper(request, content, body.form, outcome.release, promise(outcome.entered))


@router.post("/{referral}/moves", status_code=204)
def move_a_referral(
    desk: PersonsDesk, case: CaseId, referral: UUID, body: ReferralMoveBody, seen: Expected
) -> Response:
    """Take a referral a step further: revoke or recall it, or as its programme, answer it and go on."""

    def act(work: Work) -> Done:
        step = lifecycle.Step(body.to, body.reason, body.note)
        return Done(revision=lifecycle.move(work, desk.actor, case, referral, step, seen))

    return desk.does(Action.REFERRAL_MOVED, act, 204)


@router.get("/{referral}/steps", response_model=StepPage)
def list_steps_of_a_referral(desk: ListDesk, case: CaseId, referral: UUID) -> Response:
    """List the steps of a referral: the one who refers hears back."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[Row]:
        return lifecycle.steps(work, desk.actor, case, referral, after.int, most)

    return desk.page("referral_steps", rows, case, referral, lambda row: UUID(int=row["number"]))


def _json(answer: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(answer), headers=headers, media_type="application/json")

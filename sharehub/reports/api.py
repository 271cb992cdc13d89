"""Documents over HTTP: asked for like any other look, and answered as a page or as a PDF."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, Promises
from sharehub.disclosure.api import refused
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.papers import ANSWERS, paper
from sharehub.documents.document import DocumentForm, DocumentKind
from sharehub.reports.ask import Asked, ask_for_document
from sharehub.web.bodies import Body, CaseId, Word, example

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["disclosures"], route_class=Governed)

Wanted: TypeAlias = Literal["treatment_page", "court_report", "hearing_report", "change_report"]


class DocumentBody(Body):
    """Which document. Reports to a court and to a hearing have a purpose of their own, and take no other."""

    document: Wanted
    purpose: Word | None = None
    form: Annotated[DocumentForm, Field(alias="as")]

    model_config = example(document="change_report", purpose="child_protection") | {
        "json_schema_extra": {
            "example": {"document": "change_report", "purpose": "child_protection", "as": "html"}
        }
    }


@router.post("/documents", response_class=Response, responses=ANSWERS)
def ask_for_a_document(
    request: Request,
    hub: CurrentHub,
    actor: CurrentActor,
    promise: Promises,
    case: CaseId,
    body: DocumentBody,
) -> Response:
    """Ask for a document, made of what its asker may have for this purpose."""
    made = ask_for_document(hub, actor, case, Asked(DocumentKind(body.document), body.form, body.purpose))
    if isinstance(made, Refused):
        return refused(made)
    receipt = promise(made.composed.entered)
    return paper(request, made.content, made.form, made.composed.release, receipt)

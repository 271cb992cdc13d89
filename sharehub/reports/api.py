"""Documents over HTTP: asked for like any other look, and answered as a page or as a PDF."""

from __future__ import annotations

import base64
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, Promises
from sharehub.disclosure.api import refused
from sharehub.disclosure.disclose import Refused
from sharehub.documents.document import DocumentForm, DocumentKind
from sharehub.documents.html import STYLE_HASH
from sharehub.reports.ask import Asked, ask_for_document
from sharehub.web.bodies import Body, CaseId, Word, example
from sharehub.web.notes import notes_of

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["disclosures"], route_class=Governed)

RELEASE, RECEIPT = "Release-Id", "Log-Receipt"
MEDIA_TYPES = {DocumentForm.HTML: "text/html; charset=utf-8", DocumentForm.PDF: "application/pdf"}
CONTENT_SECURITY = (
    f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""What a page of ours may do: have its own style, and nothing else."""

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


ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document.",
        "content": {"text/html": {}, "application/pdf": {}},
        "headers": {
            RELEASE: {
                "description": "The id of the release that the document was made of.",
                "schema": {"type": "string"},
            },
            RECEIPT: {
                "description": "The signed promise that this look is in the log's tree within a minute:"
                " a C2SP note, in base64.",
                "schema": {"type": "string"},
            },
        },
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
    if made.form is DocumentForm.HTML:
        notes_of(request.scope).headers["Content-Security-Policy"] = CONTENT_SECURITY
    receipt = promise(made.composed.entered)
    return Response(
        made.content,
        media_type=MEDIA_TYPES[made.form],
        headers={
            # A name that says nothing: it is seen in lists of downloads, and on shared machines.
            "Content-Disposition": f'inline; filename="document.{made.form.value}"',
            RELEASE: str(made.composed.release),
            **({} if receipt is None else {RECEIPT: base64.b64encode(receipt.encode()).decode()}),
        },
    )

"""How a document leaves over HTTP: under a name that says nothing, with its release and its receipt."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from fastapi import Response

from sharehub.documents.document import DocumentForm
from sharehub.documents.html import STYLE_HASH
from sharehub.web.notes import notes_of

if TYPE_CHECKING:
    from uuid import UUID

    from fastapi import Request

RELEASE, RECEIPT = "Release-Id", "Log-Receipt"
CSV, CSV_NAME = "text/csv; charset=utf-8", "csv"
MEDIA_TYPES = {DocumentForm.HTML: "text/html; charset=utf-8", DocumentForm.PDF: "application/pdf"}
CONTENT_SECURITY = (
    f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""What a page of ours may do: have its own style, and nothing else."""
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
"""What a route that answers with a document says of itself."""

_SAID_AS = b"sharehub case reference\x00"
_BYTES = 5
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Base32 in the letters of Crockford, without those that are taken for one another when read out."""


def case_reference(case: UUID) -> str:
    """Return by what people may speak of a case on paper: the same on each, and of no use to a computer.

    It is part of a digest of the case's id, which is random: neither the id, which addresses name, nor the
    alias, under which the log knows it, can be had from it.
    """
    digest = hashlib.sha256(_SAID_AS + case.bytes).digest()[:_BYTES]
    letters = base64.b32encode(digest).decode().translate(_LETTERS)
    return f"{letters[:4]}-{letters[4:]}"


def table(content: str, release: UUID, receipt: str | None) -> Response:
    """Return the answer that a table is, as a file to keep; the same headers as a document's."""
    return Response(content, media_type=CSV, headers=_headers("attachment", CSV_NAME, release, receipt))


def paper(
    request: Request, content: str | bytes, form: DocumentForm, release: UUID, receipt: str | None
) -> Response:
    """Return the answer that a document is; `receipt` is the promise for its entry, where somebody signs."""
    if form is DocumentForm.HTML:
        notes_of(request.scope).headers["Content-Security-Policy"] = CONTENT_SECURITY
    return Response(
        content,
        media_type=MEDIA_TYPES[form],
        headers=_headers("inline", form.value, release, receipt),
    )


def _headers(how: str, form: str, release: UUID, receipt: str | None) -> dict[str, str]:
    return {
        # A name that says nothing: it is seen in lists of downloads, and on shared machines.
        "Content-Disposition": f'{how}; filename="document.{form}"',
        RELEASE: str(release),
        **({} if receipt is None else {RECEIPT: base64.b64encode(receipt.encode()).decode()}),
    }

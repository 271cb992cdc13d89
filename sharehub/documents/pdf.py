"""A document as a PDF: tagged for screen readers (PDF/UA-1), and the same bytes for the same document."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typst

from sharehub.documents.parts import as_parts
from sharehub.errors import ShareHubError

if TYPE_CHECKING:
    from sharehub.documents.document import Document

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SOURCE: Final = _TEMPLATES / "document.typ"


class DocumentFailed(ShareHubError):
    """The document could not be set as a PDF: a mistake of our template, whatever somebody wrote."""


def as_pdf(document: Document) -> bytes:
    """Return the document as a PDF of A4 pages, with its stamp and the page's number at the foot of each.

    Raises:
        DocumentFailed: the typesetter refused; what it said of it stays here, since it quotes the document.
    """
    day = document.stamp.day
    data = json.dumps(as_parts(document) | {"day": day.isoformat()})
    # Suppressed and not chained: a refusal of the typesetter quotes the text that it could not set.
    with suppress(RuntimeError):
        pdf, _quoting_too = typst.compile_with_warnings(
            _SOURCE,
            # The template is the only source, and its folder the only files: what people wrote comes as
            # data, so that what looks like markup in it is text.
            root=_TEMPLATES,
            sys_inputs={"document": data},
            font_paths=_fonts(),
            # Typst writes no file that breaks what a machine can check of PDF/UA.
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(day, time(), UTC),
        )
        return pdf
    raise DocumentFailed("the document could not be set as a PDF")


@cache
def _fonts() -> typst.Fonts:
    """Return Typst's own fonts, and ours of boxes for what they lack; none of this machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_TEMPLATES])

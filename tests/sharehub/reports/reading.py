"""What stands in a document, line by line and section by section; and all that an answer holds."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pypdf

from sharehub.change.wording import ABOUT, ALWAYS_ASKED
from sharehub.documents.blocks import Fixed, Items, Paragraph, Small
from sharehub.documents.document import DocumentKind
from sharehub.referrals.sections import NOT_THE_CAUSE
from sharehub.reports.assessed import NO_ASSESSMENT
from sharehub.reports.change_report import ORDINARY
from sharehub.reports.services import Service, guidance
from sharehub.reports.treatment_page import ONE_SCREEN, REQUEST
from tests.sharehub.documents.reading import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sharehub.documents.blocks import Block
    from sharehub.documents.document import Document, Section
    from sharehub.documents.lines import Item

PAPERS = (DocumentKind.COURT_REPORT, DocumentKind.HEARING_REPORT)
FIXED = {
    *ALWAYS_ASKED,
    *ABOUT.values(),
    *(text for service in Service for text in (*guidance(service).shows, *guidance(service).helps)),
}
"""Lines that are the same in every document of their kind."""
SENTENCES = {NOT_THE_CAUSE, REQUEST, ONE_SCREEN, ORDINARY, NO_ASSESSMENT}


def items(blocks: Iterable[Block]) -> Iterator[Item]:
    """Yield the lines in some blocks."""
    for block in blocks:
        if isinstance(block, Items):
            yield from block.items
        elif isinstance(block, Small):
            yield from items(block.blocks)


def sections(document: Document) -> list[Section]:
    """Return all sections in the order in which they are read."""
    return [one for section in document.sections for one in (section, *section.sections)]


def texts(document: Document) -> list[str]:
    """Return the texts of all lines, without those that are the same in every document."""
    blocks = (*document.opening, *(block for section in sections(document) for block in section.blocks))
    return [item.text for item in items(blocks) if item.text not in FIXED]


def sentences(document: Document) -> list[str]:
    """Return what stands in a document beside its lines and terms."""
    blocks = (*document.opening, *(block for section in sections(document) for block in section.blocks))
    return [block.text for block in blocks if isinstance(block, (Fixed, Paragraph))]


def under(document: Document, heading: str) -> list[str]:
    """Return the texts of the lines under one heading, those of the sections within it included."""
    (section,) = [one for one in sections(document) if one.heading == heading]
    return [item.text for one in (section, *section.sections) for item in items(one.blocks)]


def everything_sent(content: bytes, headers: Mapping[str, str], *, pdf: bool) -> str:
    """Return all that can be read out of an answer: text, markup, properties, streams, headers."""
    said = [content.decode("utf-8", "replace"), content.replace(b"\x00", b"").decode("latin-1")]
    for name, value in headers.items():
        said += (
            [f"{name}: {value}", base64.b64decode(f"{value}===", validate=False).decode("latin-1")]
            if (name.lower() == "log-receipt")
            else [f"{name}: {value}"]
        )
    if pdf:
        said += [text_of(content), *_within(content)]
    return "\n".join(said)


def _within(pdf: bytes) -> Iterator[str]:
    """Yield every object of a PDF as text, its streams unpacked: titles, tags, properties, bookmarks."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    yield repr(reader.metadata)
    size: Any = reader.trailer["/Size"]
    for number in range(1, int(size)):
        found: Any = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        yield repr(found)
        if isinstance(found, pypdf.generic.StreamObject) and "/Length1" not in found:
            raw = found.get_data()
            yield raw.decode("latin-1")
            yield raw.replace(b"\x00", b"").decode("latin-1")

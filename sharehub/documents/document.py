"""A document as a value: what it is, whom it was made for and when, and its sections in order."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.documents.lines import require

if TYPE_CHECKING:
    from datetime import date

    from sharehub.documents.blocks import Block


class DocumentKind(StrEnum):
    """What a document is for."""

    REFERRAL = "referral"
    CHANGE_REPORT = "change_report"
    TREATMENT_PAGE = "treatment_page"
    COURT_REPORT = "court_report"
    HEARING_REPORT = "hearing_report"
    CERTIFICATE = "certificate"
    DEADLINES = "deadlines"

    @property
    def words(self) -> str:
        """What people call it."""
        return _KINDS[self]


_KINDS = {
    DocumentKind.REFERRAL: "Referral to a perpetrator programme",
    DocumentKind.CHANGE_REPORT: "Change report",
    DocumentKind.TREATMENT_PAGE: "Page for a treatment service",
    DocumentKind.COURT_REPORT: "Report to a court",
    DocumentKind.HEARING_REPORT: "Report to a children's hearing",
    DocumentKind.CERTIFICATE: "Certificate of erasure",
    DocumentKind.DEADLINES: "What is due",
}


class DocumentForm(StrEnum):
    """As what a document is set."""

    HTML = "html"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Stamp:
    """For whom, for what, when and under which protocols a document was made; it goes on every printed page.

    `reader` is a role and unit in words, `protocols` each a name with its version. `standing` are lines that
    are the same whatever is in the document or not in it; `caveats` hold for this one.
    """

    case_reference: str
    reader: str = field(repr=False)
    purpose: str = field(repr=False)
    day: date
    _: KW_ONLY
    protocols: tuple[str, ...] = ()
    standing: tuple[str, ...] = field(default=(), repr=False)
    caveats: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Refuse a stamp that leaves out for whom or for what."""
        require("a stamp's case, reader or purpose", self.case_reference, self.reader, self.purpose)
        require("a line of a stamp", *self.protocols, *self.standing, *self.caveats)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and at most one level of sections within.

    `empty` is what a section says that has nothing under its heading. `abreast` lets short sections within it
    stand beside each other where there is room; they are read in order all the same.
    """

    heading: str = field(repr=False)
    blocks: tuple[Block, ...] = ()
    _: KW_ONLY
    sections: tuple[Section, ...] = ()
    empty: str | None = field(default=None, repr=False)
    abreast: bool = False

    def __post_init__(self) -> None:
        """Refuse a heading over nothing, and sections three deep."""
        require("a heading", self.heading)
        if any(section.sections for section in self.sections):
            raise ValueError("sections are nested more than one deep")
        if self.is_empty:
            require("a section", self.empty or "")

    @property
    def is_empty(self) -> bool:
        """Whether nothing but its sentence for that stands under the heading."""
        return not (self.blocks or self.sections)


@dataclass(frozen=True, slots=True)
class Document:
    """What one reader gets, for one purpose, on one day. `opening` stands above the first section."""

    kind: DocumentKind
    title: str = field(repr=False)
    stamp: Stamp
    sections: tuple[Section, ...]
    opening: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a document without a title or a section."""
        require("a title", self.title)
        if not self.sections:
            raise ValueError("a document has no section")

    @property
    def label(self) -> str:
        """What windows, file lists and print queues show of it: what it is and of which case, and no name."""
        return f"{self.kind.words}, case {self.stamp.case_reference}"

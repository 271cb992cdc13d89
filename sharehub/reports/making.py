"""Making a document of an opened release; pure, and given nothing else of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from sharehub.documents.document import DocumentKind
from sharehub.reports.change_report import change_report, in_the_report
from sharehub.reports.pattern_report import pattern_report
from sharehub.reports.services import service_of
from sharehub.reports.sheet import Sheet
from sharehub.reports.stamping import stamped
from sharehub.reports.treatment_page import on_the_page, treatment_page

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.disclosure.compose import Composed
    from sharehub.documents.document import Document, Stamp
    from sharehub.reports.change_shown import ChangeShown


@dataclass(frozen=True, slots=True)
class Making:
    """What one document is made of: the release, its reader's role and unit, and what stands beside it.

    `permitted` is what he permitted, in closed words; `shown` what is assessed of his change.
    """

    kind: DocumentKind
    composed: Composed
    case: UUID
    role: str
    unit: str
    permitted: tuple[str, ...] = field(default=(), repr=False)
    shown: ChangeShown | None = field(default=None, repr=False)

    def stamp(self, sheet: Sheet) -> Stamp:
        """Return the document's stamp, where it shows these lines."""
        return stamped(self.composed, sheet.lines.values(), self.case, self.role, self.unit)


def make(making: Making) -> Document:
    """Return the document.

    Raises:
        ValueError: a text in it is blank, or its kind is not made here; the message quotes nothing.
    """
    sheet = Sheet.of(making.composed)
    match making.kind:
        case DocumentKind.TREATMENT_PAGE:
            service = service_of(making.role, his_side=making.composed.his_side)
            sheet = on_the_page(sheet, service)
            return treatment_page(sheet, making.stamp(sheet), service, making.permitted)
        case DocumentKind.COURT_REPORT | DocumentKind.HEARING_REPORT:
            return pattern_report(making.kind, sheet, making.stamp(sheet), making.shown)
        case DocumentKind.CHANGE_REPORT:
            sheet = in_the_report(sheet, making.shown)
            return change_report(sheet, making.stamp(sheet), making.shown)
        case DocumentKind.REFERRAL:
            raise ValueError("a referral is built by those who refer")
        case _:
            assert_never(making.kind)

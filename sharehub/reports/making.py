"""Making a document of an opened release; pure, and given nothing else of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from sharehub.change.answers import arrange
from sharehub.change.queries import Rows
from sharehub.documents.document import DocumentKind
from sharehub.reports.change_report import change_report, in_the_report
from sharehub.reports.lines import held_by
from sharehub.reports.pattern_report import pattern_report
from sharehub.reports.services import service_of
from sharehub.reports.sheet import Sheet
from sharehub.reports.stamping import stamped
from sharehub.reports.treatment_page import on_the_page, treatment_page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sharehub.disclosure.compose import Composed
    from sharehub.documents.document import Document, Stamp


NO_ROWS = Rows((), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Making:
    """What one document is made of: the release, its reader's role and unit, and what stands beside it.

    `rows` are the closed words that hang on facts of change, `family` the parts of those in it by their ids;
    `permitted` is what he permitted, in closed words.
    """

    kind: DocumentKind
    composed: Composed
    case: UUID
    role: str
    unit: str
    rows: Rows = NO_ROWS
    family: Mapping[str, str] = field(default_factory=dict)
    permitted: tuple[str, ...] = field(default=(), repr=False)

    def stamp(self, sheet: Sheet) -> Stamp:
        """Return the document's stamp, where it shows these lines."""
        return stamped(self.composed, sheet.lines.values(), self.case, self.role, self.unit)


def make(making: Making) -> Document:
    """Return the document.

    Raises:
        ValueError: a text in it is blank, or its kind is not made here; the message quotes nothing.
    """
    held = held_by(making.composed)
    sheet = Sheet.of(held)
    match making.kind:
        case DocumentKind.TREATMENT_PAGE:
            service = service_of(making.role, his_side=making.composed.his_side)
            sheet = on_the_page(sheet, service)
            return treatment_page(sheet, making.stamp(sheet), service, making.permitted)
        case DocumentKind.COURT_REPORT | DocumentKind.HEARING_REPORT:
            change = arrange(held, making.rows, making.family)
            return pattern_report(making.kind, sheet, making.stamp(sheet), change)
        case DocumentKind.CHANGE_REPORT:
            change = arrange(held, making.rows, making.family)
            sheet = in_the_report(sheet)
            return change_report(sheet, making.stamp(sheet), change)
        case DocumentKind.REFERRAL | DocumentKind.DEADLINES | DocumentKind.CERTIFICATE:
            raise ValueError("this is no report: it is built elsewhere")
        case _:
            assert_never(making.kind)

"""A change report: the three questions and what others report, and only then how often he came.

Source: domain/documents.md, 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.documents.blocks import Paragraph
from sharehub.documents.document import Document, DocumentKind
from sharehub.language.vocabulary import Kind
from sharehub.reports.assessed import aims, also, asked, assessments, attendance, promised
from sharehub.reports.pattern_report import pattern
from sharehub.reports.sheet import CHANGE, HIS, Sheet, section

if TYPE_CHECKING:
    from sharehub.change.sections import Sections
    from sharehub.documents.document import Stamp

ORDINARY = "No change is evidenced, and not known, are ordinary answers here: they accuse nobody."


def in_the_report(sheet: Sheet) -> Sheet:
    """Return what of a release stands in a change report: his pattern, and what is said of its change."""
    lines = {*sheet.pattern(), *sheet.facts(Kind.CHANGE_EVIDENCE, Kind.COMMITMENT, Kind.GOAL)}
    gists = [fact for fact in sheet.gists() if sheet.lines[fact]["section"] in {HIS, CHANGE}]
    return sheet.only({*lines, *gists})


def change_report(sheet: Sheet, stamp: Stamp, change: Sections) -> Document:
    """Return a report of change.

    Args:
        sheet: what it may hold of a release for its purpose.
        stamp: for whom and for what it was made.
        change: what this reader gets of his change.
    """
    return Document(
        DocumentKind.CHANGE_REPORT,
        "What has changed in his behaviour",
        stamp,
        (
            *assessments(sheet, change),
            section("What else is recorded of change", *also(sheet, change)),
            promised(sheet, change),
            attendance(change),
            asked(change),
            aims(sheet, change),
            pattern(sheet),
        ),
        (Paragraph(ORDINARY),),
    )

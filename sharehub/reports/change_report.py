"""A change report: the three questions and what others report, and only then how often he came.

Source: domain/documents.md, 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.documents.blocks import Paragraph
from sharehub.documents.document import Document, DocumentKind
from sharehub.language.vocabulary import Kind
from sharehub.reports.change_shown import answers, attendance, standing
from sharehub.reports.pattern_report import aims, asked, pattern, recorded_change
from sharehub.reports.sheet import CHANGE, HIS, Sheet, section

if TYPE_CHECKING:
    from sharehub.documents.document import Stamp
    from sharehub.reports.change_shown import ChangeShown

ORDINARY = "No change is evidenced, and not known, are ordinary answers here: they accuse nobody."


def in_the_report(sheet: Sheet, shown: ChangeShown | None) -> Sheet:
    """Return what of a release stands in a change report: his pattern, and what is said of its change."""
    answered = frozenset() if shown is None else shown.rests_on()
    lines = {*sheet.pattern(), *sheet.facts(Kind.CHANGE_EVIDENCE, Kind.COMMITMENT, Kind.GOAL), *answered}
    gists = [fact for fact in sheet.gists() if sheet.lines[fact]["section"] in {HIS, CHANGE}]
    return sheet.only({*lines, *gists})


def change_report(sheet: Sheet, stamp: Stamp, shown: ChangeShown | None = None) -> Document:
    """Return a report of change.

    Args:
        sheet: what it may hold of a release for its purpose.
        stamp: for whom and for what it was made.
        shown: what is to be shown of his change; None where nobody assessed it.
    """
    return Document(
        DocumentKind.CHANGE_REPORT,
        "What has changed in his behaviour",
        stamp,
        (
            *answers(shown, sheet),
            section("What else is recorded of change", *recorded_change(sheet, shown)),
            section("What he has said he will do", *sheet.listed(sheet.facts(Kind.COMMITMENT))),
            section("How often he came", *attendance(shown, sheet)),
            asked(sheet),
            aims(sheet),
            pattern(sheet),
        ),
        (standing(shown), Paragraph(ORDINARY)),
    )

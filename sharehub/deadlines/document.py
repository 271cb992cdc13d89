"""What is due as a page to print and as a table to export: kinds, days, case references and ids; no names."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from enum import StrEnum
from io import StringIO
from typing import TYPE_CHECKING

from sharehub.deadlines.due import DeadlineKind
from sharehub.disclosure.wording import day_in_words
from sharehub.documents.blocks import Grid
from sharehub.documents.document import Document, DocumentKind, Section, Stamp
from sharehub.oversight.plain import cell

if TYPE_CHECKING:
    from datetime import date

    from sharehub.deadlines.due import Deadline


class PrintForm(StrEnum):
    """As what the list is to come."""

    CSV = "csv"
    HTML = "html"
    PDF = "pdf"


WORDS = {
    DeadlineKind.GAP: "Gap to close",
    DeadlineKind.REQUEST_TO_ANSWER: "Request to answer",
    DeadlineKind.REQUEST_UNANSWERED: "Request without an answer",
    DeadlineKind.REFERRAL_TO_ANSWER: "Referral to answer",
    DeadlineKind.REFERRAL_UNANSWERED: "Referral without an answer",
    DeadlineKind.COPY_TO_DESTROY: "Copy to destroy, out of date",
    DeadlineKind.CONSENT_ENDS: "Consent that ends",
    DeadlineKind.PROTOCOL_ENDS: "Protocol that ends or is to be reviewed",
    DeadlineKind.DECISION_TO_REVIEW: "Serious-risk decision to review",
    DeadlineKind.GLASS_TO_REVIEW: "Broken glass to review",
    DeadlineKind.CONFLICT_TO_DECIDE: "Possible conflict to decide",
    DeadlineKind.WITNESSES_MISSING: "Too few witnesses of the log",
}
COLUMNS = ("kind", "due", "overdue", "case_reference", "id")
HEADINGS = ("Due", "What", "Case", "Number")
EVERY_CASE = "all that are yours"
PURPOSE = "seeing what is due"
NO_NAMES = "This list holds no names, and nothing of what anything says."


@dataclass(frozen=True, slots=True)
class ListReader:
    """For whom the list is printed: role and unit in words, and the day."""

    words: str = field(repr=False)
    day: date


def as_document(found: list[Deadline], reader: ListReader) -> Document:
    """Return what is due as a document: what is late first, then what is to come."""
    late, to_come = [one for one in found if one.overdue], [one for one in found if not one.overdue]
    return Document(
        DocumentKind.DEADLINES,
        "Deadlines",
        Stamp(EVERY_CASE, reader.words, PURPOSE, reader.day, standing=(NO_NAMES,)),
        (
            _section("Overdue", late, "Nothing is overdue."),
            _section("To come", to_come, "Nothing else is due."),
        ),
    )


def as_csv(found: list[Deadline]) -> str:
    """Return what is due as a table that no spreadsheet takes for formulas."""
    text = StringIO()
    written = csv.writer(text)
    written.writerow(COLUMNS)
    for one in found:
        item = one.item()
        written.writerow([cell(item[name]) for name in COLUMNS])
    return text.getvalue()


def _section(heading: str, found: list[Deadline], empty: str) -> Section:
    rows = tuple(_row(one) for one in found)
    return Section(heading, (Grid(heading, HEADINGS, rows),) if rows else (), empty=empty)


def _row(one: Deadline) -> tuple[str, ...]:
    item = one.item()
    return (day_in_words(one.due), WORDS[one.kind], item["case_reference"] or "", str(one.id or ""))

"""A report to a court or a children's hearing: his pattern, what it does, and what he may be asked.

He reads it: the release was decided as if he were its reader, whoever asks. His pattern comes first, and
nothing about her before it; no line is barred out, none is counted, and a heading that holds nothing says so
in the same words whatever the reason.

Source: domain/documents.md, 3 and the order of every document; release-matrix.md, rule 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.disclosure.wording import PATHWAYS
from sharehub.documents.blocks import Fixed, Items
from sharehub.documents.document import Document, DocumentKind, Section
from sharehub.language.vocabulary import Kind, Pathway
from sharehub.referrals.sections import NOT_THE_CAUSE
from sharehub.reports.assessed import aims, also, asked, assessments, attendance, promised
from sharehub.reports.families import FAMILIES
from sharehub.reports.sheet import ELSEWHERE, FAMILY, HIS, NOTHING_HERE, Sheet, section

if TYPE_CHECKING:
    from sharehub.change.sections import Sections
    from sharehub.documents.document import Stamp

TITLES = {
    DocumentKind.COURT_REPORT: "His pattern of coercive control: report to the court",
    DocumentKind.HEARING_REPORT: "His pattern of coercive control: report to the children's hearing",
}


def pattern_report(kind: DocumentKind, sheet: Sheet, stamp: Stamp, change: Sections) -> Document:
    """Return a report for a court or a hearing.

    Args:
        kind: for which of the two.
        sheet: what it may hold of a release for its purpose.
        stamp: for whom and for what it was made.
        change: what this reader gets of his change.
    """
    return Document(
        kind,
        TITLES[kind],
        stamp,
        (
            pattern(sheet),
            effects(sheet),
            section("Earlier relationships and orders", *sheet.listed(sheet.earlier())),
            section(
                "What is done to protect the children", *sheet.listed(sheet.facts(Kind.PROTECTIVE_EFFORT))
            ),
            elsewhere(sheet),
            promised(sheet, change),
            section("Not known yet", *sheet.listed(sheet.facts(Kind.GAP))),
            *assessments(sheet, change),
            section("What else is recorded of change", *also(sheet, change)),
            attendance(change),
            asked(change),
            aims(sheet, change),
            section("Notes", *sheet.listed(sheet.facts(Kind.NOTE))),
        ),
    )


def pattern(sheet: Sheet) -> Section:
    """Return what he did, family by family, the most worrying first."""
    facts = sheet.pattern()
    families = sheet.families(facts)
    besides = [fact for fact in facts if not any(fact in members for members in families.values())]
    return Section(
        "His pattern of coercive control",
        (*sheet.listed(besides), *sheet.short(HIS)),
        sections=tuple(
            Section(
                FAMILIES[word],
                (Items(tuple(sheet.item(fact, under=word) for fact in members)),),
            )
            for word, members in families.items()
        ),
        empty=NOTHING_HERE,
    )


def effects(sheet: Sheet) -> Section:
    """Return by which ways it reaches the children; each line under the first of its ways."""
    facts = sheet.facts(Kind.IMPACT)
    ways = {
        fact: next((way for way in Pathway if way in sheet.lines[fact]["pathways"]), None) for fact in facts
    }
    return Section(
        "What it does to the children and the family",
        (*sheet.listed(fact for fact in facts if ways[fact] is None), *sheet.short(FAMILY)),
        sections=tuple(
            section(PATHWAYS[way], *sheet.listed(fact for fact in facts if ways[fact] is way))
            for way in Pathway
        ),
    )


def elsewhere(sheet: Sheet) -> Section:
    """Return what else there is in their lives, under the sentence that none of it is the cause."""
    facts = sheet.facts(Kind.INTERSECTION, Kind.SERVICE_RESPONSE)
    return section(
        "Substances, health, money, language, status",
        Fixed(NOT_THE_CAUSE),
        *sheet.listed(facts),
        *sheet.short(ELSEWHERE),
    )

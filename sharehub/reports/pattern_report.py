"""A report to a court or a children's hearing: his pattern, what it does, and what he may be asked.

He reads it: the release was decided as if he were its reader, whoever asks. His pattern comes first, and
nothing about her before it; no line is barred out, none is counted, and a heading that holds nothing says so
in the same words whatever the reason.

Source: domain/documents.md, 3 and the order of every document; release-matrix.md, rule 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.vocabulary import Caveat
from sharehub.documents.blocks import Fixed, Items
from sharehub.documents.document import Document, DocumentKind, Section
from sharehub.documents.lines import Item
from sharehub.language.vocabulary import Kind, Pathway
from sharehub.reports.change_shown import answers, attendance, standing
from sharehub.reports.families import FAMILIES, questions
from sharehub.reports.sheet import CHANGE, ELSEWHERE, FAMILY, HIS, NOTHING_HERE, Sheet, section
from sharehub.reports.wording import PATHWAYS

if TYPE_CHECKING:
    from sharehub.documents.document import Stamp
    from sharehub.reports.change_shown import ChangeShown

NOT_THE_CAUSE = "None of these is the cause of his abuse. A change in one is not a change in his pattern."
TITLES = {
    DocumentKind.COURT_REPORT: "His pattern of coercive control: report to the court",
    DocumentKind.HEARING_REPORT: "His pattern of coercive control: report to the children's hearing",
}


def pattern_report(
    kind: DocumentKind, sheet: Sheet, stamp: Stamp, shown: ChangeShown | None = None
) -> Document:
    """Return a report for a court or a hearing.

    Args:
        kind: for which of the two.
        sheet: what it may hold of a release for its purpose.
        stamp: for whom and for what it was made.
        shown: what is to be shown of his change; None where nobody assessed it.
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
            section("What he has said he will do", *sheet.listed(sheet.facts(Kind.COMMITMENT))),
            section("Not known yet", *sheet.listed(sheet.facts(Kind.GAP))),
            _change(sheet, shown),
            asked(sheet),
            aims(sheet),
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
                FAMILIES[word].words,
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


def asked(sheet: Sheet) -> Section:
    """Return what he may be asked: of families that this document speaks of, and may be put to him."""
    facts = [
        fact for fact in sheet.pattern() if Caveat.NOT_TO_PERPETRATOR not in sheet.lines[fact]["caveats"]
    ]
    families = {word for fact in facts for word in sheet.tactics(fact)}
    return section(
        "Questions that may be put to him", Items(tuple(map(Item, questions(families))), numbered=True)
    )


def aims(sheet: Sheet) -> Section:
    """Return what would count as change next."""
    return section("What would count as change next", *sheet.listed(sheet.facts(Kind.GOAL)))


def recorded_change(sheet: Sheet, shown: ChangeShown | None) -> tuple[Items, ...]:
    """Return what is recorded of change beside the answers to the questions."""
    answered = frozenset() if shown is None else shown.facts()
    facts = [fact for fact in sheet.facts(Kind.CHANGE_EVIDENCE) if fact not in answered]
    return (*sheet.listed(facts), *sheet.short(CHANGE))


def _change(sheet: Sheet, shown: ChangeShown | None) -> Section:
    recorded = recorded_change(sheet, shown)
    if shown is None:
        return section("Change", standing(None), *recorded)
    return Section(
        "Change",
        (standing(shown), *recorded, *attendance(shown, sheet)),
        sections=answers(shown, sheet),
    )

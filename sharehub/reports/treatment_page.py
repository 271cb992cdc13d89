"""One screen for a treatment service: what he does that reaches into it, how that may show, and what helps.

Source: domain/documents.md, 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.vocabulary import Caveat
from sharehub.documents.blocks import Fixed, Items, Paragraph
from sharehub.documents.document import Document, DocumentKind
from sharehub.documents.lines import Item
from sharehub.language.vocabulary import IntersectionLink, Kind, Tactic
from sharehub.referrals.sections import NOT_THE_CAUSE
from sharehub.reports.services import Service, guidance
from sharehub.reports.sheet import CHANGE, ELSEWHERE, FAMILY, HIS, Sheet, section

if TYPE_CHECKING:
    from sharehub.documents.document import Section, Stamp

REACHING_IN = frozenset({Tactic.SERVICE_BLOCK, Tactic.SUBSTANCE_COERCION, Tactic.MENTAL_HEALTH_COERCION})
LINKS = frozenset(
    {
        IntersectionLink.HE_INTERFERES_WITH_HER_TREATMENT,
        IntersectionLink.HE_INTERFERES_WITH_CHILD_SUPPORT,
        IntersectionLink.HE_CAUSES_OR_WORSENS_HER_DIFFICULTY,
        IntersectionLink.HE_EXPLOITS_STATUS_OR_STIGMA,
    }
)
"""By what a line is known that says how he reaches into a service."""
EVERYBODYS = (Kind.INTERSECTION, Kind.GOAL, Kind.NOTE)
HIS_WORKERS = (Kind.BEHAVIOUR, Kind.IMPACT, Kind.COMMITMENT, Kind.CHANGE_EVIDENCE)
"""Kinds that stand on the page whatever they say: on each, and on that of his own worker besides."""

ONE_SCREEN = (
    "This page is kept to one screen. What it says of services holds wherever there is such a pattern."
    " Ask for the pattern where your work needs more."
)
REQUEST = "What are the behaviour-change goals of your intervention?"


def on_the_page(sheet: Sheet, service: Service) -> Sheet:
    """Return what of a release stands on the page of a service: it is one screen, and no second pattern."""
    his = service is Service.HIS
    kinds = (*EVERYBODYS, *(HIS_WORKERS if his else ()))
    reaching = [fact for fact in sheet.facts(Kind.BEHAVIOUR, Kind.IMPACT) if _reaches_in(sheet, fact)]
    return sheet.only({*sheet.gists(), *sheet.facts(*kinds), *reaching})


def treatment_page(sheet: Sheet, stamp: Stamp, service: Service, permitted: tuple[str, ...] = ()) -> Document:
    """Return the page for a service.

    Args:
        sheet: what it may hold of a release for its purpose.
        stamp: for whom and for what it was made.
        service: what the reader's service treats.
        permitted: in closed words, what he permitted between this service and others; of his own worker's
            service and of no other.
    """
    his = service is Service.HIS
    return Document(
        DocumentKind.TREATMENT_PAGE,
        "His pattern, and your service",
        stamp,
        (
            *(_for_his_worker(sheet, permitted) if his else _for_others(sheet)),
            *_guidance(service),
            section(
                "Substances, health and his behaviour",
                Fixed(NOT_THE_CAUSE),
                *sheet.listed(
                    fact for fact in sheet.facts(Kind.INTERSECTION) if his or not _reaches_in(sheet, fact)
                ),
            ),
            section("Behaviour-change goals", *_goals(sheet, his=his)),
            section("Notes", *sheet.listed(sheet.facts(Kind.NOTE))),
        ),
        (Paragraph(ONE_SCREEN),),
    )


def _reaches_in(sheet: Sheet, fact: str) -> bool:
    return bool(
        sheet.tactics(fact) & REACHING_IN or LINKS.intersection(sheet.places[fact].intersection_links)
    )


def _for_others(sheet: Sheet) -> tuple[Section, ...]:
    reaching = [
        fact
        for fact in sheet.facts(Kind.BEHAVIOUR, Kind.INTERSECTION, Kind.IMPACT)
        if _reaches_in(sheet, fact)
    ]
    return (section("What he does that reaches into your service", *sheet.listed(reaching)), _in_short(sheet))


def _for_his_worker(sheet: Sheet, permitted: tuple[str, ...]) -> tuple[Section, ...]:
    facts = sheet.facts(Kind.BEHAVIOUR, Kind.IMPACT)
    open_to_him = [fact for fact in facts if Caveat.NOT_TO_PERPETRATOR not in sheet.lines[fact]["caveats"]]
    kept = [fact for fact in facts if fact not in open_to_him]
    return (
        section("What he knows we know, or may be told", *sheet.listed(open_to_him)),
        section("For you, and not for him", *sheet.listed(kept)),
        _in_short(sheet),
        section("What he has said he will do", *sheet.listed(sheet.facts(Kind.COMMITMENT))),
        section("What is recorded of change", *sheet.listed(sheet.facts(Kind.CHANGE_EVIDENCE))),
        section("What he has permitted", *_plain(permitted)),
    )


def _in_short(sheet: Sheet) -> Section:
    return section(
        "In short form",
        *(block for number in (HIS, FAMILY, ELSEWHERE, CHANGE) for block in sheet.short(number)),
    )


def _guidance(service: Service) -> tuple[Section, Section]:
    words = guidance(service)
    return (
        section("How this may show up in your service", *_plain(words.shows)),
        section("What helps", *_plain(words.helps)),
    )


def _goals(sheet: Sheet, *, his: bool) -> tuple[Items | Fixed, ...]:
    goals = sheet.listed(sheet.facts(Kind.GOAL))
    return (*goals, Fixed(REQUEST)) if his else goals


def _plain(texts: tuple[str, ...]) -> tuple[Items, ...]:
    return (Items(tuple(map(Item, texts))),) if texts else ()

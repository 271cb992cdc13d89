"""What is assessed of his change, set out in its fixed order; what this reader gets of it was decided before.

Each assessment stands by itself. Attendance comes after all of them, in small print, with its sentence.

Source: domain/documents.md, 3.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharehub.change.wording import ATTENDANCE_IS_NOT_CHANGE
from sharehub.disclosure.wording import month_in_words
from sharehub.documents.blocks import Fixed, Items, Paragraph, Small, Term, Terms
from sharehub.documents.document import Section
from sharehub.documents.lines import Item
from sharehub.language.vocabulary import Kind
from sharehub.reports.families import FAMILIES, in_a_sentence, listed
from sharehub.reports.sheet import CHANGE, section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.change.sections import Assessment, ChangedPart, NamedPart, Sections
    from sharehub.reports.sheet import Sheet

NO_ASSESSMENT = "No assessment of change is in this report."
HOW_OFTEN = "How often he came"
QUESTIONS = ("Named", "Claimed", "Changed", "What others report")
WHOM = {"survivor": "His partner", "child": "A child", "himself": "Himself", "adult": "The other adult"}
SOMEBODY = "Somebody else"
"""Whose word it is, where that is told to nobody."""


def assessments(sheet: Sheet, change: Sections) -> tuple[Section, ...]:
    """Return the assessments that are here, or a section that says that none is."""
    if not change.assessments:
        return (Section("Assessment of change", (Paragraph(NO_ASSESSMENT),)),)
    return tuple(_assessment(one, sheet) for one in change.assessments)


def attendance(change: Sections) -> Section:
    """Return how often he came, where all three answers to that assessment are here."""
    came = [one.attendance for one in change.assessments if one.attendance is not None]
    if not came:
        return section(HOW_OFTEN)
    terms = tuple(Term("Attendance", f"{one.attended} of {one.offered}") for one in came)
    return section(HOW_OFTEN, Small((Terms(terms), Fixed(ATTENDANCE_IS_NOT_CHANGE))))


def also(sheet: Sheet, change: Sections) -> tuple[Items, ...]:
    """Return what is recorded of change beside any assessment."""
    wanted = set(change.also)
    return sheet.listed(
        fact for fact, line in sheet.lines.items() if line["text"] in wanted and _is_change(sheet, fact)
    )


def _is_change(sheet: Sheet, fact: str) -> bool:
    place = sheet.places.get(fact)
    return sheet.lines[fact]["section"] == CHANGE if place is None else place.kind == Kind.CHANGE_EVIDENCE


def promised(sheet: Sheet, change: Sections) -> Section:
    """Return what he said he will do, each with what became of it."""
    became = {part.text: part for part in change.commitments}
    found = []
    for fact in sheet.facts(Kind.COMMITMENT):
        item, part = sheet.item(fact), became.get(sheet.lines[fact]["text"])
        if part is not None:
            followed = (f"{_kept(one.kept)}: {_clause(one.text)}" for one in part.follow_ups)
            said = (f"said in {month_in_words(part.said_on)}", _clause(part.now), *followed)
            marks = sheet.marks(part.text, *(one.text for one in part.follow_ups))
            item = replace(item, details=(*item.details, *said), marks=marks)
        found.append(item)
    return section("What he has said he will do", *_list(found))


def aims(sheet: Sheet, change: Sections) -> Section:
    """Return what would count as change next: goals with what they are for, and who will see it."""
    goals = tuple(
        Item(
            part.behaviour,
            details=_some(
                None if part.outcome is None else f"for them: {_clause(part.outcome)}",
                None if part.witness is None else f"who will see it: {_clause(part.witness)}",
                part.status.replace("_", " "),
            ),
            marks=sheet.marks(part.behaviour, part.outcome, part.witness),
        )
        for part in change.goals
    )
    said = {text for part in change.goals for text in (part.behaviour, part.outcome, part.witness)}
    others = sheet.listed(fact for fact in sheet.facts(Kind.GOAL) if sheet.lines[fact]["text"] not in said)
    return section("What would count as change next", *_list(goals), *others)


def asked(change: Sections) -> Section:
    """Return what he may be asked: always, and of what he knows agencies hold."""
    return section(
        "Questions that may be put to him", Items(tuple(map(Item, change.questions)), numbered=True)
    )


def _assessment(one: Assessment, sheet: Sheet) -> Section:
    by = "" if one.unit is None else f" by {one.unit}"
    parts = (_named(one.named, sheet), _claimed(one, sheet), _changed(one, sheet), _others(one, sheet))
    return Section(
        f"Assessment of change{by}, {month_in_words(one.start)} to {month_in_words(one.end)}",
        (Paragraph(one.evidenced),),
        sections=tuple(
            section(heading, *_list(lines)) for heading, lines in zip(QUESTIONS, parts, strict=True)
        ),
    )


def _named(part: NamedPart, sheet: Sheet) -> tuple[Item, ...]:
    details = _some(
        f"names: {listed(part.names)}" if part.names else None,
        f"denies: {listed(part.denies)}" if part.denies else None,
    )
    return (Item(part.text, details=details, marks=sheet.marks(part.text)),)


def _claimed(one: Assessment, sheet: Sheet) -> tuple[Item, ...]:
    return tuple(_answer(WHOM.get(part.whom, SOMEBODY), part.text, sheet) for part in one.claimed)


def _changed(one: Assessment, sheet: Sheet) -> tuple[Item, ...]:
    by_family = {part.tactic: part for part in one.changed}
    return tuple(_of_one(by_family[word], sheet) for word in FAMILIES if word in by_family)


def _of_one(part: ChangedPart, sheet: Sheet) -> Item:
    details = _some(
        None if part.replaced_by is None else f"in its place: {in_a_sentence(part.replaced_by)}",
        None if part.since is None else f"since {month_in_words(part.since)}",
        None if part.seen_by is None else f"seen by {part.seen_by}",
    )
    return replace(_answer(FAMILIES[part.tactic], part.text, sheet), details=details)


def _others(one: Assessment, sheet: Sheet) -> tuple[Item, ...]:
    return tuple(_answer(_whose(part.whose), part.text, sheet) for part in one.others)


def _answer(of: str, text: str, sheet: Sheet) -> Item:
    """Return what is answered of somebody or something, marked as its line is."""
    return Item(f"{of}: {text}", marks=sheet.marks(text))


def _some(*words: str | None) -> tuple[str, ...]:
    return tuple(word for word in words if word)


def _list(found: Sequence[Item]) -> tuple[Items, ...]:
    return (Items(tuple(found)),) if found else ()


def _whose(word: str | None) -> str:
    return SOMEBODY if word is None else WHOM.get(word, word)


def _clause(text: str) -> str:
    """Return a sentence as it stands among others, without its full stop."""
    return text.removesuffix(".")


def _kept(word: str) -> str:
    return word.replace("_", " ")

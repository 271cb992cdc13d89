"""The demo's referral in the terminal: what was missing, what stopped it, what the programme reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from policies.vocabulary import Caveat
from sharehub.demo.printing import begin, say
from sharehub.language.vocabulary import Pathway

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from sharehub.change.read import Change
    from sharehub.change.sections import Assessment
    from sharehub.demo.referral import Referred
    from sharehub.demo.story import Moment
    from sharehub.referrals.completeness import Completeness
    from sharehub.referrals.sections import Aim, Entry, Sections

NOT_TO_HIM = "▪"
LEGEND = f"{NOT_TO_HIM} not to be put to him. Nothing here says what is not here."
INDENT = 2


def print_referral(console: Console, moment: Moment, referred: Referred) -> None:
    """Print how the referral came about, and what the men's worker reads of it."""
    begin(console, moment)
    say(console, "Drafted by csw.", *_complete(referred.first.completeness))
    say(console, "A goal that tells who helps her is refused:", referred.refused_goal)
    say(console, "Approved; then one more goal was set. Sending it is stopped:", f"{referred.stopped}.")
    say(console, "Looked at again, approved, sent, accepted.", *_complete(referred.in_the_end.completeness))
    top, sections = referred.reading.top, referred.reading.sections
    console.print()
    console.print(
        Text(f"What respekt reads: {top.name}, {_words(top.mandate)}, {', '.join(top.languages)}", "bold")
    )
    console.print(Text(LEGEND))
    for heading, lines in _headed(sections):
        if not lines:
            continue
        console.print(Text(heading, "bold"))
        for line in lines:
            console.print(Padding(Text(line), (0, 0, 0, INDENT)))


def print_change(console: Console, moment: Moment, change: Change) -> None:
    """Print what the programme answered, as the children's social worker reads it."""
    begin(console, moment)
    for assessment in change.sections.assessments:
        say(console, "Named:", *_named(assessment))
        say(console, "Claimed:", *(f"{one.whom}: {one.text}" for one in assessment.claimed))
        say(console, "Changed:", *_changed(assessment), assessment.evidenced)
        if (came := assessment.attendance) is not None:
            say(console, f"He came to {came.attended} of {came.offered} sessions.", came.text)


def _complete(found: Completeness) -> Iterator[str]:
    asked = f"{len(found.asked_and_nothing_here)} were asked about with nothing here"
    yield f"{len(found.covered)} of {found.of} families of tactics are here, {asked},"
    yield f"{len(found.not_asked)} not asked."
    yield f"Control beside violence: {_yes(found.non_violent_control)}."
    yield f"Pathways linked: {len(found.pathways_linked)} of {len(Pathway)}."
    yield f"Earlier relationships: {_yes(found.earlier_covered)}."
    if found.agreement is not None:
        yield f"Her agreement was asked: {found.agreement.on or 'no'}."


def _headed(sections: Sections) -> Iterator[tuple[str, list[str]]]:
    pattern = [line for family in sections.pattern for line in _lines(family.lines)]
    yield "His pattern", [*pattern, *_lines((*sections.pattern_besides, *sections.pattern_in_short))]
    family = {entry.id: entry for way in sections.pathways for entry in way.lines}
    yield "What it does to the children and the family", _lines((*family.values(), *sections.family_in_short))
    yield "Earlier", _lines(sections.earlier)
    yield "What she does to protect", _lines(sections.what_she_does)
    yield "What else there is", [*_lines(sections.intersections), sections.fixed]
    yield "He says", _lines((*sections.he_says, *sections.of_change))
    yield "What change would look like", sorted(map(_aim, sections.goals))
    yield "Not known yet", _lines(sections.gaps)


def _lines(entries: Iterable[Entry]) -> list[str]:
    """Return lines in an order that is the same each time: their own ends by random ids."""
    return sorted(f"{entry.text}{_mark(entry)}" for entry in entries)


def _mark(entry: Entry) -> str:
    return f" {NOT_TO_HIM}" if Caveat.NOT_TO_PERPETRATOR in entry.caveats else ""


def _aim(aim: Aim) -> str:
    return " ".join(entry.text for entry in (aim.goal, aim.outcome, aim.witness) if entry is not None)


def _named(assessment: Assessment) -> Iterator[str]:
    named = assessment.named
    yield f"{named.text} {len(named.names)} of {named.of} tactics on this reader's file;"
    yield f"denied: {', '.join(map(_words, named.denies)) or 'none'}."


def _changed(assessment: Assessment) -> Iterator[str]:
    """Yield what was answered, and in one word which tactics nobody knows about."""
    unknown = [_words(one.tactic) for one in assessment.changed if one.answer == "unknown"]
    for one in assessment.changed:
        if one.answer != "unknown":
            by = f" ({_words(one.replaced_by)})" if one.replaced_by else ""
            yield f"{_words(one.tactic)}: {one.text}{by}"
    if unknown:
        yield f"Unknown: {', '.join(unknown)}."


def _words(closed: str) -> str:
    return closed.replace("_", " ").lower()


def _yes(so: bool) -> str:  # noqa: FBT001 - it is the word for one
    return "yes" if so else "no"

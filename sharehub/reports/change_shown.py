"""What a document shows of his change, as whoever keeps assessments hands it over; and how it is set out.

Each answer hangs on a fact. It is shown to a reader who gets that fact in full, and to no other, whatever is
handed over; attendance only beside an answer to each of the three questions, with the sentence.

Source: domain/documents.md, 3; domain/requirements.md, R87 to R97.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from sharehub.documents.blocks import Fixed, Items, Paragraph, Small, Term, Terms
from sharehub.reports.families import FAMILIES
from sharehub.reports.sheet import section

if TYPE_CHECKING:
    from collections.abc import Collection

    from sharehub.documents.document import Section
    from sharehub.documents.lines import Item
    from sharehub.language.vocabulary import Tactic
    from sharehub.reports.sheet import Sheet

NO_ASSESSMENT = "No assessment of change is in this report."
NOT_CHANGE = "Attendance is not change."


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the fact that says it, and in a few closed words what it comes to.

    `about` says whose impact or whose word it is ("his partner", "a child", "police"); `seen_by` are facts
    that bear it out, of which this reader sees those that are in the document.
    """

    fact: str
    said: str
    _: KW_ONLY
    about: str | None = None
    tactic: Tactic | None = None
    replaced_by: Tactic | None = None
    since: str | None = None
    named: tuple[Tactic, ...] = ()
    denied: tuple[Tactic, ...] = ()
    seen_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attended:
    """How often he came, of how often he could."""

    attended: int
    offered: int


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """The three questions and what others report, side by side and never averaged."""

    period: str
    named: tuple[Answer, ...] = ()
    claimed: tuple[Answer, ...] = ()
    changed: tuple[Answer, ...] = ()
    others: tuple[Answer, ...] = ()
    attendance: Attended | None = None

    def to(self, sheet: Sheet) -> ChangeShown:
        """Return what a reader of this sheet gets of it."""
        named, claimed, changed, others = (
            tuple(_to(answer, sheet) for answer in given if answer.fact in sheet.places)
            for given in (self.named, self.claimed, self.changed, self.others)
        )
        whole = bool(named and claimed and changed)
        return ChangeShown(
            self.period, named, claimed, changed, others, attendance=self.attendance if whole else None
        )

    def facts(self) -> frozenset[str]:
        """Return the facts that its answers hang on."""
        return frozenset(answer.fact for answer in (*self.named, *self.claimed, *self.changed, *self.others))

    def rests_on(self) -> frozenset[str]:
        """Return the facts that its answers hang on, and those that bear them out."""
        given = (*self.named, *self.claimed, *self.changed, *self.others)
        return frozenset(fact for answer in given for fact in (answer.fact, *answer.seen_by))


def _to(answer: Answer, sheet: Sheet) -> Answer:
    return replace(answer, seen_by=tuple(fact for fact in answer.seen_by if fact in sheet.places))


def answers(shown: ChangeShown | None, sheet: Sheet) -> tuple[Section, ...]:
    """Return the four headings in their fixed order; they are the same where nobody has assessed anything."""
    held = ChangeShown("") if shown is None else shown.to(sheet)
    return (
        _question("Named: what he says he did", held.named, sheet),
        _question("Claimed: what he says it did to others and to himself", held.claimed, sheet),
        _question("Changed: what he does instead", held.changed, sheet),
        _question("What others report", held.others, sheet),
    )


def attendance(shown: ChangeShown | None, sheet: Sheet) -> tuple[Small, ...]:
    """Return attendance as small print, with its sentence; nothing where an answer is wanting."""
    held = None if shown is None else shown.to(sheet).attendance
    if held is None:
        return ()
    came = Term("Attendance", f"{held.attended} of {held.offered}")
    return (Small((Terms((came,)), Fixed(NOT_CHANGE))),)


def _question(heading: str, given: Collection[Answer], sheet: Sheet) -> Section:
    if not given:
        return section(heading)
    return section(heading, Items(tuple(_line(answer, sheet) for answer in given)))


def _line(answer: Answer, sheet: Sheet) -> Item:
    """Return an answer with the words of its fact, after what it comes to."""
    said = sheet.item(answer.fact)
    closed = (
        answer.about,
        None if answer.tactic is None else _family(answer.tactic),
        answer.said,
        None if answer.replaced_by is None else f"in its place: {_family(answer.replaced_by)}",
        None if answer.since is None else f"since {answer.since}",
        f"names: {_listed(answer.named)}" if answer.named else None,
        f"denies: {_listed(answer.denied)}" if answer.denied else None,
        *(f"seen: {sheet.lines[fact]['text']}" for fact in answer.seen_by),
    )
    return replace(said, details=(*(words for words in closed if words), *said.details))


def _family(tactic: Tactic) -> str:
    words = FAMILIES[tactic].words
    return f"{words[0].lower()}{words[1:]}"


def _listed(tactics: Collection[Tactic]) -> str:
    return "; ".join(map(_family, tactics))


def standing(shown: ChangeShown | None) -> Paragraph:
    """Say over which time change was looked at, or that nobody's assessment is here."""
    return Paragraph(NO_ASSESSMENT if shown is None or not shown.period else f"Over {shown.period}.")

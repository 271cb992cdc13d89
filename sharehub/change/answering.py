"""What each answer becomes: the fact that says it, and the closed words that hang on that fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from consent.people import Part
from policies.vocabulary import Category, SourceExposure, SourceType
from sharehub.cases import queries as cases
from sharehub.change import wording
from sharehub.change.lines import Line
from sharehub.change.words import Question
from sharehub.disclosure.known import told_in_full
from sharehub.language.vocabulary import Basis, Kind
from sharehub.patterns.validation import DERIVED, SURVIVORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sharehub.cases.admission import Admitted
    from sharehub.change.assessing import Changed, Claimed, Named, Others
    from sharehub.disclosure.known import Told
    from sharehub.language.vocabulary import Tactic
    from sharehub.patterns.new_fact import NewFact

_OPEN = frozenset({Category.BEHAVIOUR, Category.OFFENCE, Category.PROGRESS})
"""Categories of what is nobody's account: the name of a tactic on such a line tells no more than the line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is kept: the fact that says it, and the closed words that hang on it."""

    question: Question
    fact: NewFact
    answer: str
    subject: UUID | None = None
    by_unit: UUID | None = None
    tactic: str | None = None
    replaced_by: str | None = None
    since: str | None = None
    named: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the columns that hold its closed words."""
        return {
            "question": self.question.value,
            "answer": self.answer,
            "subject_id": self.subject,
            "by_unit_id": self.by_unit,
            "tactic": self.tactic,
            "replaced_by": self.replaced_by,
            "since": self.since,
            "named": list(self.named),
            "denied": list(self.denied),
            "evidence": list(self.evidence),
        }


def answers_of(
    admitted: Admitted,
    him: UUID,
    named: Named,
    claimed: Sequence[Claimed],
    changed: Sequence[Changed],
    others: Sequence[Others],
) -> Iterator[Answer]:
    """Yield every answer, in the order of the questions."""
    parts = {one: Part(part) for one, part in cases.parts(admitted.work.tx, admitted.case).items()}
    told = told_in_full(admitted.work, admitted.actor, admitted.case)
    yield Answer(
        Question.NAMED,
        _says(named.words, wording.NAMED[named.answer], subject_person=him),
        named.answer.value,
        named=tuple(sorted(named.named)),
        denied=tuple(sorted(named.denied)),
    )
    for claim in claimed:
        whom = wording.WHOM[_whom(claim.person, him, parts)]
        sentence = wording.CLAIMED[claim.answer].format(whom=whom)
        about = frozenset() if claim.person == him else frozenset({claim.person})
        said = _says(claim.words, sentence, subject_person=him, about=about)
        yield Answer(Question.CLAIMED, said, claim.answer.value, subject=claim.person)
    for one in changed:
        yield _changed(one, him, told)
    for other in others:
        yield _reported(other, him, parts)


def _whom(person: UUID, him: UUID, parts: dict[UUID, Part]) -> str:
    if person == him:
        return "himself"
    return "adult" if parts[person] in SURVIVORS - {Part.SURVIVOR} else parts[person].value


def _says(words: Line | None, otherwise: str, **more: Any) -> NewFact:  # noqa: ANN401 - fields of a fact
    """Return the fact of an answer: in its author's words, or else in a plain sentence."""
    line = words or Line(otherwise)
    more["about"] = line.about | more.get("about", frozenset())
    return line.fact(Kind.CHANGE_EVIDENCE, **more)


def _changed(one: Changed, him: UUID, told: Sequence[Told]) -> Answer:
    """Return the answer for a tactic: as guarded as the most open line on which its author reads that tactic.

    Where that line is somebody's account, the fact does not name the tactic: who has the account in short
    form alone must not learn it from here.
    """
    tactics = [one.tactic, *([one.replaced_by] if one.replaced_by else [])]
    lines = [line for line in (_most_open(tactic, told) for tactic in tactics) if line is not None]
    categories = frozenset(
        Category(word) for line in lines for word in line.categories if Category(word) not in DERIVED
    )
    line = one.words or Line(wording.CHANGED[one.answer])
    hidden = {tactic for tactic in tactics if (found := _most_open(tactic, told)) and not _is_open(found)}
    said = _says(
        line,
        "",
        subject_person=him,
        categories=line.categories | categories | {Category.PROGRESS, Category.BEHAVIOUR},
        travels_with=frozenset(UUID(line.id) for line in lines),
        tactics=frozenset(tactics) - hidden,
    )
    return Answer(
        Question.CHANGED,
        said,
        one.answer.value,
        by_unit=one.seen_by,
        tactic=one.tactic.value,
        replaced_by=one.replaced_by.value if one.replaced_by else None,
        since=one.since,
        evidence=tuple(sorted(map(str, one.evidence))),
    )


def _most_open(tactic: Tactic, told: Sequence[Told]) -> Told | None:
    bearing = [line for line in told if line.kind == Kind.BEHAVIOUR and tactic in line.tactics]
    return min(bearing, key=lambda line: (not _is_open(line), len(line.categories), line.id), default=None)


def _is_open(line: Told) -> bool:
    return line.categories <= _OPEN


def _reported(other: Others, him: UUID, parts: dict[UUID, Part]) -> Answer:
    """Return what somebody else reports; a survivor's or child's word, a no to being asked too, is theirs."""
    sentence = wording.REPORTED[other.answer]
    if other.person is None:
        said = _says(other.words, sentence, subject_person=him, source_type=SourceType.AGENCY_OBSERVATION)
        return Answer(Question.OTHERS, said, other.answer.value, by_unit=other.unit)
    child = parts[other.person] is Part.CHILD
    said = _says(
        other.words,
        sentence,
        subject_person=him,
        source_type=SourceType.CHILD if child else SourceType.SURVIVOR,
        source_person=other.person,
        source_exposure=SourceExposure.CERTAIN,
        basis=Basis.REPORTED_FIRST_HAND,
        about=frozenset({other.person}),
    )
    return Answer(Question.OTHERS, said, other.answer.value, subject=other.person)

"""What of change a reader gets, arranged: from lines that were released to them, and from nothing else.

Pure. Closed words hang on facts: they are given to whoever gets the fact in full. What such a reader lacks is
as if nobody had said it, and so is "Unknown.", which is an ordinary answer. Nothing is averaged or merged:
every assessment stands by itself, beside the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sharehub.change import wording
from sharehub.change.words import Claim, Difference, Question, Share
from sharehub.language.vocabulary import Kind, Tactic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sharehub.change.queries import Rows
    from sharehub.disclosure.compose import Composed

MONTH = 7
"""Length of YYYY-MM: no day goes to his side."""
SECTION = 4
"""Where change stands; a short form is told by its section alone."""


@dataclass(frozen=True, slots=True)
class NamedPart:
    """What he names. `of`: how many tactics of this reader's lines there are, `names` which of these."""

    answer: str
    text: str
    names: tuple[str, ...]
    denies: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class ClaimedPart:
    """How far he says what it did to somebody; no id goes to his side."""

    whom: str
    person: str | None
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """What has become of one tactic. `evidence`: facts that this reader gets in full; none to his side."""

    tactic: str
    answer: str
    text: str
    since: str | None
    replaced_by: str | None
    seen_by: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OthersPart:
    """What somebody else reports; whose word it is, where that may be told at all."""

    whose: str | None
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class AttendancePart:
    """How often he came, and the sentence that always stands beside it."""

    offered: int
    attended: int
    text: str = wording.ATTENDANCE_IS_NOT_CHANGE


@dataclass(frozen=True, slots=True)
class Assessment:
    """One unit's answers over a period, as far as this reader gets them."""

    unit: str | None
    start: str
    end: str
    named: NamedPart
    claimed: tuple[ClaimedPart, ...]
    changed: tuple[ChangedPart, ...]
    evidenced: str
    others: tuple[OthersPart, ...]
    attendance: AttendancePart | None


@dataclass(frozen=True, slots=True)
class GoalPart:
    """What would count next: a goal, and what this reader gets of what it is for."""

    behaviour: str
    outcome: str | None
    witness: str | None
    status: str
    due: str | None


@dataclass(frozen=True, slots=True)
class FollowUpPart:
    """What became of a commitment."""

    kept: str
    text: str


@dataclass(frozen=True, slots=True)
class CommitmentPart:
    """What he said he will do, and what became of it; not followed up is unknown."""

    text: str
    said_on: str
    follow_ups: tuple[FollowUpPart, ...]
    now: str


@dataclass(frozen=True, slots=True)
class Sections:
    """The plain sections of change, in their fixed order."""

    on_file: tuple[str, ...]
    assessments: tuple[Assessment, ...]
    also: tuple[str, ...]
    commitments: tuple[CommitmentPart, ...]
    questions: tuple[str, ...]
    goals: tuple[GoalPart, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """What one reader has: the lines in full by fact, and whether anything may tell of ids and days."""

    composed: Composed
    people: Mapping[str, str]

    def has(self, fact: object) -> bool:
        return str(fact) in self.composed.places

    def text(self, fact: object) -> str:
        return str(self.composed.lines[str(fact)]["text"])

    def text_if(self, fact: object) -> str | None:
        return self.text(fact) if fact is not None and self.has(fact) else None

    def day(self, day: object) -> str:
        return str(day)[:MONTH] if self.composed.his_side else str(day)

    def unit(self, unit: object) -> str | None:
        return self.composed.units.get(str(unit))

    def tactics(self, *kinds: Kind) -> frozenset[str]:
        return frozenset(
            tactic
            for fact, place in self.composed.places.items()
            if place.kind in kinds
            for tactic in self.composed.lines[fact]["tactics"]
        )


def arrange(composed: Composed, rows: Rows, people: Mapping[str, str]) -> Sections:
    """Arrange what a reader was given.

    Args:
        composed: the released lines.
        rows: the closed words of the case.
        people: the part of everybody in the family, by id.
    """
    reader = _Reader(composed, people)
    hung = {str(row["fact_id"]) for row in (*rows.answers, *rows.follow_ups)}
    return Sections(
        on_file=tuple(sorted(reader.tactics(Kind.BEHAVIOUR))),
        assessments=tuple(_assessments(reader, rows)),
        also=tuple(_also(reader, hung)),
        commitments=tuple(_commitments(reader, rows)),
        questions=tuple(_questions(reader)),
        goals=tuple(_goals(reader, rows)),
    )


# the three questions


def _assessments(reader: _Reader, rows: Rows) -> Iterator[Assessment]:
    by_assessment: dict[Any, list[Mapping[Any, Any]]] = {}
    for row in sorted(rows.answers, key=lambda row: row["number"]):
        if _is_given(reader, row):
            by_assessment.setdefault(row["assessment_id"], []).append(row)
    attended = {row["assessment_id"]: row for row in rows.attendances}
    for row in sorted(rows.assessments, key=lambda row: (row["end"], row["start"], row["id"]), reverse=True):
        answers = by_assessment.get(row["id"])
        if answers:
            yield _assessment(reader, row, answers, attended.get(row["id"]))


def _is_given(reader: _Reader, row: Mapping[Any, Any]) -> bool:
    """Say whether a reader gets an answer; of a tactic only who reads that tactic on a line of their own."""
    if not reader.has(row["fact_id"]):
        return False
    named = {row["tactic"], row["replaced_by"]} - {None}
    return named <= reader.tactics(Kind.BEHAVIOUR, Kind.CHANGE_EVIDENCE)


def _assessment(
    reader: _Reader,
    row: Mapping[Any, Any],
    answers: Sequence[Mapping[Any, Any]],
    attended: Mapping[Any, Any] | None,
) -> Assessment:
    by_question: dict[str, list[Mapping[Any, Any]]] = {question.value: [] for question in Question}
    for answer in answers:
        by_question[answer["question"]].append(answer)
    changed = tuple(_changed(reader, by_question[Question.CHANGED]))
    all_three = all(by_question[one] for one in (Question.NAMED, Question.CLAIMED, Question.CHANGED))
    return Assessment(
        unit=reader.unit(row["unit_id"]),
        start=reader.day(row["start"]),
        end=reader.day(row["end"]),
        named=_named(reader, by_question[Question.NAMED]),
        claimed=tuple(_claimed(reader, by_question[Question.CLAIMED], str(row["person_id"]))),
        changed=changed,
        evidenced=_evidenced(changed),
        others=tuple(_others(reader, by_question[Question.OTHERS])),
        attendance=(
            AttendancePart(attended["offered"], attended["attended"])
            if attended is not None and all_three
            else None
        ),
    )


def _named(reader: _Reader, answers: Iterable[Mapping[Any, Any]]) -> NamedPart:
    on_file = reader.tactics(Kind.BEHAVIOUR)
    for answer in answers:
        names, denies = (tuple(sorted(on_file & set(answer[which]))) for which in ("named", "denied"))
        return NamedPart(answer["answer"], reader.text(answer["fact_id"]), names, denies, len(on_file))
    return NamedPart(Share.UNKNOWN.value, wording.UNKNOWN, (), (), len(on_file))


def _claimed(reader: _Reader, answers: Iterable[Mapping[Any, Any]], him: str) -> Iterator[ClaimedPart]:
    """Yield one part for everybody it reached: who was not answered for is unknown."""
    given = {str(answer["subject_id"]): answer for answer in answers}
    for person, part in sorted(
        reader.people.items(), key=lambda one: (one[0] == him, one[1] == "child", one)
    ):
        shown = None if reader.composed.his_side else person
        whom = "himself" if person == him else part
        if whom == "perpetrator":
            continue
        answer = given.get(person)
        if answer is None:
            yield ClaimedPart(whom, shown, Claim.UNKNOWN.value, wording.UNKNOWN)
        else:
            yield ClaimedPart(whom, shown, answer["answer"], reader.text(answer["fact_id"]))


def _changed(reader: _Reader, answers: Iterable[Mapping[Any, Any]]) -> Iterator[ChangedPart]:
    """Yield one part for every tactic that this reader has on file: what was not answered is unknown."""
    given = {answer["tactic"]: answer for answer in answers}
    for tactic in sorted(reader.tactics(Kind.BEHAVIOUR) | given.keys()):
        answer = given.get(tactic)
        if answer is None:
            unknown = Difference.UNKNOWN.value
            yield ChangedPart(tactic, unknown, wording.UNKNOWN, None, None, None, ())
            continue
        evidence = () if reader.composed.his_side else tuple(filter(reader.has, answer["evidence"]))
        yield ChangedPart(
            tactic,
            answer["answer"],
            reader.text(answer["fact_id"]),
            answer["since"],
            answer["replaced_by"],
            reader.unit(answer["by_unit_id"]),
            evidence,
        )


def _evidenced(changed: Sequence[ChangedPart]) -> str:
    """Say in one sentence whether any change is evidenced at all; that it is not is no accusation."""
    answers = {part.answer for part in changed}
    if answers & {Difference.REDUCED, Difference.STOPPED, Difference.REPLACED}:
        return wording.TACTIC_BY_TACTIC
    return wording.NO_CHANGE if Difference.NONE in answers else wording.UNKNOWN


def _others(reader: _Reader, answers: Iterable[Mapping[Any, Any]]) -> Iterator[OthersPart]:
    for answer in answers:
        person = reader.people.get(str(answer["subject_id"]))
        whose = None if reader.composed.his_side else person or reader.unit(answer["by_unit_id"])
        yield OthersPart(whose, answer["answer"], reader.text(answer["fact_id"]))


# beside them


def _also(reader: _Reader, hung: Iterable[str]) -> Iterator[str]:
    """Yield what else is recorded of change, and short forms of the section; they belong to no assessment."""
    apart = set(hung)
    for fact, line in reader.composed.lines.items():
        place = reader.composed.places.get(fact)
        if place is None:
            if line["section"] == SECTION:
                yield str(line["text"])
        elif place.kind == Kind.CHANGE_EVIDENCE and fact not in apart:
            yield str(line["text"])


def _commitments(reader: _Reader, rows: Rows) -> Iterator[CommitmentPart]:
    given = [row for row in rows.commitments if reader.has(row["fact_id"])]
    for row in sorted(given, key=lambda row: (row["said_on"], row["fact_id"])):
        later = sorted(
            (
                one
                for one in rows.follow_ups
                if one["commitment_id"] == row["fact_id"] and reader.has(one["fact_id"])
            ),
            key=lambda one: (one["seen_on"], one["id"]),
        )
        parts = tuple(FollowUpPart(one["kept"], reader.text(one["fact_id"])) for one in later)
        now = wording.FOLLOWED_UP if parts else wording.UNKNOWN
        yield CommitmentPart(reader.text(row["fact_id"]), reader.day(row["said_on"]), parts, now)


def _goals(reader: _Reader, rows: Rows) -> Iterator[GoalPart]:
    given = (row for row in rows.goals if reader.has(row["fact_id"]))
    for row in sorted(given, key=lambda row: (str(row["due"] or "9"), row["fact_id"])):
        yield GoalPart(
            reader.text(row["fact_id"]),
            reader.text_if(row["outcome_fact_id"]),
            reader.text_if(row["witness_fact_id"]),
            row["status"],
            None if row["due"] is None else reader.day(row["due"]),
        )


def _questions(reader: _Reader) -> Iterator[str]:
    """Yield what may be put to him: of what is on file, only about what he knows agencies hold."""
    yield from wording.ALWAYS_ASKED
    known = {
        tactic
        for fact, place in reader.composed.places.items()
        if place.kind == Kind.BEHAVIOUR and place.he_knows
        for tactic in reader.composed.lines[fact]["tactics"]
    }
    yield from (wording.ABOUT[tactic] for tactic in Tactic if tactic in known)

"""What of change a reader gets, arranged: from lines that were released to them, and from nothing else.

Pure. Closed words hang on facts: they are given to whoever gets the fact in full. What such a reader lacks is
as if nobody had said it, and so is "Unknown.", which is an ordinary answer. Nothing is averaged or merged:
every assessment stands by itself, beside the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharehub.change import wording
from sharehub.change.beside import also, commitments, goals, questions
from sharehub.change.lines_given import Given
from sharehub.change.sections import (
    Assessment,
    AttendancePart,
    ChangedPart,
    ClaimedPart,
    NamedPart,
    OthersPart,
    Sections,
)
from sharehub.change.words import Claim, Difference, Question, Share
from sharehub.language.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sharehub.change.queries import Rows
    from sharehub.disclosure.compose import Composed


def arrange(composed: Composed, rows: Rows, people: Mapping[str, str]) -> Sections:
    """Arrange what a reader was given.

    Args:
        composed: the released lines.
        rows: the closed words of the case.
        people: the part of everybody in the family, by id.
    """
    reader = Given(composed, people)
    hung = {str(row["fact_id"]) for row in (*rows.answers, *rows.follow_ups)}
    return Sections(
        on_file=tuple(sorted(reader.tactics(Kind.BEHAVIOUR))),
        assessments=tuple(_assessments(reader, rows)),
        also=tuple(also(reader, hung)),
        commitments=tuple(commitments(reader, rows)),
        questions=tuple(questions(reader)),
        goals=tuple(goals(reader, rows)),
    )


def _assessments(reader: Given, rows: Rows) -> Iterator[Assessment]:
    by_assessment: dict[Any, list[Mapping[Any, Any]]] = {}
    for row in sorted(rows.answers, key=lambda row: row["number"]):
        if _is_given(reader, row):
            by_assessment.setdefault(row["assessment_id"], []).append(row)
    attended = {row["assessment_id"]: row for row in rows.attendances}
    for row in sorted(rows.assessments, key=lambda row: (row["end"], row["start"], row["id"]), reverse=True):
        answers = by_assessment.get(row["id"])
        if answers:
            yield _assessment(reader, row, answers, attended.get(row["id"]))


def _is_given(reader: Given, row: Mapping[Any, Any]) -> bool:
    """Say whether a reader gets an answer; of a tactic only who reads that tactic on a line of their own."""
    if not reader.has(row["fact_id"]):
        return False
    named = {row["tactic"], row["replaced_by"]} - {None}
    return named <= reader.tactics(Kind.BEHAVIOUR, Kind.CHANGE_EVIDENCE)


def _assessment(
    reader: Given,
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


def _named(reader: Given, answers: Iterable[Mapping[Any, Any]]) -> NamedPart:
    on_file = reader.tactics(Kind.BEHAVIOUR)
    for answer in answers:
        names, denies = (tuple(sorted(on_file & set(answer[which]))) for which in ("named", "denied"))
        return NamedPart(answer["answer"], reader.text(answer["fact_id"]), names, denies, len(on_file))
    return NamedPart(Share.UNKNOWN.value, wording.UNKNOWN, (), (), len(on_file))


def _claimed(reader: Given, answers: Iterable[Mapping[Any, Any]], him: str) -> Iterator[ClaimedPart]:
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


def _changed(reader: Given, answers: Iterable[Mapping[Any, Any]]) -> Iterator[ChangedPart]:
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


def _others(reader: Given, answers: Iterable[Mapping[Any, Any]]) -> Iterator[OthersPart]:
    for answer in answers:
        person = reader.people.get(str(answer["subject_id"]))
        whose = None if reader.composed.his_side else person or reader.unit(answer["by_unit_id"])
        yield OthersPart(whose, answer["answer"], reader.text(answer["fact_id"]))

"""Saying what has changed, by three questions at once; what is not known is said to be unknown.

Nothing here is worked out from anything else: no progress elsewhere, no attendance and no other assessment
changes what somebody has said. Source: domain/documents.md, 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.change import queries
from sharehub.change.answering import answers_of
from sharehub.change.assessing import Changed, Claimed, Named, Others, check_answers
from sharehub.change.lines import keep, whose, written
from sharehub.change.words import Question
from sharehub.errors import Invalid
from sharehub.patterns import held_against
from sharehub.patterns.naming import refuse_outsiders
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sharehub.change.lines import Line
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Attended:
    """How many sessions he was offered, and to how many he came."""

    offered: int
    attended: int


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """What a unit says of his change over a period, by all three questions."""

    start: date
    end: date
    named: Named
    claimed: Sequence[Claimed]
    changed: Sequence[Changed]
    others: Sequence[Others] = ()
    attendance: Attended | None = None
    person: UUID | None = None

    def texts(self) -> dict[str, str | None]:
        """Return everything written, by its field."""
        return written(dict(self._lines()))

    def _lines(self) -> Iterator[tuple[str, Line | None]]:
        yield "named", self.named.words
        for question in (Question.CLAIMED, Question.CHANGED, Question.OTHERS):
            for number, one in enumerate(getattr(self, question.value)):
                yield f"{question.value}.{number}", one.words


def assess(work: Work, actor: Actor, case: UUID, new: NewAssessment, shared: Collection[str] = ()) -> UUID:
    """Record an assessment, each answer as a fact of its own, and publish them.

    Args:
        work: the unit of work.
        actor: who assesses, in whatever kind of programme.
        case: in which case.
        new: the answers.
        shared: fields that share a word with what must not be told: `held_against.shared_by`.

    Raises:
        Invalid: one of the three questions has no answer, somebody or something it names is not of this case,
            or it speaks of somebody outside the family; the field is named.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "assess_change")
    admitted = admit(work, actor, case)
    him = whose(admitted, new.person)
    if not new.start <= new.end <= work.tx.today:
        raise Invalid("end", "a period that is over, and ends after it starts")
    if not new.claimed or not new.changed:
        raise Invalid(
            "claimed" if not new.claimed else "changed", "answer each question; unknown is an answer"
        )
    check_answers(admitted, him, new.claimed, new.changed, new.others)
    refuse_outsiders(admitted, new.texts())
    held_against.refuse(shared)
    identity = work.new_id()
    rows: list[dict[str, Any]] = []
    for number, answer in enumerate(
        answers_of(admitted, him, new.named, new.claimed, new.changed, new.others)
    ):
        fact = keep(admitted, answer.fact)
        rows.append(
            {
                **answer.row(),
                "assessment_id": identity,
                "number": number,
                "case_id": case,
                "fact_id": fact,
            }
        )
    queries.add_assessment(
        work.tx,
        rows,
        id=identity,
        case_id=case,
        unit_id=actor.unit,
        person_id=him,
        start=new.start,
        end=new.end,
        made_by=actor.user,
        made_at=work.tx.now,
    )
    if new.attendance is not None:
        _keep_attendance(work, case, identity, new.attendance, rows)
    admitted.record(Action.CHANGE_ASSESSED, assessment=str(identity), answers=len(rows))
    return identity


def _keep_attendance(
    work: Work, case: UUID, assessment: UUID, attended: Attended, rows: Sequence[dict[str, Any]]
) -> None:
    if not 0 <= attended.attended <= attended.offered:
        raise Invalid("attendance", "no more sessions than he was offered")
    first = {row["question"]: row["fact_id"] for row in reversed(rows)}
    queries.add_attendance(
        work.tx,
        assessment_id=assessment,
        case_id=case,
        offered=attended.offered,
        attended=attended.attended,
        named_fact_id=first["named"],
        claimed_fact_id=first["claimed"],
        changed_fact_id=first["changed"],
    )

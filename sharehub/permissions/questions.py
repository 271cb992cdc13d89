"""Questions to a service about its own work, and what it makes of them: its own facts, or a closed reason."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import Action
from sharehub.cases.admission import Admitted, admit
from sharehub.errors import ChangedSince, Conflict, Forbidden, Invalid, NotFound
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import Kind
from sharehub.notices.tell import Occasion, tell
from sharehub.patterns.queries import current
from sharehub.permissions import queries
from sharehub.permissions.hearing import ANSWERED, DECLINED, OPEN, Ears
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.permissions.queries import Question

ANSWERS = frozenset({Kind.GOAL, Kind.NOTE})
MOST_ANSWERS = 40


class About(StrEnum):
    """What a service may be asked."""

    INTERVENTION_GOALS = "intervention_goals"


class Reason(StrEnum):
    """Why a service gives no answer.

    `needs_permission` is the same whether their client was asked or not, and whatever they said.
    """

    NEEDS_PERMISSION = "needs_permission"
    NOT_OUR_WORK = "not_our_work"
    NO_LONGER_WORKING_WITH_THEM = "no_longer_working_with_them"
    ASK_ANOTHER_SERVICE = "ask_another_service"


def ask(work: Work, actor: Actor, case: UUID, about: About, unit: UUID, due: date) -> UUID:
    """Ask a service something about its own work.

    It is the same whether or not there is such a unit, and whether or not it works with the family.

    Raises:
        Forbidden: the rulebook gives this to other roles, or the actor loads history.
        Invalid: the unit is the actor's own, or the day is over.
    """
    permit(work, actor, "ask_service")
    if actor.importing:
        raise Forbidden("history has no questions")
    admitted = admit(work, actor, case)
    if unit == actor.unit:
        raise Invalid("unit", "another unit than your own")
    if due < work.tx.today:
        raise Invalid("due", "a day that is not over")
    identity = work.new_id()
    queries.add_question(
        work.tx,
        id=identity,
        case_id=case,
        kind=about.value,
        from_unit_id=actor.unit,
        to_unit_id=unit,
        asked_by=actor.user,
        asked_role=actor.role,
        asked_at=work.tx.now,
        due=due,
        status=OPEN,
        revision=1,
        answers=[],
    )
    admitted.record(Action.QUESTION_ASKED, question=str(identity), about=about.value, towards=str(unit))
    if queries.works_on(work.tx, case, unit, work.tx.today):
        tell(work, Occasion.QUESTION_ASKED, identity, case, [unit])
    return identity


def answer(
    work: Work,
    actor: Actor,
    case: UUID,
    question: UUID,
    facts: frozenset[UUID],
    expected: int | None = None,
) -> None:
    """Answer with published facts of the actor's own unit; whoever asked gets of them what the gate lets out.

    Raises:
        NotFound: the actor's unit is asked no such question.
        ChangedSince: it has another revision than the one expected.
        Conflict: it was answered or declined already.
        Invalid: a fact is none of the unit's own, not published, or neither a goal nor a note.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = _waiting(admitted, question, expected)
    if not 0 < len(facts) <= MOST_ANSWERS or not all(_answers(admitted, fact) for fact in facts):
        raise Invalid("facts", "published facts of your own unit: goals or notes")
    _close(admitted, held, ANSWERED, answers=sorted(map(str, facts)))


def decline(
    work: Work, actor: Actor, case: UUID, question: UUID, reason: Reason, expected: int | None = None
) -> None:
    """Say that there will be no answer, for one of the closed reasons.

    Raises:
        NotFound, ChangedSince, Conflict: as `answer`.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = _waiting(admitted, question, expected)
    _close(admitted, held, DECLINED, reason=reason.value)


def questions(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return the questions that the actor's unit asks and is asked, as far as the actor may know.

    Raises:
        NotFound: no such case, or the actor does not work on it.
    """
    admit(work, actor, case)
    ears = Ears(work, actor, case)
    held = [
        one for one in queries.questions(work.tx, case, actor.unit) if one.id > after and ears.knows_of(one)
    ]
    return [_item(ears, actor, question) for question in held[:most]]


def _item(ears: Ears, actor: Actor, question: Question) -> dict[str, Any]:
    status, theirs = ears.status(question), question.to_unit == actor.unit
    return {
        "id": question.id,
        "about": question.kind,
        "for_us": theirs,
        "unit": ears.names(question),
        "due": question.due,
        "status": status,
        "reason": question.reason if status == DECLINED else None,
        # It counts what became of the question, and so would tell whoever asked.
        "revision": question.revision if theirs else None,
    }


def _waiting(admitted: Admitted, question: UUID, expected: int | None) -> Question:
    actor = admitted.actor
    found = queries.questions(admitted.work.tx, admitted.case, actor.unit)
    held = next((one for one in found if one.id == question and one.to_unit == actor.unit), None)
    if held is None:
        raise NotFound("your unit is asked no such question")
    if expected is not None and held.revision != expected:
        raise ChangedSince("the question has changed since you last saw it: look again, then decide anew")
    if held.status != OPEN:
        raise Conflict("answered or declined already")
    return held


def _answers(admitted: Admitted, fact: UUID) -> bool:
    row = current(admitted.work.tx, admitted.case, fact, admitted.actor.unit)
    standing = row is not None and row["published"] is not None and row["retracted"] is None
    return row is not None and standing and row["kind"] in ANSWERS


def _close(admitted: Admitted, held: Question, status: str, **values: object) -> None:
    work, case = admitted.work, admitted.case
    changed = {"status": status, "revision": held.revision + 1, **values}
    queries.change_question(
        work.tx,
        held.id,
        {**changed, "answered_by": admitted.actor.user, "answered_at": work.tx.now},
    )
    admitted.record(Action.QUESTION_ANSWERED, question=str(held.id), status=status)
    asker = Actor(held.asked_by, held.from_unit, held.asked_role)
    after = next(one for one in queries.questions(work.tx, case, held.to_unit) if one.id == held.id)
    # Whoever would not see it answered hears nothing of it either.
    if Ears(work, asker, case).status(after) != OPEN:
        tell(work, Occasion.QUESTION_ANSWERED, held.id, case, [held.from_unit])

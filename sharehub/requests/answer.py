"""What becomes of a request: an answer by facts, a no for a closed reason, or the asker takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import Admitted, admit
from sharehub.disclosure.known import Known
from sharehub.errors import ChangedSince, Conflict, Invalid, NotFound
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import Kind
from sharehub.notices.tell import Occasion, tell
from sharehub.patterns.queries import current
from sharehub.protocols.permits import permit
from sharehub.requests import queries
from sharehub.requests.hearing import Ears
from sharehub.requests.words import ANSWERED, DECLINED, MOST_ANSWERS, OF_WORK, OPEN, WITHDRAWN, About

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.requests.queries import Asked
    from sharehub.requests.words import Reason


def answer(
    work: Work,
    actor: Actor,
    case: UUID,
    request: UUID,
    facts: frozenset[UUID],
    expected: int | None = None,
) -> None:
    """Answer with facts of the actor's own unit; whoever asked gets of them what the gate lets out.

    Raises:
        NotFound: the actor's unit is made no such request, or the actor is not to know of it.
        ChangedSince: it has another revision than the one expected.
        Conflict: it was answered, declined or withdrawn already.
        Invalid: a fact is none of the unit's own, or does not answer what is asked: about its work published
            goals and notes do, of a gap any fact that stands but another gap.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = _waiting(admitted, request, expected)
    if not 0 < len(facts) <= MOST_ANSWERS or not all(_answers(admitted, held, fact) for fact in facts):
        of_gap = held.about == About.GAP
        wanted = "no other gaps" if of_gap else "published goals or notes"
        raise Invalid("answers", f"facts of your own unit that stand: {wanted}")
    _close(admitted, held, ANSWERED, Occasion.REQUEST_ANSWERED, answers=sorted(map(str, facts)))


def decline(
    work: Work, actor: Actor, case: UUID, request: UUID, reason: Reason, expected: int | None = None
) -> None:
    """Say that there will be no answer, for one of the closed reasons.

    Raises:
        NotFound, ChangedSince, Conflict: as `answer`.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = _waiting(admitted, request, expected)
    _close(admitted, held, DECLINED, Occasion.REQUEST_DECLINED, reason=reason.value)


def withdraw(work: Work, actor: Actor, case: UUID, request: UUID) -> None:
    """Take back a request of the actor's unit that stands open as far as the actor knows.

    One that was answered without the actor's hearing of it is taken back like any other, or it would tell.

    Raises:
        Forbidden: the rulebook gives this to other roles.
        NotFound: the actor's unit makes no such request, or the actor is not to know of it.
        Conflict: it was answered, declined or withdrawn already.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    ears = Ears(Known(work, actor, case))
    held = next((one for one in ears.requests() if one.id == request and one.from_unit == actor.unit), None)
    if held is None:
        raise NotFound("your unit makes no such request")
    if ears.status(held) != OPEN:
        raise Conflict("answered, declined or withdrawn already")
    changed = {"status": WITHDRAWN, "revision": held.revision + 1, "reason": None, "answers": []}
    queries.change(work.tx, held.id, changed)
    admitted.record(Action.REQUEST_WITHDRAWN, request=str(held.id))


def _waiting(admitted: Admitted, request: UUID, expected: int | None) -> Asked:
    actor = admitted.actor
    found = Ears(Known(admitted.work, actor, admitted.case)).requests()
    held = next((one for one in found if one.id == request and one.to_unit == actor.unit), None)
    if held is None:
        raise NotFound("your unit is made no such request")
    if expected is not None and held.revision != expected:
        raise ChangedSince("the request has changed since you last saw it: look again, then decide anew")
    if held.status != OPEN:
        raise Conflict("answered, declined or withdrawn already")
    return held


def _answers(admitted: Admitted, held: Asked, fact: UUID) -> bool:
    row = current(admitted.work.tx, admitted.case, fact, admitted.actor.unit)
    if row is None or row["retracted"] is not None:
        return False
    if held.about == About.GAP:
        return bool(row["kind"] != Kind.GAP)
    return row["published"] is not None and row["kind"] in OF_WORK


def _close(admitted: Admitted, held: Asked, status: str, occasion: Occasion, **values: object) -> None:
    work, case = admitted.work, admitted.case
    changed = {"status": status, "revision": held.revision + 1, **values}
    queries.change(
        work.tx,
        held.id,
        {**changed, "answered_by": admitted.actor.user, "answered_at": work.tx.now},
    )
    admitted.record(Action.REQUEST_ANSWERED, request=str(held.id), status=status)
    asker = Actor(held.asked_by, held.from_unit, held.asked_role)
    after = queries.one(work.tx, held.id)
    # Whoever would not see it answered hears nothing of it either.
    ears = Ears(Known(work, asker, case))
    if after is not None and ears.knows_of(after) and ears.status(after) == status:
        tell(work, occasion, held.id, case, [held.from_unit])

"""Reading what a service answered: a release like any other, of those facts and what they travel with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Composed, Wanted, opened, prepare
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.queries import hold_case
from sharehub.disclosure.recording import asking
from sharehub.errors import NotFound
from sharehub.permissions import queries
from sharehub.permissions.hearing import ANSWERED, Ears

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


def read_answer(hub: Hub, actor: Actor, case: UUID, question: UUID, purpose: str) -> Composed | Refused:
    """Decide what of an answer the one who asks may have, record it, and only then open.

    A question without an answer, and one whose answer is not for the actor, give the same: no lines.

    Raises:
        NotFound: the actor's unit asks no such question, or the actor is not to know of it.
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as every reading.
    """
    with asking(hub, actor, Action.DOCUMENT_ASKED, case) as work:
        hold_case(work.tx, case)
        answers = _answers(work, actor, case, question)
        outcome = prepare(
            work,
            actor,
            case,
            Wanted(
                Action.DOCUMENT_ASKED,
                purpose,
                {"document": "answer", "question": str(question)},
                limited_to=answers or frozenset(),
            ),
        )
        if isinstance(outcome, Refused):
            return outcome
        # Only now, so that who does not work on the case is told no more than that.
        if answers is None:
            raise NotFound("your unit asks no such question")
    return opened(hub, outcome, work.entries[-1])


def _answers(work: Work, actor: Actor, case: UUID, question: UUID) -> frozenset[str] | None:
    """Return the facts that the actor may hear of as an answer; None where there is no such question."""
    found = queries.questions(work.tx, case, actor.unit)
    asked = next((one for one in found if one.id == question and one.from_unit == actor.unit), None)
    ears = Ears(work, actor, case)
    if asked is None or not ears.knows_of(asked):
        return None
    return frozenset(map(str, asked.answers)) if ears.status(asked) == ANSWERED else frozenset()

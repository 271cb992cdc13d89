"""Reading what a service answered: a release like any other, of those facts and what they travel with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Composed, Wanted, opened, prepare
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.queries import hold_case
from sharehub.disclosure.recording import asking
from sharehub.permissions import queries
from sharehub.permissions.hearing import ANSWERED, Ears

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


def read_answer(hub: Hub, actor: Actor, case: UUID, question: UUID, purpose: str) -> Composed | Refused:
    """Decide what of an answer the one who asks may have, record it, and only then open.

    A question that is not there, one without an answer, and one whose answer is not for the actor give the
    same: no lines.

    Raises:
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as every reading.
    """
    with asking(hub, actor, Action.DOCUMENT_ASKED, case) as work:
        hold_case(work.tx, case)
        outcome = prepare(
            work,
            actor,
            case,
            Wanted(
                Action.DOCUMENT_ASKED,
                purpose,
                {"document": "answer", "question": str(question)},
                limited_to=_answers(work, actor, case, question),
            ),
        )
    return outcome if isinstance(outcome, Refused) else opened(hub, outcome, work.entries[-1])


def _answers(work: Work, actor: Actor, case: UUID, question: UUID) -> frozenset[str]:
    found = queries.questions(work.tx, case, actor.unit)
    asked = next((one for one in found if one.id == question and one.from_unit == actor.unit), None)
    if asked is None:
        return frozenset()
    ears = Ears(work, actor, case)
    heard = ears.knows_of(asked) and ears.status(asked) == ANSWERED
    return frozenset(map(str, asked.answers)) if heard else frozenset()

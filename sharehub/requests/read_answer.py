"""Reading what is asked about, and what was answered: releases like any other, of those facts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Composed, Wanted, opened, prepare
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.known import Known
from sharehub.disclosure.queries import hold_case
from sharehub.disclosure.recording import asking
from sharehub.errors import NotFound
from sharehub.requests.hearing import Ears
from sharehub.requests.words import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

    Find = Callable[[Work, Actor, UUID, UUID], frozenset[str] | None]


def read_answer(hub: Hub, actor: Actor, case: UUID, request: UUID, purpose: str) -> Composed | Refused:
    """Decide what of an answer the one who asks may have, record it, and only then open.

    A request without an answer, and one whose answer is not for the actor, give the same: no lines.

    Raises:
        NotFound: the actor's unit makes no such request, or the actor is not to know of it.
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as every reading.
    """
    return _read(hub, actor, case, (request, purpose, "answer"), _answers)


def read_gap(hub: Hub, actor: Actor, case: UUID, request: UUID, purpose: str) -> Composed | Refused:
    """Decide what of the gap that is asked about the actor may have, record it, and only then open.

    Raises:
        NotFound: the actor's unit makes and is made no such request, or the actor is not to know of it.
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as every reading.
    """
    return _read(hub, actor, case, (request, purpose, "gap"), _gap)


def _read(hub: Hub, actor: Actor, case: UUID, asked: tuple[UUID, str, str], find: Find) -> Composed | Refused:
    request, purpose, document = asked
    with asking(hub, actor, Action.DOCUMENT_ASKED, case) as work:
        hold_case(work.tx, case)
        facts = find(work, actor, case, request)
        outcome = prepare(
            work,
            actor,
            case,
            Wanted(
                Action.DOCUMENT_ASKED,
                purpose,
                {"document": document, "request": str(request)},
                limited_to=facts or frozenset(),
            ),
        )
        if isinstance(outcome, Refused):
            return outcome
        # Only now, so that who does not work on the case is told no more than that.
        if facts is None:
            raise NotFound("no such request of your unit")
    return opened(hub, outcome, work.entries[-1])


def _answers(work: Work, actor: Actor, case: UUID, request: UUID) -> frozenset[str] | None:
    """Return the facts that the actor may hear of as an answer; None where there is no such request."""
    ears = Ears(Known(work, actor, case))
    asked = next((one for one in ears.requests() if one.id == request and one.from_unit == actor.unit), None)
    if asked is None:
        return None
    return frozenset(map(str, asked.answers)) if ears.status(asked) == ANSWERED else frozenset()


def _gap(work: Work, actor: Actor, case: UUID, request: UUID) -> frozenset[str] | None:
    """Return the gap that is asked about; None where there is no such request."""
    asked = next((one for one in Ears(Known(work, actor, case)).requests() if one.id == request), None)
    if asked is None:
        return None
    return frozenset() if asked.gap is None else frozenset({str(asked.gap)})

"""Trying a draft rulebook over HTTP: all that it would change, held against the hub's own.

Recorded decisions are left to the command: PostgreSQL shows the service's own login none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from policies.difference import Turn
from policies.parse import parse_rulebook
from policies.simulate import differences
from sharehub.acting.once import Admits
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed
from sharehub.audit.entry import Act, Action
from sharehub.cases.queries import oversees
from sharehub.errors import Forbidden
from sharehub.protocols import rulebooks
from sharehub.protocols.api import Document
from sharehub.web.bodies import Body, example

if TYPE_CHECKING:
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

router = APIRouter(prefix="/api/v1", tags=["oversight"], route_class=Governed)


class DraftBody(Body):
    """The text of a draft rulebook, which is tried and not kept."""

    document: Document

    model_config = example(document="id: example\n")


class DifferenceBody(Body):
    """One thing that the draft would change: which way it turns, where, and a sentence for people."""

    turn: Turn
    where: str
    sentence: str


class SimulatedBody(Body):
    """What a draft would change of all that could be asked, whether anybody ever has; what opens comes first.

    `base` is the digest of the hub's own rulebook, which the draft is held against.
    """

    base: str
    draft: str
    differences: list[DifferenceBody]


@router.post("/simulations", response_model=SimulatedBody)
def simulate_a_draft(hub: CurrentHub, actor: CurrentActor, body: DraftBody) -> SimulatedBody:
    """Say what a draft rulebook would change; for the hub's independent officers. Nothing is registered."""
    with hub.acting(actor, Action.SIMULATION_RUN) as work:
        _permit(work, actor)
        draft = parse_rulebook(body.document)
        base = rulebooks.base(work.tx).rulebook
        found = differences(base, draft)
        work.record(
            Act(
                Action.SIMULATION_RUN,
                actor=actor.user,
                unit=actor.unit,
                role=actor.role,
                references={"draft": draft.digest, "rulebook": base.digest, "differences": len(found)},
            )
        )
    return SimulatedBody(
        base=base.digest,
        draft=draft.digest,
        differences=[DifferenceBody(turn=one.turn, where=one.where, sentence=one.sentence) for one in found],
    )


def _permit(work: Work, actor: Actor) -> None:
    """Refuse whoever is no officer of a unit that oversees the hub.

    Raises:
        Forbidden: they are none.
    """
    if not Admits.OFFICERS.admits(actor) or not oversees(work.tx, actor.unit):
        raise Forbidden("this is for the hub's independent officers alone")

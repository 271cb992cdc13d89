"""What each invitee would cost a wall, known before any invitation goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policies.wall import PURPOSE
from sharehub.audit.entry import Action
from sharehub.disclosure.costing import costing
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.letting_out import Recorded, let_out
from sharehub.disclosure.matter import bring
from sharehub.disclosure.portions import Room
from sharehub.disclosure.recording import asking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from policies.vocabulary import Outcome
    from policies.wall import Fall
    from sharehub.audit.log import Entered
    from sharehub.disclosure.rendering import Line
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

Falls = tuple["Mapping[str, Fall]", ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What the wall would lose if this invitee came too: lines as the asker reads them, and what is left.

    `falls` are pairs of a line and what would be left of it on the wall: a gist, or nothing.
    """

    invitee: UUID
    falls: tuple[tuple[Line, Outcome], ...]


@dataclass(frozen=True, slots=True)
class Costed:
    """The cost of each invitee, in the order in which they were named."""

    costs: tuple[Cost, ...]
    entered: Entered


def wall_costs(hub: Hub, actor: Actor, case: UUID, invited: Sequence[Seat]) -> Costed | Refused:
    """Say for each invitee what the wall would lose if they came too.

    Everybody is taken as if invited: working on the case, with the meeting open to their unit; a conflict of
    interest still keeps them from everything. The asker sees only lines that they may read themselves: what
    they may not is in nobody's cost. Whoever works with him is told no cost at all: a line that falls for
    somebody else tells him what others have said.

    Raises:
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as `disclose`.
    """
    with asking(hub, actor, Action.WALL_COST_ASKED, case) as work:
        outcome = _decide_and_record(work, actor, case, invited)
    if isinstance(outcome, Refused):
        return outcome
    recorded, falls = outcome
    lines = let_out(hub, recorded)
    return Costed(
        tuple(
            Cost(
                seat.user, tuple((line, fallen[fact].after) for fact, line in lines.items() if fact in fallen)
            )
            for seat, fallen in zip(invited, falls, strict=True)
        ),
        work.entries[-1],
    )


def _decide_and_record(
    work: Work, actor: Actor, case: UUID, invited: Sequence[Seat]
) -> tuple[Recorded, Falls] | Refused:
    own = Seat(actor.user, actor.unit, actor.role)
    matter = bring(work, actor, Action.WALL_COST_ASKED, case, PURPOSE, [own, *invited])
    asker = matter.loaded.readers[0]
    listener = matter.audience_of(asker)
    refusal = matter.refusal(asker, listener)
    found = costing(
        matter.loaded.readers, matter.ask, matter.loaded.case, matter.protocols, matter.base.table
    )
    told = Room([asker], listener.his_side)
    entry = matter.record(work, told, found.answers, work.new_id(), refusal, found)
    if refusal is not None:
        return Refused(refusal, entry)
    recorded = Recorded(
        case_id=case,
        case=matter.loaded.case,
        answers=found.answers,
        stored=matter.loaded.stored,
        manner=replace(matter.manner(work, listener), readers=frozenset({asker.unit})),
        entry=entry,
        act=matter.act,
        room=told,
    )
    return recorded, found.falls

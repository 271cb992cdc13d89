"""The wall of a case-mapping meeting: what everybody in the room may see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policies.wall import PURPOSE, wall
from sharehub.audit.entry import Action
from sharehub.disclosure.disclose import Decided, Disclosed, Refused
from sharehub.disclosure.hanging import hung
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.letting_out import Recorded, let_out
from sharehub.disclosure.matter import bring
from sharehub.disclosure.portions import Room
from sharehub.disclosure.recording import asking
from sharehub.disclosure.told import told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


def show_wall(hub: Hub, actor: Actor, case: UUID, attendees: Sequence[Seat]) -> Disclosed | Refused:
    """Show what everybody in the room may see: the strictest of the attendees and of the one who shows it.

    Lines in full come with the `place` where they may hang (`sharehub.disclosure.hanging`).

    Args:
        hub: the hub.
        actor: who shows the wall; in the room like everybody else.
        case: of which case.
        attendees: who sits there, each in one role and one unit. With one who does not work on the case in
            that role and unit, nothing hangs.

    Raises:
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as `disclose`.
    """
    with asking(hub, actor, Action.WALL_ASKED, case) as work:
        outcome = _decide_and_record(work, actor, case, attendees)
    if isinstance(outcome, Refused):
        return outcome
    lines = let_out(hub, outcome.recorded)
    return outcome.disclosed(hung(lines, outcome.recorded), work.entries[-1])


def _decide_and_record(work: Work, actor: Actor, case: UUID, attendees: Sequence[Seat]) -> Decided | Refused:
    own = Seat(actor.user, actor.unit, actor.role)
    room = [own, *(seat for seat in attendees if seat != own)]
    matter = bring(work, actor, Action.WALL_ASKED, case, PURPOSE, room)
    readers = matter.loaded.readers
    decided = wall(readers, matter.ask.day, matter.loaded.case, matter.protocols, matter.base.table)
    listeners = [matter.audience_of(reader) for reader in readers]
    refusal = matter.refusal(readers[0], listeners[0])
    release = work.new_id()
    # One reader on his side makes the whole wall one that may say nothing of how things are known.
    strictest = next((one for one in listeners if one.his_side), listeners[0])
    shown_to = Room(readers, strictest.his_side)
    entry = matter.record(work, shown_to, decided.facts, release, refusal)
    if refusal is not None:
        return Refused(refusal, entry)
    recorded = Recorded(
        case_id=case,
        case=matter.loaded.case,
        answers=decided.facts,
        stored=matter.loaded.stored,
        manner=replace(matter.manner(work, strictest), shared=True),
        entry=entry,
        act=matter.act,
        room=shown_to,
        own_may_stand_alone=False,
    )
    return Decided(release, PURPOSE, matter.ask.day, recorded, told(strictest))

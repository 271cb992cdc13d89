"""The wall of a case-mapping meeting, and beforehand what each invitee would cost it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policies.question import Ask, Gate, Span
from policies.vocabulary import Outcome
from policies.wall import PURPOSE, costs, wall
from sharehub.audit.entry import Action
from sharehub.disclosure.disclose import Disclosed, Refused, refuse_importers
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.letting_out import Recorded, let_out
from sharehub.disclosure.matter import bring
from sharehub.disclosure.told import told
from policies.decide import decide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from policies.question import Case, Reader
    from policies.wall import Fall
    from sharehub.disclosure.matter import Matter
    from sharehub.disclosure.rendering import Line
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Cost:
    """What the wall would lose if this invitee came too: lines as the asker reads them, and what becomes of each.

    `falls` are pairs of a line and what would be left of it on the wall: a gist, or nothing.
    """

    invitee: UUID
    falls: tuple[tuple[Line, Outcome], ...]


@dataclass(frozen=True, slots=True)
class Costed:
    """The cost of each invitee, in the order in which they were named."""

    costs: tuple[Cost, ...]
    entry: UUID


def show_wall(hub: Hub, actor: Actor, case: UUID, attendees: Sequence[Seat]) -> Disclosed | Refused:
    """Show what everybody in the room may see: the strictest of the attendees and of the one who shows it.

    Args:
        hub: the hub.
        actor: who shows the wall; in the room like everybody else.
        case: of which case.
        attendees: who sits there, each in one role and one unit.
    """
    refuse_importers(actor)
    with hub.begin() as work:
        outcome = _wall(work, actor, case, attendees)
    if isinstance(outcome, Refused):
        return outcome
    release, ask, recorded, words = outcome
    return Disclosed(release, PURPOSE, ask.day, tuple(let_out(hub, recorded).values()), words, recorded.entry)


def _wall(
    work: Work, actor: Actor, case: UUID, attendees: Sequence[Seat]
) -> tuple[UUID, Ask, Recorded, tuple[str, ...]] | Refused:
    ask = Ask(PURPOSE, work.tx.today)
    own = Seat(actor.user, actor.unit, actor.role)
    matter = bring(work, actor, case, ask, [own, *(seat for seat in attendees if seat != own)])
    readers = matter.loaded.readers
    decided = wall(readers, ask.day, matter.loaded.case, matter.protocols, matter.base.table)
    listeners = [matter.audience_of(reader) for reader in readers]
    refusal = matter.refusal(readers[0], listeners[0])
    release = work.new_id()
    entry = matter.record(work, Action.WALL_ASKED, readers, decided.facts, release, refusal)
    if refusal is not None:
        return Refused(refusal, entry)
    # One reader on his side makes the whole wall one that may say nothing of how things are known.
    strictest = next((one for one in listeners if one.his_side), listeners[0])
    recorded = Recorded(
        case=matter.loaded.case,
        answers=decided.facts,
        rows=matter.loaded.rows,
        manner=replace(matter.manner(work, strictest), shared=True),
        entry=entry,
        act=matter.act,
        own_may_stand_alone=False,
    )
    return release, ask, recorded, told(strictest)


def wall_costs(hub: Hub, actor: Actor, case: UUID, invited: Sequence[Seat]) -> Costed | Refused:
    """Say for each invitee what the wall would lose if they came too, before any invitation goes.

    Everybody is taken as if invited: working on the case, with the meeting open to their unit. The asker sees
    only lines that they may read themselves: what they may not is in nobody's cost.
    """
    refuse_importers(actor)
    with hub.begin() as work:
        outcome = _costs(work, actor, case, invited)
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
        recorded.entry,
    )


def _costs(
    work: Work, actor: Actor, case: UUID, invited: Sequence[Seat]
) -> tuple[Recorded, tuple[Mapping[str, Fall], ...]] | Refused:
    ask = Ask(PURPOSE, work.tx.today)
    matter = bring(work, actor, case, ask, [Seat(actor.user, actor.unit, actor.role), *invited])
    asker, *guests = matter.loaded.readers
    listener = matter.audience_of(asker)
    refusal = matter.refusal(asker, listener)
    room = [asker, *(_as_if_allocated(guest, ask) for guest in guests)]
    falls = costs(room, ask.day, _as_if_convened(matter, room), matter.protocols, matter.base.table)[1:]
    touched = {fact for fallen in falls for fact in fallen}
    own = decide(asker, ask, matter.loaded.case, matter.protocols, matter.base.table)
    answers = {fact: answer for fact, answer in own.facts.items() if fact in touched}
    entry = matter.record(work, Action.WALL_COST_ASKED, [asker], answers, work.new_id(), refusal)
    if refusal is not None:
        return Refused(refusal, entry)
    recorded = Recorded(
        case=matter.loaded.case,
        answers=answers,
        rows=matter.loaded.rows,
        manner=matter.manner(work, listener),
        entry=entry,
        act=matter.act,
    )
    return recorded, falls


def _as_if_allocated(guest: Reader, ask: Ask) -> Reader:
    """Take an invitee as working on the case; a conflict of interest still keeps them from everything."""
    return replace(guest, memberships=(*guest.memberships, Span(ask.day, ask.day)))


def _as_if_convened(matter: Matter, room: Sequence[Reader]) -> Case:
    """Take the meeting as open to everybody's unit."""
    row = matter.audience_of(room[0]).row
    if row is None or row.gate is None:
        return matter.loaded.case
    opening = Gate(row.gate, Span(matter.ask.day, matter.ask.day), frozenset(one.unit for one in room))
    return replace(matter.loaded.case, gates=(*matter.loaded.case.gates, opening))

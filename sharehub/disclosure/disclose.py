"""Asking for a case's pattern: decide, record, and only then open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.decide import decide
from sharehub.audit.entry import Action
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.letting_out import Recorded, let_out
from sharehub.disclosure.matter import bring
from sharehub.disclosure.portions import Room
from sharehub.disclosure.recording import asking
from sharehub.disclosure.told import told, told_by_glass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sharehub.audit.log import Entered
    from sharehub.disclosure.rendering import Line
    from sharehub.disclosure.told import Refusal
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a reader gets: lines in order, and the standing text; never a count or hint of anything else.

    `release` is a random id under which this release can be spoken of; `entered` is its entry in the log, of
    which the reader's system gets a receipt.
    """

    release: UUID
    purpose: str
    day: date
    lines: tuple[Line, ...]
    told: tuple[str, ...]
    entered: Entered

    @property
    def entry(self) -> UUID:
        """The id of its entry, for the log's own readers."""
        return self.entered.id


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer, in words that are the same whatever is there."""

    refusal: Refusal
    entry: UUID


@dataclass(frozen=True, slots=True)
class Decided:
    """A release that was decided and recorded, before anything of it is opened."""

    release: UUID
    purpose: str
    day: date
    recorded: Recorded
    told: tuple[str, ...]

    def disclosed(self, lines: Mapping[str, Line], entered: Entered) -> Disclosed:
        """Return what the reader gets, now that it is opened, under the entry that it is on record by."""
        return Disclosed(self.release, self.purpose, self.day, tuple(lines.values()), self.told, entered)


def disclose(
    hub: Hub, actor: Actor, case: UUID, purpose: str, summary: UUID | None = None
) -> Disclosed | Refused:
    """Decide, record, and only then open.

    A refusal is returned, not raised: raising would roll back its audit entry.

    Args:
        hub: the hub.
        actor: who asks, in one role and one unit.
        case: about which case.
        purpose: for what.
        summary: a rendering of this summary alone, in its author's order; one that is not there is as empty
            as one of which the reader gets nothing.

    Raises:
        Forbidden: the actor is an importer, who never reads.
        KeysUnavailable: nothing was released; the decision stays on record.
        KeyDestroyed: the case was shredded since the decision; nothing was released.
        Tampered: what the reading rests on is not what was stored; nothing was released.
    """
    with asking(hub, actor, Action.PATTERN_ASKED, case) as work:
        outcome = _decide_and_record(work, actor, case, purpose, summary)
    if isinstance(outcome, Refused):
        return outcome
    return outcome.disclosed(let_out(hub, outcome.recorded), work.entries[-1])


def _decide_and_record(
    work: Work, actor: Actor, case: UUID, purpose: str, summary: UUID | None
) -> Decided | Refused:
    seat = Seat(actor.user, actor.unit, actor.role)
    matter = bring(work, actor, Action.PATTERN_ASKED, case, purpose, [seat]).by_glass(work)
    if summary is not None:
        matter = matter.of_summary(work, summary)
    reader = matter.loaded.readers[0]
    decision = decide(reader, matter.ask, matter.loaded.case, matter.protocols, matter.base.table)
    listener = matter.audience_of(reader)
    refusal = matter.refusal(reader, listener)
    release = work.new_id()
    room = Room([reader], listener.his_side)
    entry = matter.record(work, room, decision.facts, release, refusal)
    if refusal is not None:
        return Refused(refusal, entry)
    recorded = Recorded(
        case_id=case,
        case=matter.loaded.case,
        answers=decision.facts,
        stored=matter.loaded.stored,
        manner=matter.manner(work, listener),
        entry=entry,
        act=matter.act,
        by_glass_alone=matter.by_glass_alone(reader),
        room=room,
    )
    said = told_by_glass() if recorded.by_glass_alone else told(listener)
    return Decided(release, purpose, matter.ask.day, recorded, said)

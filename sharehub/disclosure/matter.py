"""One ask, brought before the decision with all it rests on, and the entry that says how it went."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policies.admission import allocated, barred
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.disclosure import queries
from sharehub.disclosure.audience import audience
from sharehub.disclosure.inputs import load
from sharehub.disclosure.recording import channels, decision_record, faulty
from sharehub.disclosure.rendering import Manner
from sharehub.disclosure.told import Refusal
from sharehub.protocols import rulebooks
from sharehub.protocols.in_force import for_units
from policies.vocabulary import WorksWith

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from policies.answer import FactDecision
    from policies.question import Ask, ProtocolInForce, Reader
    from sharehub.disclosure.audience import Audience
    from sharehub.disclosure.inputs import Loaded, Seat
    from sharehub.disclosure.queries import Standing
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.protocols.rulebooks import Compiled

alarm = logging.getLogger("sharehub.alarm")


@dataclass(frozen=True, slots=True)
class Matter:
    """An ask with everything that it is decided from. `act` is what will be recorded of it."""

    actor: Actor
    ask: Ask
    standing: Standing
    loaded: Loaded
    protocols: Sequence[ProtocolInForce]
    base: Compiled
    act: Act

    def audience_of(self, reader: Reader) -> Audience:
        """Return how a release to this reader is written."""
        return audience(reader, self.ask, self.loaded.case, self.protocols, self.base.table)

    def refusal(self, reader: Reader, listener: Audience) -> Refusal | None:
        """Say whether this reader gets any answer at all.

        The role's own limits come first: they tell nothing of the case. Then a case that is not there, one
        that the reader does not work on, and a conflict are all the same.
        """
        if listener.row is None or listener.row.works_with is WorksWith.NONE:
            return Refusal.NOT_FOR_ROLE
        works = allocated(reader.memberships, self.ask.day) and barred(reader, self.ask.day) is None
        if not self.standing.held or not works:
            return Refusal.NOT_YOURS
        return Refusal.GONE if self.standing.shredded else None

    def record(  # noqa: PLR0913 - an entry says these things
        self,
        work: Work,
        action: Action,
        readers: Sequence[Reader],
        answers: Mapping[str, FactDecision],
        release: UUID,
        refusal: Refusal | None = None,
    ) -> UUID:
        """Append the decision's entry with its record; it is durable when the unit of work commits."""
        act = replace(
            self.act,
            action=action,
            outcome=Outcome.REFUSED if refusal else Outcome.FAULT if faulty(answers) else Outcome.DONE,
            references={
                "release": str(release),
                "rulebook": self.base.table.digest,
                "protocols": [f"{protocol.id} {protocol.table.digest}" for protocol in self.protocols],
                "channels": channels(
                    self.ask, self.loaded.case, answers, [reader.unit for reader in readers]
                ),
            },
        )
        record = decision_record(
            readers, self.ask, self.loaded.case, self.protocols, self.base.table.digest, answers
        )
        entry = work.record(act, record)
        if act.outcome is Outcome.FAULT:
            alarm.error("a decision ended in a fault: see entry %s of the log", entry)
        return entry

    def manner(self, work: Work, listener: Audience) -> Manner:
        """Return how the lines of a release to this audience are written."""
        return Manner(
            his_side=listener.his_side,
            purpose=self.ask.purpose,
            reader_unit=self.actor.unit,
            attribution=self.base.rulebook.attribution,
            units=queries.units(work.tx),
            new_id=work.new_id,
        )


def bring(work: Work, actor: Actor, case: UUID, ask: Ask, seats: Sequence[Seat]) -> Matter:
    """Hold the case and read everything that a decision for these seats rests on."""
    standing = queries.hold_case(work.tx, case)
    readable = standing.held and not standing.shredded
    return Matter(
        actor=actor,
        ask=ask,
        standing=standing,
        loaded=load(work.tx, case, seats),
        protocols=for_units(work.tx, frozenset({actor.unit, *(seat.unit for seat in seats)})),
        base=rulebooks.base(work.tx),
        act=Act(
            Action.PATTERN_ASKED,
            actor=actor.user,
            unit=actor.unit,
            role=actor.role,
            purpose=ask.purpose,
            case_alias=work.keys.alias(str(case)) if readable else None,
        ),
    )

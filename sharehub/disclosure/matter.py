"""One ask, brought before the decision with all it rests on, and the entry that says how it went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policies.admission import allocated, barred
from policies.question import Ask
from policies.recorded import Cited, Recorded
from policies.rulebook import Attribution
from policies.vocabulary import WorksWith
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.disclosure import queries
from sharehub.disclosure.audience import audience
from sharehub.disclosure.inputs import Seat, load
from sharehub.disclosure.portions import portions, rows
from sharehub.disclosure.recording import (
    ASKED,
    alarm,
    alias_of,
    channels,
    decision_record,
    faulty,
    used,
)
from sharehub.disclosure.rendering import Manner
from sharehub.disclosure.told import Refusal
from sharehub.protocols import rulebooks
from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from policies.answer import FactDecision
    from policies.question import ProtocolInForce, Reader
    from sharehub.disclosure.audience import Audience
    from sharehub.disclosure.costing import Costing
    from sharehub.disclosure.inputs import Loaded
    from sharehub.disclosure.portions import Room
    from sharehub.disclosure.queries import Standing
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.protocols.rulebooks import Compiled

UNKNOWN = "unknown"
"""What is recorded in place of a purpose that no rulebook has: it may be any text, a name among them."""


@dataclass(frozen=True, slots=True)
class Matter:
    """An ask with everything that it is decided from. `act` is what will be recorded of it."""

    case: UUID
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
        that the reader does not work on, and a conflict are all the same; with a broken glass they all get
        the same answer instead, which holds what it opens, or nothing.
        """
        if listener.row is None or listener.row.works_with is WorksWith.NONE:
            return Refusal.NOT_FOR_ROLE
        if not self._works(reader):
            return None if self.glass() else Refusal.NOT_YOURS
        return Refusal.GONE if self.standing.shredded else None

    def glass(self) -> list[str]:
        """Return the ids of the reader's break-glass decisions that run and name this purpose."""
        return sorted(one.id for one in self.loaded.case.break_glass if self.ask.purpose in one.purposes)

    def by_glass_alone(self, reader: Reader) -> bool:
        """Say whether a broken glass is all that lets this reader ask: then nothing may tell of the case."""
        return bool(self.glass()) and not self._works(reader)

    def _works(self, reader: Reader) -> bool:
        works = allocated(reader.memberships, self.ask.day) and barred(reader, self.ask.day) is None
        return self.standing.held and works

    def by_glass(self, work: Work) -> Matter:
        """Return the matter with what the asker's broken glass lifts at this moment."""
        seat = Seat(self.actor.user, self.actor.unit, self.actor.role)
        matter = replace(self, loaded=self.loaded.by_glass(work.tx, self.case, seat))
        broken = matter.glass()
        if not broken:
            return matter
        return replace(matter, act=replace(self.act, references={**self.act.references, "glass": [*broken]}))

    def of_summary(self, work: Work, summary: UUID) -> Matter:
        """Return the matter of a rendering of one summary; one that is not there is one without facts."""
        places = queries.summary_places(work.tx, self.case, summary)
        act = replace(self.act, references={**self.act.references, "summary": str(summary)})
        return replace(self, loaded=self.loaded.only(places), act=act)

    def limited(self, facts: Collection[str]) -> Matter:
        """Return the matter of these facts alone."""
        return replace(self, loaded=self.loaded.limited(facts))

    def record(
        self,
        work: Work,
        room: Room,
        answers: Mapping[str, FactDecision],
        release: UUID,
        refusal: Refusal | None,
        costed: Costing | None = None,
        decided_for: Sequence[Reader] | None = None,
    ) -> UUID:
        """Append the decision's entry, its record and every unit's portion; durable when the work commits.

        `costed` is what the answers come from where somebody asked for the cost of inviting. `decided_for`
        are the readers where these are not the ones who hear it now.
        """
        readers = room.readers if decided_for is None else decided_for
        fault = self.loaded.flawed or faulty(answers)
        act = replace(
            self.act,
            outcome=Outcome.FAULT if fault else Outcome.REFUSED if refusal else Outcome.DONE,
            references={
                **self.act.references,
                "release": str(release),
                "rulebook": self.base.table.digest,
                "protocols": [
                    f"{protocol.id} {protocol.table.digest}" for protocol in used(answers, self.protocols)
                ],
                "channels": channels(self.ask, self.loaded.case, answers, self.protocols, readers),
                **({} if refusal is None else {"refusal": refusal.value}),
            },
        )
        recorded = Recorded(
            asked=ASKED[act.action],
            readers=tuple(readers),
            ask=self.ask,
            case=self.loaded.case,
            protocols=tuple(map(Cited.of, self.protocols)),
            base=self.base.table.digest,
            answers=answers,
            invited=costed.invited if costed else (),
            falls=costed.falls if costed else (),
        )
        entry = work.record(act, decision_record(recorded))
        divided = portions(room, self.loaded.held(), answers, refused=refusal is not None)
        queries.add_portions(work.tx, rows(entry, work.tx.now, act, divided, refused=refusal is not None))
        if fault:
            alarm.error("a decision ended in a fault: see entry %s of the log", entry)
        return entry

    def manner(self, work: Work, listener: Audience) -> Manner:
        """Return how the lines of a release to this audience are written."""
        attribution = self._attribution(work)
        return Manner(
            his_side=listener.his_side,
            purpose=self.ask.purpose,
            readers=frozenset(reader.unit for reader in self.loaded.readers),
            parties={protocol.id: protocol.parties for protocol in self.protocols},
            show=attribution.show,
            units=queries.units(work.tx, self.case, attribution.discreet_roles),
            new_id=work.new_id,
        )

    def _attribution(self, work: Work) -> Attribution:
        """Return what may be told of how things are known; where rulebooks differ the more silent wins."""
        digests = {self.base.table.digest} | {
            protocol.table.digest for protocol in self.protocols if self.ask.purpose in protocol.purposes
        }
        said = [rulebooks.held(work.tx, digest).rulebook.attribution for digest in sorted(digests)]
        return Attribution(
            show=frozenset.intersection(*(one.show for one in said)),
            discreet_roles=frozenset.union(*(one.discreet_roles for one in said)),
        )


def bring(
    work: Work, actor: Actor, action: Action, case: UUID, purpose: str, seats: Sequence[Seat]
) -> Matter:
    """Hold the case and read everything that a decision for these seats rests on."""
    base = rulebooks.base(work.tx)
    # The case before the protocols, as whoever acts upon it does: nobody waits in a circle.
    held = queries.hold_case(work.tx, case)
    protocols = for_units(work.tx, frozenset({actor.unit, *(seat.unit for seat in seats)}))
    tables = (base.table, *(protocol.table for protocol in protocols))
    known = any(purpose == asked for table in tables for _, asked in table.rows)
    ask = Ask(purpose if known else UNKNOWN, work.tx.today)
    alias, standing = alias_of(work, case, held)
    loaded = load(work.tx, case, seats)
    if standing.shredded:
        loaded = loaded.only({})
    act = Act(
        action, actor=actor.user, unit=actor.unit, role=actor.role, purpose=ask.purpose, case_alias=alias
    )
    return Matter(case, actor, ask, standing, loaded, protocols, base, act)

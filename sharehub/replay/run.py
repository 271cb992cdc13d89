"""The replay: every recorded decision is decided again from its record, and each difference told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action, Outcome
from sharehub.disclosure.recording import alarm
from sharehub.replay.again import decide_again
from sharehub.replay.comparing import differences
from sharehub.replay.reading import Flaw, each
from sharehub.replay.rulebooks import CitedRulebooks

if TYPE_CHECKING:
    from uuid import UUID

    from policies.recorded import Recorded
    from sharehub.audit.entry import Value
    from sharehub.hub import Hub
    from sharehub.replay.comparing import Difference
    from sharehub.replay.reading import Said, Window

MOST_TOLD = 1_000
"""Differences and flaws that are told one by one; beyond that they are counted, so that memory has an end."""


@dataclass(slots=True)
class Tally:
    """What a replay has found so far.

    `decisions` and `facts` count what was decided again; `without` the records that hold no decision, beside
    entries of faults; `differing` the decisions that differ, `flawed` those that could not be decided again.
    """

    decisions: int = 0
    facts: int = 0
    without: int = 0
    differing: int = 0
    flawed: int = 0
    found: int = 0
    told: list[Difference | Flaw] = field(default_factory=list)

    def tell(self, found: Difference | Flaw) -> None:
        """Keep one thing found, or only count it when there have been too many."""
        self.found += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(found)

    def counts(self) -> dict[str, Value]:
        """Return the counts that go into the log."""
        return {
            "decisions": self.decisions,
            "facts": self.facts,
            "without_decision": self.without,
            "differing": self.differing,
            "flawed": self.flawed,
        }


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found, and its own entry in the log."""

    entry: UUID
    tally: Tally


def replay(hub: Hub, window: Window) -> Replayed:
    """Decide every decision of the window again, by the rulebooks that it cites.

    That somebody looked, and how much was found, is in the log before anything of it is told; whatever is
    found is alarmed.

    Raises:
        Invalid: the window ends before it begins.
    """
    tally, rulebooks = Tally(), CitedRulebooks(hub)
    for said in each(hub, window):
        _replay(said, rulebooks, tally)
    act = Act(
        Action.REPLAY_RUN,
        Outcome.FAULT if tally.found else Outcome.DONE,
        references={**window.days(), **tally.counts()},
    )
    with hub.begin() as work:
        entry = work.record(act)
    if tally.found:
        alarm.error("recorded decisions are not what is decided now: see entry %s of the log", entry)
    return Replayed(entry, tally)


def _replay(said: Said, rulebooks: CitedRulebooks, tally: Tally) -> None:
    if said.flaw is not None:
        tally.flawed += 1
        tally.tell(said.flaw)
    elif said.recorded is None:
        tally.without += 1
    elif wrong := rulebooks.wrong(said.recorded):
        tally.flawed += 1
        for digest, what in wrong.items():
            tally.tell(Flaw(said.entry, what, digest))
    else:
        _decide(said.entry, said.recorded, rulebooks, tally)


def _decide(entry: UUID, recorded: Recorded, rulebooks: CitedRulebooks, tally: Tally) -> None:
    tally.decisions += 1
    tally.facts += len(recorded.answers)
    before = tally.found
    for difference in differences(entry, recorded, decide_again(recorded, rulebooks.table)):
        tally.tell(difference)
    tally.differing += tally.found > before

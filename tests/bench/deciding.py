"""How long one decision takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policies.decide import decide
from sharehub.audit.entry import Action
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.matter import bring
from tests.bench.spread import Spread, timed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.question import Ask, Case, ProtocolInForce, Reader
    from policies.table import Table
    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Effort

CONSENT_EVENTS = 10
MICROSECONDS = 1e6


@dataclass(frozen=True, slots=True)
class Question:
    """Everything one decision takes."""

    reader: Reader
    ask: Ask
    case: Case
    protocols: tuple[ProtocolInForce, ...]
    base: Table

    def __call__(self) -> None:
        """Decide every fact."""
        decide(self.reader, self.ask, self.case, self.protocols, self.base)


def deciding(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure the pure decision, for every reader and purpose that the case file expects something of."""
    effort = replace(effort, calls=effort.calls * 5)
    found: list[tuple[str, Spread]] = []
    shape = ""
    for expectation in stage.file.expectations:
        stage.put_clock(expectation.day)
        question = _question(stage, expectation.reader, expectation.purpose)
        facts = len(question.case.facts)
        shape = f"{facts} facts, {len(question.case.consent_events)} consent events"
        name = f"{expectation.reader}, {expectation.purpose}, {expectation.day}"
        found.append((name, timed(question, effort).times(MICROSECONDS / facts)))
    yield f"µs per fact, for {shape}; {effort.rounds} rounds of {effort.calls} calls:"
    for name, spread in found:
        yield f"  {name:<52} {spread}"
    yield f"  {'all of these':<52} {Spread.of([spread.middle for _, spread in found])}"


def _question(stage: Stage, reader: str, purpose: str) -> Question:
    actor = stage.readers[reader]
    seat = Seat(actor.user, actor.unit, actor.role)
    with stage.hub.begin() as work:
        matter = bring(work, actor, Action.PATTERN_ASKED, stage.case, purpose, [seat])
    case = matter.loaded.case
    # The file has fewer events than the measure asks for: the last is said again on its day.
    events = list(case.consent_events)
    while len(events) < CONSENT_EVENTS:
        events.append(replace(events[-1], id=f"{events[-1].id}-again"))
    return Question(
        matter.loaded.readers[0],
        matter.ask,
        replace(case, consent_events=tuple(events)),
        tuple(matter.protocols),
        matter.base.table,
    )

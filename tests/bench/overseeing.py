"""How long an officer's questions take of a long log: the whole look, its own entry in the log included."""

from __future__ import annotations

import gc
from dataclasses import replace
from math import ceil
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.oversight.acts.questions import Acts, OutOfHours, Readings
from sharehub.oversight.counts.questions import Bulk, HeatMap
from sharehub.oversight.looking import ask
from sharehub.oversight.standing.questions import ConsentsEnding, ProtocolsLapsing, SinceExcluded
from tests.bench.long_log import NAMED, TO_A_CASE, fill
from tests.bench.readings import MILLISECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from sharehub.oversight.looking import Question
    from tests.bench.long_log import LongLog
    from tests.bench.spread import Effort

PAGE, DEEP = 50, 20
"""Items of a page, and how many pages lie before a deep one."""
PERCENTILE = 0.95

QUESTIONS: dict[str, Callable[[LongLog, int], Question]] = {
    "a case": lambda log, turn: Acts("case", case=log.families[turn % NAMED].case),
    "a person": lambda log, turn: Acts("user", user=log.people[turn % len(log.people)].user),
    "a unit": lambda log, turn: Acts("unit", unit=log.officers[1 + turn % (len(log.officers) - 1)].unit),
    "looks at patterns": lambda _log, _turn: Acts("action", action=Action.PATTERN_ASKED),
    "acts of another kind": lambda _log, _turn: Acts("action", action=Action.FACT_PUBLISHED),
    "refusals": lambda _log, _turn: Acts("refusals", refused=True),
    "out of hours, 7 days": lambda _log, _turn: OutOfHours(),
    "bulk, 7 days": lambda _log, _turn: Bulk(),
    "who had read a fact": lambda log, turn: Readings(_fact(log, turn)),
    "counts, 7 days": lambda _log, _turn: HeatMap(),
    "people since excluded": lambda _log, _turn: SinceExcluded(),
    "consents ending": lambda _log, _turn: ConsentsEnding(),
    "protocols lapsing": lambda _log, _turn: ProtocolsLapsing(),
}


def _fact(log: LongLog, turn: int) -> UUID:
    owned = [fact for facts in log.families[turn % NAMED].facts.values() for fact in facts]
    return owned[turn % len(owned)]


def overseeing(hub: Hub, clock: SteppedClock, effort: Effort, asking: Hub | None = None) -> Iterator[str]:
    """Fill a hub with a long log, and measure each question; `asking` is the same hub by another login."""
    began = perf_counter()
    entries = effort.cases * TO_A_CASE
    log = fill(hub, clock, entries)
    # What the measuring itself holds is not the hub's, whose collector of cycles need not go through it.
    gc.collect()
    gc.freeze()
    yield f"{entries} entries of a year, filled in {perf_counter() - began:.0f} s; pages of {PAGE}"
    for who, officer in (("of the hub", log.officers[0]), ("of a unit", log.officers[1])):
        for name in QUESTIONS:
            yield from _measured(replace(log, hub=asking or hub), officer, (who, name), effort)


def _measured(log: LongLog, officer: Actor, what: tuple[str, str], effort: Effort) -> Iterator[str]:
    who, name = what
    first, deep, items = [], [], 0
    # Walking there takes longer than the page that is measured, and many turns ask the same.
    before: dict[Question, UUID | None] = {}
    for turn in range(effort.rounds * effort.calls):
        question = QUESTIONS[name](log, turn)
        took, found = _timed(log.hub, officer, question, None)
        first.append(took)
        items = max(items, found)
        if question not in before:
            before[question] = _deep(log.hub, officer, question)
        if (after := before[question]) is not None:
            deep.append(_timed(log.hub, officer, question, after)[0])
    for place, times in (("first page", first), ("deep page", deep)):
        if times:
            within = sorted(times)[ceil(PERCENTILE * len(times)) - 1] * MILLISECONDS
            middle, most = median(times) * MILLISECONDS, max(times) * MILLISECONDS
            yield (
                f"  officer {who}, {name}, {place}: {middle:.1f} ms, 95 of 100 within {within:.1f}"
                f" ({min(times) * MILLISECONDS:.1f} to {most:.1f}); {items} items"
            )


def _timed(hub: Hub, officer: Actor, question: Question, after: UUID | None) -> tuple[float, int]:
    start = perf_counter()
    found = ask(hub, officer, question, after, PAGE + 1)
    return perf_counter() - start, len(found)


def _deep(hub: Hub, officer: Actor, question: Question) -> UUID | None:
    """Return the last item before a deep page, where there are so many."""
    found = ask(hub, officer, question, None, PAGE * DEEP)
    return found[-1].get("id") if len(found) == PAGE * DEEP else None

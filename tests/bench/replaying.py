"""How long it takes to decide recorded decisions again, beside deciding the same with everything at hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import select

from policies.recorded import Asked
from policies.recorded_text import read_record
from sharehub.audit import log
from sharehub.audit.entry import Act, Action
from sharehub.database.schema import DecisionRecord
from sharehub.disclosure.disclose import disclose
from sharehub.replay.again import decide_again
from sharehub.replay.reading import Window
from sharehub.replay.rulebooks import CitedRulebooks
from sharehub.replay.run import replay
from tests.bench.family import reading
from tests.bench.spread import compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sharehub.hub import Hub
    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Effort

FACTS_A_CASE = 10
"""Recorded fact decisions for each case of the big hub: a hundred thousand, where that has ten thousand."""

ROUNDS = 5
MICROSECONDS = 1e6
HUNDRED_THOUSAND = 100_000


def replaying(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure a replay of readings of the shipped case, over and over under entries of their own."""
    effort = replace(effort, rounds=min(effort.rounds, ROUNDS), calls=1)
    distinct = _asked(stage)
    decisions = max(len(distinct), effort.cases * FACTS_A_CASE // len(stage.facts))
    facts = decisions * len(stage.facts)
    with stage.hub.begin() as work:
        for body in islice(cycle(distinct), decisions - len(distinct)):
            log.append(work.tx, Act(Action.PATTERN_ASKED), stage.hub.random, body)
    tally = replay(stage.hub, Window()).tally
    if (tally.decisions, tally.facts, tally.found) != (decisions, facts, 0):
        raise AssertionError("a replay of what was just decided must agree with it")
    found = compared(lambda: replay(stage.hub, Window()), _alone(stage.hub, distinct, decisions), effort)
    yield f"{decisions} decisions on {facts} facts; {effort.rounds} rounds"
    yield f"  {'replay':<20} {found.ours.times(MICROSECONDS / facts)} µs a fact"
    yield f"  {'deciding alone':<20} {found.bare.times(MICROSECONDS / facts)} µs a fact"
    yield f"  {'RATIO':<20} {found.ratio}; of the fastest rounds {found.ours.least / found.bare.least:.2f}"
    yield f"  {'for 100,000 facts':<20} {found.ours.times(HUNDRED_THOUSAND / facts)} s"


def _asked(stage: Stage) -> list[bytes]:
    """Ask everything that the case file expects something of, and return what is on record of it."""
    for expectation in stage.file.expectations:
        ask = reading(stage, expectation)
        disclose(stage.hub, ask.actor, stage.case, ask.purpose)
    with stage.hub.begin() as work:
        return list(work.tx.session.scalars(select(DecisionRecord.body)))


def _alone(hub: Hub, distinct: list[bytes], decisions: int) -> Callable[[], None]:
    """Return what decides as many of the same decisions, read and with their rulebooks at hand."""
    known = CitedRulebooks(hub)
    recorded = [read_record(orjson.loads(body), Asked.PATTERN) for body in distinct]
    known.wrong(recorded[0])

    def decide_all() -> None:
        for one in islice(cycle(recorded), decisions):
            decide_again(one, known.table)

    return decide_all

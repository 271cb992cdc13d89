"""The shipped synthetic case on a hub, its history played through the use cases; and asking about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.clock import SteppedClock
from sharehub.demo.story import case_file
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.history import happenings, record_facts
from sharehub.rehearsal.stage import set_stage

if TYPE_CHECKING:
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from sharehub.rehearsal.parts import Expectation
    from sharehub.rehearsal.stage import Stage


def clock() -> SteppedClock:
    """Return a clock that stands before anything that the case holds."""
    return SteppedClock(datetime(1900, 1, 1, 12, tzinfo=UTC))


def settle(hub: Hub) -> Stage:
    """Let everything of the case have happened; the hub's clock must be one of `clock`."""
    if not isinstance(hub.clock, SteppedClock):
        raise TypeError("the family lives by a clock that can be put")
    text = rulebook_text()
    rulebook = parse_rulebook(text)
    stage = set_stage(hub, hub.clock, parse(case_file(), rulebook), text, rulebook)
    record_facts(stage)
    for happening in happenings(stage):
        stage.put_clock(happening.day)
        with hub.begin() as work:
            happening.act(work)
    return stage


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's ask for one purpose, on the day that the clock was put to."""

    stage: Stage
    actor: Actor
    purpose: str

    def disclosed(self) -> Disclosed:
        """Ask through the one door out."""
        outcome = disclose(self.stage.hub, self.actor, self.stage.case, self.purpose)
        if not isinstance(outcome, Disclosed):
            raise TypeError("a reading that is measured gets an answer")
        return outcome

    def __call__(self) -> bytes:
        """Ask, and return the JSON that goes over the wire."""
        return wire(self.disclosed())


def reading(stage: Stage, expectation: Expectation) -> Reading:
    """Return a reading of the case file, having put the clock to its day."""
    stage.put_clock(expectation.day)
    return Reading(stage, stage.readers[expectation.reader], expectation.purpose)


def wire(outcome: Disclosed) -> bytes:
    """Return an answer as the JSON interface writes it."""
    return orjson.dumps(
        {
            "release": outcome.release,
            "purpose": outcome.purpose,
            "day": outcome.day,
            "lines": outcome.lines,
            "told": outcome.told,
        }
    )

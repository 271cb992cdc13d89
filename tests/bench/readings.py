"""How long a governed reading takes, beside a bare function that reads, writes and answers the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from tests.bench.family import reading
from tests.bench.plain import plain_reading
from tests.bench.spread import compared, timed
from tests.bench.statements import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.rehearsal.parts import Expectation
    from sharehub.rehearsal.stage import Stage
    from tests.bench.bare import BareReading
    from tests.bench.family import Reading
    from tests.bench.plain import PlainReading
    from tests.bench.spread import Compared, Effort

MEASURED = (("csw", "child_protection"), ("respekt", "programme_referral"))
"""The readings measured: one by those who protect, and one by his side, who get less and in other words."""

MILLISECONDS, MICROSECONDS = 1e3, 1e6


def readings(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure what governing a reading costs."""
    facts = len(stage.facts)
    for expectation in measured(stage):
        governed = reading(stage, expectation)
        plain = plain_reading(governed)
        bare = plain.bare
        yield f"{expectation.reader}, {expectation.purpose}, {expectation.day}: {facts} facts"
        yield from _sameness(governed, bare)
        yield from _sameness(governed, plain)
        yield "  beside an ordinary function"
        yield from lines_of(compared(governed, plain, effort), "reading")
        yield "  beside the same statements replayed, built beforehand"
        found = compared(governed, bare, effort)
        yield from lines_of(found, "reading")
        yield f"  overhead per fact    {found.more.times(MICROSECONDS / facts)} µs"
        writes = timed(replace(bare, reads=(), lines=()), effort)
        yield f"  writes and commit    {writes.times(MILLISECONDS)} ms, of the bare reading and of ours"


def measured(stage: Stage) -> list[Expectation]:
    """Return the readings to measure; of several alike the last, when most has happened."""
    by_kind = {(one.reader, one.purpose): one for one in stage.file.expectations}
    return [by_kind[kind] for kind in MEASURED]


def lines_of(found: Compared, what: str) -> Iterator[str]:
    """Write what was compared."""
    yield f"  {'governed ' + what:<20} {found.ours.times(MILLISECONDS)} ms"
    yield f"  {'bare ' + what:<20} {found.bare.times(MILLISECONDS)} ms"
    yield ratio_of(found)


def ratio_of(found: Compared) -> str:
    """Write a ratio. That of the fastest rounds is the one that other work on the machine disturbs least."""
    return f"  {'RATIO':<20} {found.ratio}; of the fastest rounds {found.ours.least / found.bare.least:.2f}"


def _sameness(governed: Reading, bare: BareReading | PlainReading) -> Iterator[str]:
    """Hold the two against each other: the same statements, and the same JSON but for ids made at random."""
    engine = governed.stage.hub.engine
    with watched(engine) as by_ours:
        ours = orjson.loads(governed())
    with watched(engine) as by_bare:
        theirs = orjson.loads(bare())
    if by_ours.counts() != by_bare.counts() or by_ours.tables() != by_bare.tables():
        raise AssertionError("the bare function does not execute what the governed reading does")
    if by_ours.sent_texts() != by_bare.sent_texts():
        raise AssertionError("the bare function sends the driver other statements")
    if _without_ids(ours) != _without_ids(theirs):
        raise AssertionError("the bare function does not answer what the governed reading does")
    for name, seen, answer in (("governed", by_ours, ours), ("bare", by_bare, theirs)):
        size = len(orjson.dumps(answer))
        yield f"  {name}: {seen.counts()}; {len(answer['lines'])} lines, {size} bytes"


def _without_ids(answer: dict[str, object]) -> dict[str, object]:
    """Return an answer without the ids that are drawn anew for each; every id is a UUID, and as long."""
    lines = answer["lines"]
    if not isinstance(lines, list):
        raise TypeError("an answer holds lines")
    return {
        **answer,
        "release": None,
        "lines": sorted(orjson.dumps({**line, "id": None}, option=orjson.OPT_SORT_KEYS) for line in lines),
    }

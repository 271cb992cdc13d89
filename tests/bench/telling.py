"""What notices add to a publication: the same fact, published as news that somebody hears of, and as none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharehub.database.schema import OutboxTask
from sharehub.language.vocabulary import Tactic
from tests.bench.publishing import AUTHOR, DAY, Publishing, behaviour
from tests.bench.readings import lines_of
from tests.bench.spread import compared
from tests.bench.statements import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Effort


def telling(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure a publication with its notifications beside one without; what is told is decided after it."""
    stage.put_clock(DAY)
    fact = behaviour(stage)
    silent = Publishing(stage, stage.readers[AUTHOR], fact)
    told = replace(silent, new=replace(fact, tactics=frozenset({Tactic.BREACH})))
    silent()
    told()
    with watched(stage.hub.engine) as by_told:
        told()
    with watched(stage.hub.engine) as by_silent:
        silent()
    more = set(by_told.tables()) - set(by_silent.tables())
    if more != {OutboxTask.__tablename__}:
        raise AssertionError("a publication with its notifications writes something else than their work")
    yield f"told: {by_told.counts()}"
    yield f"silent: {by_silent.counts()}"
    yield from lines_of(compared(told, silent, effort), "publishing with its notifications")

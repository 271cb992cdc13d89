"""Whether a reading takes longer on a hub with thousands of families than on one with ten."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import orjson

from tests.bench.crowd import FACTS, fill
from tests.bench.family import reading
from tests.bench.readings import MILLISECONDS, measured, ratio_of
from tests.bench.spread import compared
from tests.bench.statements import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from sharehub.rehearsal.stage import Stage
    from tests.bench.family import Reading
    from tests.bench.spread import Effort

SMALL = 10
FEW = frozenset({"units", "rulebooks", "protocols", "protocol_parties", "protocol_signatures", "users"})
"""Tables that grow with the partnership and not with the families: reading one of them whole is no matter."""


def crowded(small: Stage, big: Stage, effort: Effort) -> Iterator[str]:
    """Measure a reading of the same family on both hubs, and look at how its selects are answered."""
    start = perf_counter()
    rows = [fill(stage, cases) for stage, cases in ((small, SMALL), (big, effort.cases))][-1]
    seconds = perf_counter() - start
    yield f"{effort.cases} cases beside {SMALL}: {rows} rows added in {seconds:.1f} s, {FACTS} facts a case"
    yield "the family that is read is real; the others are copies of rows, which nobody reads or could open"
    for expectation in measured(big)[:1]:
        found = compared(reading(big, expectation), reading(small, expectation), effort)
        yield f"  {f'on {effort.cases} cases':<20} {found.ours.times(MILLISECONDS)} ms"
        yield f"  {f'on {SMALL} cases':<20} {found.bare.times(MILLISECONDS)} ms"
        yield ratio_of(found)
        yield from _plans(reading(big, expectation))


def _plans(of: Reading) -> Iterator[str]:
    """Say which tables a select reads from end to end although they grow with the families."""
    engine = of.stage.hub.engine
    with watched(engine) as seen:
        of()
    whole: list[str] = []
    with engine.begin() as connection:
        for text, values in seen.sent_reads():
            whole += [table for table in _read_whole(connection, text, values) if table not in FEW]
    yield f"  {len(seen.sent_reads())} selects explained; read from end to end: {', '.join(whole) or 'none'}"


def _read_whole(connection: Connection, text: str, values: Any) -> list[str]:
    if connection.dialect.name == "sqlite":
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).mappings()
        return [words[1] for words in (str(step["detail"]).split() for step in steps) if _is_scan(words)]
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {text}", values).scalar_one()
    return _sequential((orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _is_scan(words: list[str]) -> bool:
    """Say whether a step of SQLite's plan reads a table from end to end, index or not."""
    return words[0] == "SCAN" and words[1] != "CONSTANT"


def _sequential(node: dict[str, Any]) -> list[str]:
    below = [table for child in node.get("Plans", []) for table in _sequential(child)]
    return below + ([node["Relation Name"]] if node["Node Type"] == "Seq Scan" else [])

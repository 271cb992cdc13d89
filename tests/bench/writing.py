"""What the log adds to a business transaction, and how soon a commit is in the tree, with many writers."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep, time
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import insert, select, text

from sharehub.audit import log_keys, tree
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.clock import SystemClock
from sharehub.database.schema import Case, Fact, FactVersion, LogLeaf
from sharehub.log_keeping import sequencing
from tests.bench.spread import Spread
from tests.bench.writers import TABLES, Crowd, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.hub import Hub
    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Effort

SECONDS = 0.2
"""Of each way to log, in each round, for every call that is made elsewhere."""
LOOKS = 0.005
"""Seconds between two looks at the newest checkpoint."""
SLOWER_MS = 5
SLOW_COMMITS = f"-c commit_delay={SLOWER_MS * 1000} -c commit_siblings=0"
"""Settings of a connection whose commits wait before they are durable, as for a replica that must answer."""


def writing(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure on PostgreSQL: ours beside a plain row and beside chains, in turns; then until a checkpoint.

    A chain is held up by its commits, of which it can have one at a time. Once with this machine's disk,
    whose commits cost almost nothing, and once with commits as long as a second server far away makes them.
    """
    seconds = SECONDS * effort.calls
    rounds = f"{_rounds(effort)} rounds of {seconds:.1f} s"
    yield f"{effort.writers} writers publish facts, each of its own case; {rounds}"
    with _crowd(stage, effort.writers) as crowd:
        yield "  with this machine's commits"
        yield from _beside(crowd, effort, seconds)
        yield from _to_checkpoint(stage.hub, crowd, seconds * 4)
    with _crowd(stage, effort.writers, SLOW_COMMITS) as crowd:
        yield f"  with commits {SLOWER_MS} ms longer (PostgreSQL's commit_delay)"
        yield from _beside(crowd, effort, seconds)


def _rounds(effort: Effort) -> int:
    return max(1, effort.rounds // 4)


def _beside(crowd: Crowd, effort: Effort, seconds: float) -> Iterator[str]:
    crowd.write("ours", 0.3)
    rates: dict[str, list[float]] = {}
    for number in range(_rounds(effort)):
        ways = ("ours", "plain", "chain", "chain first")
        for how in ways if number % 2 else ways[::-1]:
            rates.setdefault(how, []).append(len(crowd.write(how, seconds)) / seconds)
    for how, found in rates.items():
        yield f"    {how}: {Spread.of(found)} transactions a second"
    for beside, what in (
        ("plain", "a transaction takes, beside one with a plain row (aim 1.15)"),
        ("chain", "throughput, beside a chain whose head is locked at the end (aim 3)"),
        ("chain first", "throughput, beside a chain whose head is locked at the beginning"),
    ):
        pairs = list(zip(rates["ours"], rates[beside], strict=True))
        taken = [theirs / ours if beside == "plain" else ours / theirs for ours, theirs in pairs]
        yield f"    RATIO {what}: {Spread.of(taken)}"


@contextmanager
def _crowd(stage: Stage, writers: int, options: str = "") -> Iterator[Crowd]:
    hub = stage.hub
    with hub.engine.begin() as connection:
        for statement in TABLES:
            connection.execute(text(statement))
        fact = dict(connection.execute(select(Fact.__table__).limit(1)).mappings().one())
        version = dict(
            connection.execute(
                select(FactVersion.__table__).where(FactVersion.fact_id == fact["id"]).limit(1)
            )
            .mappings()
            .one()
        )
        case = dict(connection.execute(select(Case.__table__).limit(1)).mappings().one())
        cases = [uuid4() for _ in range(writers)]
        connection.execute(insert(Case), [{**case, "id": one} for one in cases])
    url = hub.engine.url.update_query_dict({"options": options}) if options else hub.engine.url
    database = url.render_as_string(hide_password=False)
    crowd = Crowd([Template(database, fact, version, one) for one in cases])
    try:
        yield crowd
    finally:
        crowd.close()
        with hub.engine.begin() as connection:
            connection.execute(text("drop table bench_plain, bench_chain, bench_head"))


@dataclass(slots=True)
class _Watch:
    """Looks at the newest checkpoint again and again, and notes when each size was first seen."""

    hub: Hub
    seen: list[tuple[float, int]]
    ended: threading.Event

    def run(self) -> None:
        last = False
        while not last:
            last = self.ended.is_set()  # and looks once more, lest the last checkpoint came in between
            with self.hub.glance() as tx:
                newest = tree.newest_checkpoint(tx)
            size = newest.size if newest else 0
            if not self.seen or size > self.seen[-1][1]:
                self.seen.append((time(), size))
            sleep(LOOKS)


def _to_checkpoint(hub: Hub, crowd: Crowd, seconds: float) -> Iterator[str]:
    with TemporaryDirectory(prefix="sharehub-bench-") as folder:
        path = Path(folder) / "log.json"
        log_keys.create(path, "bench.example/log", hub.random)
        watch = _Watch(hub, [], threading.Event())
        watching = threading.Thread(target=watch.run)
        with sequencing(hub.engine, path, NOBODY_WATCHES, SystemClock()):
            watching.start()
            _settled(hub)
            commits = crowd.write("ours", seconds)
            _settled(hub)
            watch.ended.set()
            watching.join()
    with hub.engine.connect() as connection:
        index = {
            bytes(row.leaf_hash): row.leaf_index
            for row in connection.execute(select(LogLeaf.leaf_hash, LogLeaf.leaf_index))
        }
    waits = sorted(_wait(watch.seen, index[leaf]) - committed for committed, leaf in commits)
    at = {share: waits[min(len(waits) - 1, int(len(waits) * share))] for share in (0.5, 0.99)}
    yield (
        f"  commit to checkpoint, {len(waits)} commits in {seconds:.0f} s: half within {at[0.5]:.2f} s,"
        f" 99 of 100 within {at[0.99]:.2f} s (aim 2), the last {waits[-1]:.2f} s"
    )


def _settled(hub: Hub) -> None:
    """Wait until nothing waits for the tree."""
    while True:
        with hub.glance() as tx:
            if not tree.waiting(tx, 1):
                return
        sleep(LOOKS)


def _wait(seen: list[tuple[float, int]], index: int) -> float:
    return next(moment for moment, size in seen if size > index)

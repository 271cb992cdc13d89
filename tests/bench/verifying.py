"""How long it takes to put a long log into its tree, to export it, and to verify it from its files."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from sharehub.audit import log_keys
from sharehub.audit.export import export_log
from sharehub.audit.sequencer import Sequencer
from sharehub.verify.brought import Brought
from sharehub.verify.spread import processes_for
from sharehub.verify.verify import verify
from tests.bench.spread import Effort, Spread, timed
from tests.bench.waiting_log import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.rehearsal.stage import Stage

ORIGIN = "hub.example/log"
EACH = 100
"""Entries of the long log for each case of the big hub: a million for ten thousand."""
MOST_ROUNDS = 3
"""A verification takes seconds: few rounds tell as much as many."""


def verifying(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure on a hub of its own, which is filled first."""
    stage.clock.put(fill(stage, effort.cases * EACH))
    with TemporaryDirectory(prefix="sharehub-bench-") as folder:
        keys = log_keys.create(Path(folder) / "log.json", ORIGIN, os.urandom)
        rounds = list(_rounds(Sequencer(stage.hub.engine, Path(folder) / "log.json", stage.clock)))
        yield f"into the tree, entries a second in each round: {Spread.of(rounds)}"
        export = Path(folder) / "export"
        effort = Effort(min(effort.rounds, MOST_ROUNDS), 1, effort.cases)
        size, exporting = _exporting(stage, export, effort)
        bulk = sum(path.stat().st_size for path in export.rglob("*") if path.is_file())
        yield f"{size:,} entries, {bulk / 1e6:,.0f} MB of files, {len(rounds)} checkpoints"
        yield f"exporting, seconds: {exporting}"
        yield f"exporting, entries a second: {_rate(exporting, size)}"
        for processes in sorted({1, processes_for(size)}):
            spent = _verifying(stage, export, Brought(ORIGIN, keys.verifiers), processes, effort)
            yield f"verifying, reading included, by {processes} processes, seconds: {spent}"
            yield f"verifying, entries a second: {_rate(spent, size)}"


def _rounds(sequencer: Sequencer) -> Iterator[float]:
    """Yield how many entries a second each round took in, until nothing waits."""
    while True:
        start = perf_counter()
        done = sequencer.round()
        if not done.added:
            return
        yield done.added / (perf_counter() - start)


def _exporting(stage: Stage, folder: Path, effort: Effort) -> tuple[int, Spread]:
    """Export into new folders, and leave one; the last is what is verified."""
    hub, spent, size = stage.hub, [], 0
    for number in range(effort.rounds):
        start = perf_counter()
        done = export_log(
            hub.engine, stage.clock, hub.random, folder.with_name(f"export-{number}"), patience=0
        )
        spent.append(perf_counter() - start)
        size = done.size
    folder.with_name(f"export-{effort.rounds - 1}").rename(folder)
    return size, Spread.of(spent)


def _verifying(stage: Stage, export: Path, brought: Brought, processes: int, effort: Effort) -> Spread:
    now = int(stage.clock.now().timestamp())

    def call() -> None:
        report = verify(export, brought, now, processes=processes)
        if report.failures:
            raise AssertionError(report.as_text())

    return timed(call, effort)


def _rate(spent: Spread, size: int) -> Spread:
    return Spread(size / spent.most, size / spent.middle, size / spent.least)

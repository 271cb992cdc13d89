"""How processes begin: from one that has imported what they run, which takes longest."""

from __future__ import annotations

import multiprocessing

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(
    ["tests.faults.killable", "tests.sharehub.worker.trials", "tests.bench.over_http", "tests.bench.writers"]
)

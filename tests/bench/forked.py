"""How processes of a bench begin: from one that has imported what they run, for that takes longest."""

from __future__ import annotations

import multiprocessing

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.bench.over_http", "tests.bench.writers"])

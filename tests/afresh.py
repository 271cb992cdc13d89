"""For mutation testing alone: a run forgets what an earlier run in the same process has kept.

mutmut runs the tests once over the code as it is, and for every change once more in a fork of that process.
What a cached function found the first time would hide the change.
"""

from __future__ import annotations

import sys
from itertools import chain

PARTS = ("consent.", "policies.", "tests.consent.", "tests.policies.")


def pytest_runtestloop() -> None:
    """Empty every cache of the pure libraries and of their tests before the first test."""
    modules = [module for name, module in sys.modules.items() if name.startswith(PARTS)]
    for kept in chain.from_iterable(vars(module).values() for module in modules):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()

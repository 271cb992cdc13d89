"""For mutation testing alone: every test forgets what was kept before it.

mutmut runs the tests once over the code as it is, to learn which test reaches what, and for every change
once more in a fork of that process. What a cached function found for an earlier test would hide both.
"""

from __future__ import annotations

import sys
from itertools import chain

PARTS = ("consent.", "policies.", "tests.consent.", "tests.policies.")


def pytest_runtest_setup() -> None:
    """Empty every cache of the pure libraries and of their tests."""
    modules = [module for name, module in sys.modules.items() if name.startswith(PARTS)]
    for kept in chain.from_iterable(vars(module).values() for module in modules):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()

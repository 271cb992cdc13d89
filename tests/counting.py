"""Which lines are counted: those that a part's own tests go through by themselves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

UNCOUNTED = (
    *("deploy/", "faults/", "journeys/", "policies/test_cedar_", "policies/test_parse_mutations"),
    *("policies/test_properties", "sharehub/audit/test_complete", "sharehub/change/test_outsiders"),
    "sharehub/language/test_any_text",
    *(
        "sharehub/test_bench",
        "sharehub/test_every_route",
        "sharehub/test_fuzzed",
        "sharehub/test_nothing_leaks",
    ),
    *("sharehub/test_twin", "sharehub/test_whole_api", "sharehub/test_witnessed_log"),
)
"""Walks, attacks and drawn examples: of what they come through, each part's own tests count every line."""
COUNTED_ONCE = "sharehub/"
"""Where the same test runs on both databases it is counted on one; what is PostgreSQL's alone has its own."""


def is_uncounted(path: str, name: str) -> bool:
    """Say whether a test counts no lines, by its file below `tests` and its name."""
    again = path.startswith(COUNTED_ONCE) and name.endswith(("[postgres]", "[bound]"))
    return again or path.startswith(UNCOUNTED)


@contextmanager
def uncounted() -> Iterator[None]:
    """Count no lines within: counting makes what is done take half as long again, and often thrice.

    In a process of pytest-xdist there are two that count: pytest-cov begins one before it knows in which
    process it is. When the second pauses the first would go on, for nobody; it is ended for good.
    """
    ended = []
    while (counter := Coverage.current()) is not None:
        counter.stop()
        ended.append(counter)
    try:
        yield
    finally:
        for counter in ended[:1]:
            # It would look through all modules every time, for such as were imported before it began.
            counter._warn_preimported_source = False
            counter.start()

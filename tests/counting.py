"""Which lines are counted: those that a part's own tests go through by themselves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

UNCOUNTED = (
    *("deploy/", "faults/", "journeys/", "consent/test_properties", "policies/test_cedar_"),
    *("policies/test_parse_digest", "policies/test_parse_mutations", "policies/test_properties"),
    *("sharehub/audit/test_complete", "sharehub/change/test_outsiders", "sharehub/demo/test_served"),
    *("sharehub/backup/test_killed", "sharehub/change/test_read", "sharehub/deadlines/test_never_more"),
    *("sharehub/deadlines/test_once", "sharehub/referrals/test_canary", "sharehub/referrals/test_never_more"),
    *("sharehub/requests/test_looks_the_same", "sharehub/test_cli", "sharehub/worker/test_processes"),
    *("sharehub/disclosure/test_twins", "sharehub/language/test_any_text", "sharehub/pages/test_canary"),
    *("sharehub/pages/test_every_page", "sharehub/pages/test_no_flaw", "sharehub/pages/test_tour"),
    *("sharehub/protocols/test_any_sequence", "sharehub/rehearsal/test_play_families"),
    *("sharehub/reports/test_canary", "sharehub/reports/test_twin", "sharehub/test_bench"),
    *("sharehub/test_every_route", "sharehub/test_fuzzed", "sharehub/test_nothing_leaks"),
    *("sharehub/test_twin", "sharehub/test_whole_api", "sharehub/test_witnessed_log"),
    "sharehub/verify/test_attacks",
)
"""Walks, attacks and drawn examples: of what they come through, each part's own tests count every line."""
COUNTED_ONCE = "sharehub/"
"""Where the same test runs on both databases, or with JavaScript and without, it is counted on one;
what is PostgreSQL's alone has its own."""


def is_uncounted(path: str, name: str) -> bool:
    """Say whether a test counts no lines, by its file below `tests` and its name."""
    again = path.startswith(COUNTED_ONCE) and name.endswith(("[postgres]", "[bound]", "[javascript]"))
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

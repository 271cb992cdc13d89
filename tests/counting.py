"""Which lines are counted: those that a part's own tests go through by themselves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

UNCOUNTED = (
    *("deploy/", "faults/", "journeys/", "policies/test_cedar_", "policies/test_parse_mutations"),
    *("policies/test_properties", "sharehub/audit/test_complete", "sharehub/change/test_outsiders"),
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
def uncounted(config: pytest.Config) -> Iterator[None]:
    """Count no lines within: counting makes what is done take half as long again."""
    plugin = config.pluginmanager.getplugin("_cov")
    controller = plugin.cov_controller if plugin else None
    if controller is None or not controller.started:
        yield
        return
    controller.pause()
    try:
        yield
    finally:
        controller.resume()

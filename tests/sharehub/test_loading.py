"""What the command line loads: of each command what it needs, and nothing of the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_group

from sharehub.cli import FAMILIES, commands_of

PROGRAM = """
import sys
from sharehub.cli import main

sys.argv = ["sharehub", *sys.argv[1:], "--help"]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"celery", "fastapi", "sharehub.language.check", "typst"}
"""What takes long to load, and what most commands do without."""


def loaded_for(*typed: str) -> set[str]:
    """Return which of the heavy modules a process has loaded once it has told what a command is."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *typed], capture_output=True, text=True, check=True
    )
    return HEAVY & set(ended.stderr.split())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_command_is_looked_for_where_it_is(family: str) -> None:
    offered = get_group(commands_of(family)).commands

    assert tuple(offered) == FAMILIES[family]


@pytest.mark.parametrize("typed", ["create-key", "verify-log", "migrate", "rulebook check", "rehearse"])
def test_a_command_does_without_what_it_does_not_need(typed: str) -> None:
    assert loaded_for(*typed.split()) == set()


def test_what_a_command_needs_is_loaded() -> None:
    assert loaded_for("language-check") == {"sharehub.language.check"}


def test_the_list_of_commands_loads_them_all() -> None:
    assert loaded_for() == HEAVY

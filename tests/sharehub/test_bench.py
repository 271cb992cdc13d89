"""The bench runs, and prints a number for everything that it promises; how fast is not for tests to say."""

from __future__ import annotations

import re

import pytest

from tests.bench.__main__ import run
from tests.bench.databases import POSTGRES, SQLITE, makers, rabbitmq
from tests.bench.readings import MEASURED
from tests.bench.spread import Effort, Spread, compared

SHORTEST = Effort(rounds=1, calls=1, cases=12, writers=2)
NUMBERS = re.compile(r"\d \(-?\d+(\.\d+)? to -?\d+(\.\d+)?\)")


@pytest.fixture(scope="module")
def printed() -> list[str]:
    lines: list[str] = []
    run(SHORTEST, lines.append)
    return lines


def _sections(printed: list[str]) -> dict[str, list[str]]:
    """Return the lines of each section under its title."""
    found: dict[str, list[str]] = {}
    for line in printed:
        if re.match(r"\d+\. ", line):
            found[line] = []
        elif found:
            found[list(found)[-1]].append(line)
    return found


def test_every_section_is_there_for_every_database_that_is_here(printed: list[str]) -> None:
    expected = {
        "1. One decision",
        "4. Sealing and opening",
        "8. Exporting and verifying a long log",
        "11. The language check",
        "12. A document of a 200-fact case",
        "15. A referral of a 200-fact case",
        "18. The pattern page of a 200-fact case",
    }
    if POSTGRES in makers():
        expected.add(f"9. The log under many writers, {POSTGRES}")
        if rabbitmq() is not None:
            expected.add(f"14. The outbox over RabbitMQ, {POSTGRES}")
    for database in makers():
        expected |= {
            f"2. A governed reading, {database}",
            f"3. Recording and publishing a fact, {database}",
            f"5. A reading on a hub with many cases, {database}",
            f"6. A reading over HTTP, {database}",
            f"7. Replaying recorded decisions, {database}",
            f"10. An officer's questions, {database}",
            f"13. The outbox, {database}",
            f"16. Publishing with its notifications, {database}",
            f"17. A recall to 50 holders, {database}",
        }
    assert set(_sections(printed)) == expected


def test_every_section_prints_numbers(printed: list[str]) -> None:
    for title, lines in _sections(printed).items():
        assert any(NUMBERS.search(line) for line in lines), title


def test_a_database_that_is_not_here_is_said_aloud(printed: list[str]) -> None:
    lacks = POSTGRES not in makers() or rabbitmq() is None
    assert any("NOT MEASURED HERE" in line for line in printed) == lacks


def test_a_reading_and_its_bare_counterpart_execute_and_answer_as_much(printed: list[str]) -> None:
    lines = _sections(printed)[f"2. A governed reading, {SQLITE}"]
    governed = [line.split("governed: ")[1] for line in lines if "governed: " in line]
    bare = [line.split("bare: ")[1] for line in lines if "bare: " in line]
    assert governed == bare
    assert len(governed) == len(MEASURED) * 2  # beside an ordinary function, and beside replayed statements


def test_two_functions_are_timed_in_turns_and_the_first_changes_from_round_to_round() -> None:
    called: list[str] = []
    compared(lambda: called.append("ours"), lambda: called.append("bare"), Effort(2, 1, 0))
    assert called == ["ours", "bare", "ours", "bare", "bare", "ours"]


def test_a_spread_is_the_least_the_middle_and_the_most() -> None:
    assert Spread.of([3.0, 1.0, 2.0]) == Spread(1.0, 2.0, 3.0)
    assert str(Spread(1.0, 2.0, 300.0)) == "2.00 (1.00 to 300)"

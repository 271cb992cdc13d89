"""`python -m tests.bench [--quick]`: everything that is promised to be fast, measured in one run."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.bench.databases import POSTGRES, SQLITE, makers
from tests.bench.deciding import deciding
from tests.bench.family import clock, settle
from tests.bench.readings import readings
from tests.bench.spread import Effort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sharehub.rehearsal.stage import Stage

FULL = Effort(rounds=15, calls=10, cases=10_000)
QUICK = Effort(rounds=5, calls=4, cases=1_000)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and a smaller big hub")
    run(QUICK if parser.parse_args(arguments).quick else FULL, _print)


def run(effort: Effort, write: Callable[[str], object]) -> None:
    with ExitStack() as stack:
        stages = {name: settle(stack.enter_context(make(clock()))) for name, make in makers().items()}
        _section(write, "1. One decision", deciding(stages[SQLITE], effort))
        for name, stage in stages.items():
            _section(write, f"2. A reading, {name}", readings(stage, effort))


def _section(write: Callable[[str], object], title: str, lines: Iterable[str]) -> None:
    write("")
    write(title)
    for line in lines:
        write("  " + line)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

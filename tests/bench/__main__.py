"""`python -m tests.bench [--quick]`: everything that is promised to be fast, measured in one run."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.bench.crowded import crowded
from tests.bench.databases import POSTGRES, SQLITE, makers, rabbitmq
from tests.bench.deciding import deciding
from tests.bench.documenting import FACTS, documenting
from tests.bench.draining import draining, draining_over
from tests.bench.family import clock, settle
from tests.bench.linting import linting
from tests.bench.over_http import over_http
from tests.bench.overseeing import overseeing
from tests.bench.paging import paging
from tests.bench.publishing import publishings
from tests.bench.readings import readings
from tests.bench.recalling import HOLDERS, recalling
from tests.bench.referring import referring
from tests.bench.replaying import replaying
from tests.bench.sealing import sealing
from tests.bench.spread import Effort
from tests.bench.telling import telling
from tests.bench.verifying import verifying
from tests.bench.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tests.bench.databases import MakeHub

FULL = Effort(rounds=25, calls=10, cases=10_000)
QUICK = Effort(rounds=7, calls=4, cases=500)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and a big hub that is not so big")
    run(QUICK if parser.parse_args(arguments).quick else FULL, _print)


def run(effort: Effort, write: Callable[[str], object]) -> None:
    """Measure everything, writing line by line; figures are the middle of the rounds, then least and most."""
    write(f"{effort.rounds} rounds of {effort.calls} calls, ours and the bare function in turns.")
    write("Figures: the middle of the rounds (least to most). RATIO: ours to bare, round by round.")
    known = makers()
    if POSTGRES not in known:
        write(f"NOT MEASURED HERE: {POSTGRES}: none answers; set SHAREHUB_TEST_POSTGRES to the URL of one")
    for name, make in known.items():
        _on(name, make, effort, write)
    _section(write, "4. Sealing and opening", sealing(effort))
    for name, make in known.items():
        with ExitStack() as stack:
            small, big = (settle(stack.enter_context(make(clock()))) for _ in range(2))
            _section(write, f"5. A reading on a hub with many cases, {name}", crowded(small, big, effort))
    for name, make in known.items():
        with make(clock()) as hub:
            _section(write, f"6. A reading over HTTP, {name}", over_http(settle(hub), effort))
    _on_the_log(known, effort, write)
    _section(write, "11. The language check", linting(effort))
    with known[SQLITE](clock()) as hub:
        _section(write, f"12. A document of a {FACTS}-fact case", documenting(settle(hub), effort))
    with known[SQLITE](clock()) as hub:
        _section(write, f"15. A referral of a {FACTS}-fact case", referring(settle(hub), effort))
    _on_the_outbox(known, effort, write)
    for name, make in known.items():
        with make(clock()) as hub:
            _section(write, f"16. Publishing with its notifications, {name}", telling(settle(hub), effort))
    _on_recalls(known, effort, write)
    with known[SQLITE](clock()) as hub:
        _section(write, f"18. The pattern page of a {FACTS}-fact case", paging(settle(hub), effort))


def _on_the_outbox(known: Mapping[str, MakeHub], effort: Effort, write: Callable[[str], object]) -> None:
    for name, make in known.items():
        with make(clock()) as hub:
            _section(write, f"13. The outbox, {name}", draining(hub, effort))
    broker = rabbitmq()
    if POSTGRES in known and broker is not None:
        with known[POSTGRES](clock()) as hub:
            _section(write, f"14. The outbox over RabbitMQ, {POSTGRES}", draining_over(hub, broker, effort))
    else:
        write("NOT MEASURED HERE: RabbitMQ: none answers; set SHAREHUB_TEST_RABBITMQ to the URL of one")


def _on_recalls(known: Mapping[str, MakeHub], effort: Effort, write: Callable[[str], object]) -> None:
    for name, make in known.items():
        with make(clock()) as hub:
            _section(write, f"17. A recall to {HOLDERS} holders, {name}", recalling(hub, effort))


def _on_the_log(known: Mapping[str, MakeHub], effort: Effort, write: Callable[[str], object]) -> None:
    for name, make in known.items():
        with make(clock()) as hub:
            _section(write, f"7. Replaying recorded decisions, {name}", replaying(settle(hub), effort))
    with known[SQLITE](clock()) as hub:
        _section(write, "8. Exporting and verifying a long log", verifying(settle(hub), effort))
    if POSTGRES in known:
        with known[POSTGRES](clock()) as hub:
            _section(write, f"9. The log under many writers, {POSTGRES}", writing(settle(hub), effort))
    for name, make in known.items():
        moments = clock()
        with make(moments) as hub:
            _section(write, f"10. An officer's questions, {name}", overseeing(hub, moments, effort))


def _on(name: str, make: MakeHub, effort: Effort, write: Callable[[str], object]) -> None:
    with make(clock()) as hub:
        stage = settle(hub)
        if name == SQLITE:
            _section(write, "1. One decision", deciding(stage, effort))
        _section(write, f"2. A governed reading, {name}", readings(stage, effort))
        _section(write, f"3. Recording and publishing a fact, {name}", publishings(stage, effort))


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

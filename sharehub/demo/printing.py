"""The demo in the terminal: who sees what, in which form, and why. Its people are synthetic."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from policies.vocabulary import Outcome
from sharehub.demo.wording import WHY, in_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rich.console import Console

    from sharehub.demo.story import Moment, Reading
    from sharehub.rehearsal.stage import Stage

FORMS = {Outcome.FULL: "in full", Outcome.GIST: "gist", Outcome.WITHHELD: "withheld"}
LEGEND = (
    "Below, for each reader: role, unit, the purpose that gives them most, and what came of each fact. A "
    "gist is the short form its author wrote. Why is for this demo: the log knows it, no reader is told."
)
INDENT = 2


def begin(console: Console, moment: Moment) -> None:
    """Print the day of a moment and what it is about."""
    console.print()
    console.print(Rule(Text(f"{moment.day:%-d %B %Y}: {moment.title}", style="bold"), align="left"))


def say(console: Console, lead: str, *rest: str) -> None:
    """Print something that is said: a few words first, and the rest."""
    console.print(Text.assemble((lead, "bold"), " ", " ".join(rest)))


def print_facts(console: Console, stage: Stage) -> None:
    """Print what the agencies hold between them, a line each: the demo alone shows it all in one place."""
    console.print(Rule("What the agencies hold between them (all people are synthetic)", align="left"))
    widest = max(len(fact.metadata.owner) for fact in stage.file.facts)
    for fact in stage.file.facts:
        line = Text(f"{fact.id}  {fact.metadata.owner:<{widest}}  {fact.statement}")
        console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
    console.print(Padding(Text(LEGEND), (1, 0, 0, 0)))


def print_moment(
    console: Console, stage: Stage, moment: Moment, readings: Iterable[Reading], before: Mapping[str, Reading]
) -> None:
    """Print what each reader got; one who gets the very same as at the moment before has one line.

    Args:
        console: where to.
        stage: the scratch hub that was asked.
        moment: when it was asked.
        readings: what everybody got.
        before: what they got at the moment before, by reader.
    """
    begin(console, moment)
    for reading in readings:
        reader = stage.file.readers[reading.reader]
        name = Text.assemble(
            (reading.reader, "bold"), f" ({reader.role}, {reader.unit}), for {reading.purpose}: "
        )
        if before.get(reading.reader) == reading:
            counts = ", ".join(f"{reading.got(form)} {said}" for form, said in FORMS.items())
            console.print(name + Text(f"as before ({counts})"))
        else:
            console.print(name)
            for form, said in FORMS.items():
                _print_form(console, reading, form, said)


def _print_form(console: Console, reading: Reading, form: Outcome, said: str) -> None:
    """Print what came out in one form, grouped by why; nothing where nothing did."""
    order = list(WHY)
    found = sorted(
        (order.index(answer.reason), fact)
        for fact, answer in reading.answers.items()
        if answer.outcome is form
    )
    every = list(reading.answers)
    parts = [
        f"{in_ranges([fact for _, fact in facts], every)} ({WHY[order[place]]})"
        for place, facts in groupby(found, key=lambda one: one[0])
    ]
    if parts:
        console.print(Padding(Text(f"{said}: {'; '.join(parts)}"), (0, 0, 0, INDENT)))


def print_doors(console: Console, address: str, tokens: Path, case: str, example: Reading) -> None:
    """Print where the demo is served, where the tokens of its synthetic staff are, and how to knock."""
    console.print()
    console.print(
        Rule("Synthetic staff and their tokens, good for eight hours or until the demo stops", align="left")
    )
    names = sorted(path.name for path in tokens.iterdir() if not path.suffix)
    console.print(Text(f"In {tokens}, a file each: {', '.join(names)}."))
    console.print()
    _print_whole(console, f"Serving on {address}, on this machine alone. Stop with Ctrl-C.")
    _print_whole(
        console, f"Open it in a browser and sign in as anybody of them; or ask the API, as {example.reader}:"
    )
    _print_whole(
        console,
        f'  curl -s {address}/api/v1/cases/{case}/disclosures -H "Authorization: Bearer '
        f"$(cat '{tokens / example.reader}')\" -H 'Content-Type: application/json' "
        f'-d \'{{"purpose": "{example.purpose}"}}\'',
    )


def _print_whole(console: Console, line: str) -> None:
    """Print a line that is to be copied, so never broken."""
    console.print(line, soft_wrap=True, markup=False, highlight=False)

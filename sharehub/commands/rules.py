"""Commands about the rules: is a rulebook sound, what would it change, was every decision what it says."""

from __future__ import annotations

import json as json_text
from datetime import date, datetime, timedelta
from pathlib import Path  # noqa: TC003 - Typer reads the annotations of commands
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from policies.analyse import Severity, check
from policies.findings import PolicyError
from policies.parse import parse_protocol, parse_rulebook
from sharehub.assembly import ZONE
from sharehub.clock import SystemClock, civil_day
from sharehub.commands.given import open_hub, text_of
from sharehub.errors import Invalid
from sharehub.replay.reading import Window
from sharehub.replay.report import replayed_json, replayed_lines, simulated_json, simulated_lines
from sharehub.replay.run import replay
from sharehub.replay.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.analyse import Remark

FOUND = 1
"""The exit code of a command that found what it was to look for."""

MOST_DAYS = 3_660

app = typer.Typer(no_args_is_help=True)
rulebook = typer.Typer(no_args_is_help=True, help="Look at rulebooks; needs no hub.")
app.add_typer(rulebook, name="rulebook")

FORM = ["%Y-%m-%d"]
Since = Annotated[
    datetime | None, typer.Option(help="The first day of decisions.", formats=FORM, metavar="DAY")
]
Until = Annotated[
    datetime | None, typer.Option(help="The last day of decisions.", formats=FORM, metavar="DAY")
]
On = Annotated[
    datetime | None, typer.Option(help="As it stands then, not today.", formats=FORM, metavar="DAY")
]
Json = Annotated[bool, typer.Option("--json", help="Print what was found, as one JSON object.")]


@app.command("replay")
def replay_decisions(*, since: Since = None, until: Until = None, json: Json = False) -> None:
    """Decide recorded decisions again, each by the rulebooks that it cites, and tell each difference.

    Exit 0 when all agree, 1 when anything differs or cannot be decided again, 2 when the hub cannot be used.
    """
    with open_hub("replay") as hub:
        found = replay(hub, Window(_civil(since), _civil(until)))
    if json:
        typer.echo(replayed_json(found))
    else:
        for line in replayed_lines(found):
            typer.echo(line)
    if found.tally.found:
        raise typer.Exit(FOUND)


@app.command("simulate")
def simulate_draft(
    draft: Annotated[Path, typer.Option("--rulebook", help="The draft rulebook.", metavar="DRAFT.yaml")],
    *,
    since: Since = None,
    json: Json = False,
) -> None:
    """Tell what a draft rulebook would change: of recorded decisions, and of all that could be asked.

    Exit 0 when it changes nothing, 1 when it does, 2 when the draft or the hub cannot be used.
    """
    with open_hub("simulate") as hub:
        drafted = parse_rulebook(text_of(draft, "--rulebook"))
        found = simulate(hub, drafted, Window(since=_civil(since)))
    if json:
        typer.echo(simulated_json(found))
    else:
        for line in simulated_lines(found):
            typer.echo(line)
    if not found.nothing:
        raise typer.Exit(FOUND)


@rulebook.command("check")
def check_rulebook(
    document: Annotated[Path, typer.Argument(help="A rulebook.", metavar="RULEBOOK.yaml")],
    *,
    protocol: Annotated[
        list[Path] | None, typer.Option(help="A protocol that cites it; may be given again.")
    ] = None,
    on: On = None,
    within: Annotated[int, typer.Option(help="Days that count as soon.", min=0, max=MOST_DAYS)] = 90,
    json: Json = False,
) -> None:
    """Check a rulebook, and protocols that cite it, for what is dead, shadowed, at odds or missing.

    Exit 0 when there is nothing, or notes alone; 1 for a warning or an error; 2 when a file cannot be used.
    """
    text = text_of(document, "RULEBOOK.yaml")
    protocols = [_protocol(path, number) for number, path in enumerate(protocol or (), 1)]
    day = _civil(on) or civil_day(SystemClock().now(), ZoneInfo(ZONE))
    remarks = check(text, protocols, day, timedelta(days=within))
    typer.echo(_as_json(remarks) if json else "\n".join(map(_line, remarks)) or "nothing to remark on")
    if any(remark.severity is not Severity.NOTE for remark in remarks):
        raise typer.Exit(FOUND)


def _civil(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _protocol(path: Path, number: int) -> str:
    """Read a protocol that is valid; where several are given, what is wrong with one says with which."""
    where = f"--protocol, number {number}"
    text = text_of(path, where)
    try:
        parse_protocol(text)
    except PolicyError as error:
        raise Invalid(where, str(error)) from None
    return text


def _line(remark: Remark) -> str:
    place = f"{remark.document}, line {remark.line}: {remark.path}"
    return f"{remark.severity} {remark.code}: {place}: {remark.sentence}"


def _as_json(remarks: Sequence[Remark]) -> str:
    report = [
        {
            "severity": remark.severity.value,
            "code": remark.code.value,
            "document": remark.document,
            "line": remark.line,
            "path": remark.path,
            "sentence": remark.sentence,
        }
        for remark in remarks
    ]
    return json_text.dumps({"remarks": report}, indent=2)

"""A command that rehearses a rulebook on a synthetic case."""

from __future__ import annotations

import logging
from pathlib import Path  # noqa: TC003 - Typer reads the annotations of commands
from typing import Annotated

import typer
from rich.console import Console

from policies.shipped import rulebook_text
from sharehub.commands.given import Unusable, bytes_of, text_of
from sharehub.rehearsal.case_file import CaseFileError
from sharehub.rehearsal.compare import all_agree
from sharehub.rehearsal.imported import imported_findings
from sharehub.rehearsal.play import rehearse as play
from sharehub.rehearsal.report import as_json, as_table

app = typer.Typer(no_args_is_help=True)

DIFFERS = 1


@app.command("rehearse")
def rehearse_case(
    case: Annotated[Path, typer.Argument(help="A case file.", metavar="CASE.json")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print what was decided, as one JSON object.")] = False,
    rulebook: Annotated[
        Path | None, typer.Option(help="A draft rulebook in place of the shipped one.")
    ] = None,
    verbose: Annotated[bool, typer.Option(help="List where facts break the rules for new ones.")] = False,
) -> None:
    """Rehearse a rulebook on a synthetic case, in a hub that is gone afterwards.

    Exit 0 when all expectations agree, 1 when any differs, 2 when a file cannot be used.
    """
    # Its alarms would speak of a log that is gone afterwards; a fault is told in the result, as a reason.
    logging.getLogger("sharehub").addHandler(logging.NullHandler())
    content = bytes_of(case, "CASE.json")
    draft = rulebook_text() if rulebook is None else text_of(rulebook, "--rulebook")
    try:
        played = play(content, draft)
    except CaseFileError as error:
        raise Unusable("\n".join(f"{flaw.where}: {flaw.problem}" for flaw in error.findings)) from None
    if json:
        typer.echo(as_json(played.file.case_id, played.expectations, played.walls))
    else:
        console = Console()
        console.print(as_table(played.file, played.expectations, played.walls))
        console.print(f"Rehearsed with rulebook {played.rulebook}.", soft_wrap=True)
        for finding in imported_findings(played.file) if verbose else ():
            found = finding.finding
            console.print(f"{finding.fact}: {found.where}: {found.problem}", markup=False, highlight=False)
    if not all_agree(played.file, played.expectations, played.walls):
        raise typer.Exit(DIFFERS)

"""A command that asks about wording."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations of commands
from typing import Annotated

import typer
from rich.console import Console

from sharehub.commands.given import Unusable, bytes_of
from sharehub.language.lines import LineFlawError, as_json, read
from sharehub.language.table import as_table

app = typer.Typer(no_args_is_help=True)


@app.command("language-check")
def language_check(
    file: Annotated[Path, typer.Argument(help="Sentences, one JSON object a line.", metavar="FILE.jsonl")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each sentence.")] = False,
) -> None:
    """Ask about how sentences are worded, and offer another way; it is no gate, and edits nothing.

    Exit 0 whatever is found, 2 when the file cannot be used.
    """
    content = bytes_of(file, "FILE.jsonl")
    try:
        lines = read(content)
    except LineFlawError as error:
        raise Unusable(str(error)) from None
    if json:
        for line in as_json(lines):
            typer.echo(line)
    else:
        Console().print(as_table(lines))

"""The command that verifies an exported log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from sharehub.clock import SystemClock
from sharehub.errors import Invalid
from sharehub.verify.brought import bring
from sharehub.verify.verify import DAY, verify


def verify_log(  # noqa: PLR0913 - each is an option of the command
    export: Annotated[Path, typer.Argument(help="The folder of an exported log.", metavar="EXPORT")],
    *,
    keys: Annotated[Path, typer.Option(help="The log's public keys that you pinned, one a line.")],
    kept: Annotated[list[Path] | None, typer.Option(help="A checkpoint that you kept; any number.")] = None,
    receipt: Annotated[list[Path] | None, typer.Option(help="A receipt that you kept; any number.")] = None,
    witnesses: Annotated[Path | None, typer.Option(help="Your policy of witnesses.")] = None,
    now: Annotated[
        datetime | None, typer.Option(help="The moment, in UTC, as of which an older export is verified.")
    ] = None,
    longest_age: Annotated[
        int, typer.Option(help="Seconds that the newest word of log and witnesses may be old.", min=0)
    ] = DAY,
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as one JSON object.")] = False,
) -> None:
    """Verify an exported log from its files alone; say what holds, what does not, and what nobody looked at.

    Exit 0 when all that was checked holds; each kind of failure has a code of its own, from 10 on.
    """
    if not export.is_dir():
        raise Invalid("EXPORT", "there is no such folder")
    moment = SystemClock().now() if now is None else now.replace(tzinfo=UTC)
    report = verify(
        export, bring(keys, kept or (), receipt or (), witnesses), int(moment.timestamp()), longest_age
    )
    typer.echo(report.as_json() if json else report.as_text())
    raise typer.Exit(report.exit_code)

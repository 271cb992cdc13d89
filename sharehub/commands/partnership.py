"""Commands about who is there: setting up a partnership, and ending sessions."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations of commands
from typing import Annotated

import typer

from sharehub.administration.sessions import end_sessions
from sharehub.administration.set_up import set_up
from sharehub.commands.given import open_hub, text_of
from sharehub.errors import Invalid

app = typer.Typer(no_args_is_help=True)


@app.command("set-up")
def set_up_partnership(
    document: Annotated[Path, typer.Argument(help="The partnership's document.", metavar="PARTNERSHIP.yaml")],
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Set up agencies, units, users, clients, rulebook and protocols as a reviewed document says."""
    with open_hub("set-up") as hub:
        text = text_of(document, "PARTNERSHIP.yaml")
        with hub.begin() as work:
            steps = set_up(work, None, text, only_plan=plan)
    for step in steps:
        typer.echo(str(step))
    if not steps:
        typer.echo("nothing to change")


@app.command("end-sessions")
def end_sessions_of(
    user: Annotated[str | None, typer.Argument(help="The user's code.")] = None,
    *,
    everybody: Annotated[bool, typer.Option("--all", help="Of everybody.")] = False,
) -> None:
    """End a user's sessions, or everybody's: no token from before counts any more."""
    with open_hub("end-sessions") as hub:
        if (user is None) != everybody:
            raise Invalid("end-sessions", "name a user, or say --all")
        with hub.begin() as work:
            ended = end_sessions(work, None, user)
    typer.echo(f"ended for {ended}")

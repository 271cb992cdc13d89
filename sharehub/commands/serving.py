"""Commands that serve: a demo on this machine alone, or the hub; and what the API says of itself."""

from __future__ import annotations

from json import dumps as json_text
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sharehub.app import description
from sharehub.commands.stopping import Stopped
from sharehub.demo.run import run as run_demo
from sharehub.service import serve as serve_hub

app = typer.Typer(no_args_is_help=True)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's hub is made, anew each time.")] = Path(
        ".demo"
    ),
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes any.", min=0, max=65535)] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the API after the story.")] = True,  # noqa: FBT002 - Typer's way
) -> None:
    """Show who sees what of a synthetic case, and why; then serve it on this machine alone."""
    console = Console()
    try:
        run_demo(console, folder, port, serve=serve)
    except (KeyboardInterrupt, Stopped):
        serve = True
    if serve:
        # A signal in the midst of a print leaves that console holding back all that follows.
        Console(file=console.file).print("Stopped.")


@app.command()
def serve() -> None:
    """Serve the hub; refuses surroundings that are not fit for it, and says what to do about each flaw."""
    serve_hub()


@app.command("describe-api")
def describe_api() -> None:
    """Print the API's description (OpenAPI 3.1, JSON)."""
    typer.echo(json_text(description(), indent=2, ensure_ascii=False))

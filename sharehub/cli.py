"""The command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from policies.findings import PolicyError
from policies.shipped import rulebook_text
from sharehub import settings as surroundings
from sharehub.assembly import assemble
from sharehub.clock import SystemClock
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.keys import KeyFile
from sharehub.custody.rotate import rotate
from sharehub.custody.shred import finish_shredding
from sharehub.database.migrate import upgrade
from sharehub.demo.run import run as run_demo
from sharehub.errors import Invalid, ShareHubError
from sharehub.hub import Hub
from sharehub.protocols import queries
from sharehub.rehearsal.compare import all_agree
from sharehub.rehearsal.imported import imported_findings
from sharehub.rehearsal.play import rehearse as play
from sharehub.rehearsal.report import as_json, as_table

DIFFERS = 1
UNUSABLE = 2

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="ShareHub")


def main() -> None:
    """Run a command; what is wrong is said in a sentence, never as a stack of code."""
    try:
        app()
    except (ShareHubError, PolicyError) as error:
        Console(stderr=True).print(str(error), style="bold", markup=False, highlight=False, soft_wrap=True)
        sys.exit(UNUSABLE)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's hub is made, anew each time.")] = Path(
        ".demo"
    ),
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes any.", min=0, max=65535)] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the API after the story.")] = True,  # noqa: FBT002 - Typer's way
) -> None:
    """Show who sees what of a synthetic case, and why; then serve it on this machine alone."""
    run_demo(Console(), folder, port, serve=serve)


@app.command()
def serve() -> None:
    """Refuse: there is nobody to ask who is asking until identity exists. `sharehub demo` serves the demo."""
    raise Invalid(
        "serve", "there is no identity provider yet: only `sharehub demo` serves, on this machine alone"
    )


@app.command("rehearse")
def rehearse_case(
    case: Annotated[Path, typer.Argument(help="A case file.", metavar="CASE.json")],
    json: Annotated[
        bool, typer.Option("--json", help="Print only what was decided, as one JSON object.")
    ] = False,
    rulebook: Annotated[
        Path | None, typer.Option(help="A draft rulebook in place of the shipped one.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option(help="List where imported facts break the rules for new ones.")
    ] = False,
) -> None:
    """Rehearse a rulebook on a synthetic case, in a hub that is gone afterwards.

    Exit 0 when all expectations agree, 1 when any differs, 2 when the file cannot be used.
    """
    text = rulebook_text() if rulebook is None else _read(rulebook, "--rulebook").decode("utf-8", "replace")
    played = play(_read(case, "CASE.json"), text)
    if json:
        sys.stdout.write(as_json(played.file.case_id, played.expectations, played.walls) + "\n")
    else:
        console = Console()
        console.print(as_table(played.file, played.expectations, played.walls))
        for finding in imported_findings(played.file) if verbose else ():
            found = finding.finding
            console.print(f"{finding.fact}: {found.where}: {found.problem}", markup=False, highlight=False)
    if not all_agree(played.file, played.expectations, played.walls):
        raise typer.Exit(DIFFERS)


@app.command("create-key")
def create_key(
    path: Annotated[Path, typer.Argument(help="The key file to make; it must not exist.")],
) -> None:
    """Make a new root key, readable by its owner alone; keep it apart from the data, and back it up apart."""
    KeyFile.create(path, os.urandom)


@app.command()
def migrate() -> None:
    """Bring the hub's two databases to the newest schema, and finish what a crash interrupted."""
    hub = _hub()
    hub.keys.create_tables()
    upgrade(hub.engine)
    finish_shredding(hub)
    hub.close()


@app.command("rotate-keys")
def rotate_keys(
    unit: Annotated[str, typer.Argument(help="The code of the unit whose keys are rotated.")],
    key_class: Annotated[KeyClass | None, typer.Option("--class", help="Only this class of key.")] = None,
) -> None:
    """Rotate a unit's category keys and re-wrap what they wrap; run it again to go on or to retire the old ones."""
    hub = _hub()
    with hub.begin() as work:
        found = queries.units_by_code(work.tx, frozenset({unit}))
    if unit not in found:
        raise Invalid("unit", "no such unit")
    for one in KeyClass if key_class is None else (key_class,):
        done = rotate(hub, found[unit], one)
        state = (
            "old keys retired" if done.retired else "old keys still readable; run again later to retire them"
        )
        typer.echo(f"{one}: {done.rewrapped} records re-wrapped; {state}")
    hub.close()


def _hub() -> Hub:
    given = surroundings.read()
    return assemble(
        given.database, given.keys, KeyFile(given.key_file, os.urandom), SystemClock(), given.zone
    )


def _read(path: Path, where: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Invalid(where, "this file cannot be read") from None

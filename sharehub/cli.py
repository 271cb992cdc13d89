"""The command line."""

from __future__ import annotations

import logging
import os
import signal
import sys
from json import dumps as json_text
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from policies.findings import PolicyError
from policies.shipped import rulebook_text
from sharehub.administration.migrate import migrate as migrate_hub
from sharehub.administration.sessions import end_sessions
from sharehub.administration.set_up import set_up
from sharehub.commands.backup import backups
from sharehub.commands.given import bytes_of, open_hub, text_of
from sharehub.commands.log import log
from sharehub.commands.rules import rules
from sharehub.commands.work import work
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.keys import KeyFile
from sharehub.custody.rewrap import leave_to_workers
from sharehub.custody.rotate import begin_rotation, rotate
from sharehub.errors import Invalid, ShareHubError
from sharehub.identity import pages_key
from sharehub.language.lines import LineFlawError
from sharehub.language.lines import as_json as findings_as_json
from sharehub.language.lines import read as read_lines
from sharehub.language.table import as_table as findings_as_table
from sharehub.protocols import queries
from sharehub.rehearsal.case_file import CaseFileError
from sharehub.rehearsal.compare import all_agree
from sharehub.rehearsal.imported import imported_findings
from sharehub.rehearsal.play import rehearse as play
from sharehub.rehearsal.report import as_json, as_table

if TYPE_CHECKING:
    from types import FrameType

DIFFERS = 1
UNUSABLE = 2
BROKEN = 70
"""A fault of the product's own, which must never be taken for a difference; EX_SOFTWARE of sysexits.h."""

STOPPED_BY = 128
"""Added to the number of the signal that ended a command, as shells do."""

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="ShareHub")
app.add_typer(rules)
app.add_typer(log)
app.add_typer(work)
app.add_typer(backups)


class Stopped(SystemExit):
    """Somebody asked the command to end; raised, so that all that was begun is tidied up on the way out."""


def main() -> None:
    """Run a command; what is wrong is said in a sentence, never as a stack of code."""
    for polite in STOPS:
        if signal.getsignal(polite) is not signal.SIG_IGN:
            signal.signal(polite, _stop)
    try:
        app()
    except CaseFileError as error:
        _say("\n".join(f"{flaw.where}: {flaw.problem}" for flaw in error.findings))
        sys.exit(UNUSABLE)
    except (ShareHubError, PolicyError, LineFlawError) as error:
        _say(str(error))
        sys.exit(UNUSABLE)
    except SQLAlchemyError:
        _say("the database cannot be reached or used: check its address, and that `sharehub migrate` was run")
        sys.exit(UNUSABLE)
    except Exception as error:  # noqa: BLE001 - its text may hold anything, so only its kind and place are told
        _say(f"a fault of ShareHub's own: {type(error).__name__} {_place(error)}; please report it")
        sys.exit(BROKEN)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's hub is made, anew each time.")] = Path(
        ".demo"
    ),
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes any.", min=0, max=65535)] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the API after the story.")] = True,  # noqa: FBT002 - Typer's way
) -> None:
    """Show who sees what of a synthetic case, and why; then serve it on this machine alone."""
    from sharehub.demo.run import run as run_demo  # noqa: PLC0415 - most commands do without the API

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
    from sharehub.service import serve as serve_hub  # noqa: PLC0415 - most commands do without the API

    serve_hub()


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


@app.command("describe-api")
def describe_api() -> None:
    """Print the API's description (OpenAPI 3.1, JSON)."""
    from sharehub.app import description  # noqa: PLC0415 - most commands do without the API

    typer.echo(json_text(description(), indent=2, ensure_ascii=False))


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
    played = play(
        bytes_of(case, "CASE.json"),
        rulebook_text() if rulebook is None else text_of(rulebook, "--rulebook"),
    )
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


@app.command("language-check")
def language_check(
    file: Annotated[Path, typer.Argument(help="Sentences, one JSON object a line.", metavar="FILE.jsonl")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each sentence.")] = False,
) -> None:
    """Ask about how sentences are worded, and offer another way; it is no gate, and edits nothing.

    Exit 0 whatever is found, 2 when the file cannot be used.
    """
    lines = read_lines(bytes_of(file, "FILE.jsonl"))
    if json:
        for line in findings_as_json(lines):
            typer.echo(line)
    else:
        Console().print(findings_as_table(lines))


@app.command("create-pages-key")
def create_pages_key(
    path: Annotated[Path, typer.Argument(help="The key file to make; it must not exist.")],
) -> None:
    """Make the key with which the pages prove to the identity provider who asks; print what it is given."""
    typer.echo(pages_key.public(pages_key.create(path)))


@app.command("create-key")
def create_key(
    path: Annotated[Path, typer.Argument(help="The key file to make; it must not exist.")],
) -> None:
    """Make a new root key, readable by its owner alone; keep it apart from the data, and back it up apart."""
    KeyFile.create(path, os.urandom)


@app.command()
def migrate() -> None:
    """Bring the hub's two databases to the newest schema, and finish what a crash interrupted."""
    with open_hub("migrate") as hub:
        migrate_hub(hub)


@app.command("rotate-keys")
def rotate_keys(
    unit: Annotated[str, typer.Argument(help="The code of the unit whose keys are rotated.")],
    key_class: Annotated[KeyClass | None, typer.Option("--class", help="Only this class of key.")] = None,
    *,
    later: Annotated[
        bool, typer.Option("--later", help="Leave it to workers, who go on by themselves.")
    ] = False,
) -> None:
    """Rotate a unit's category keys and re-wrap what they wrap; run again to go on, or to retire the old."""
    with open_hub("rotate-keys") as hub:
        with hub.begin() as work:
            found = queries.units_by_code(work.tx, frozenset({unit}))
        if unit not in found:
            raise Invalid("unit", "no such unit")
        for one in KeyClass if key_class is None else (key_class,):
            if later:
                with hub.begin(found[unit]) as work:
                    leave_to_workers(work, None, found[unit], one)
                typer.echo(f"{one}: left to workers; `sharehub rotations` says how far they are")
                continue
            with hub.begin(found[unit]) as work:
                begin_rotation(work, None, found[unit], one)
            done = rotate(hub, found[unit], one)
            old = "retired" if done.retired else "still readable; run again later to retire them"
            typer.echo(f"{one}: {done.rewrapped} records re-wrapped; old keys {old}")


def _say(text: str) -> None:
    Console(stderr=True).print(text, style="bold", markup=False, highlight=False, soft_wrap=True)


def _place(error: Exception) -> str:
    last = extract_tb(error.__traceback__)[-1]
    return f"in {Path(last.filename).name}, line {last.lineno}"


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    for polite in STOPS:
        signal.signal(polite, signal.SIG_IGN)  # a second Ctrl-C would interrupt the tidying up
    raise Stopped(STOPPED_BY + number)

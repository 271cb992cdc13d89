"""Commands about work that is done by itself: who dispatches it, who does it, and what became of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - Typer reads the annotations of commands

import typer

from sharehub import settings
from sharehub.administration.commands import serving
from sharehub.commands.given import open_hub
from sharehub.custody import queries as custody
from sharehub.errors import Invalid, Unfit
from sharehub.outbox import by_hand
from sharehub.web.telemetry import log_lines
from sharehub.worker import run

if TYPE_CHECKING:
    from datetime import datetime

    from sharehub.custody.queries import Progress
    from sharehub.outbox.queries import Listed

app = typer.Typer(no_args_is_help=True)
outbox = typer.Typer(no_args_is_help=True, help="Look at the outbox, and have work tried again.")
app.add_typer(outbox, name="outbox")

MOST_PROCESSES = 64


@app.command()
def dispatcher() -> None:
    """Have the outbox's work done until asked to stop: by workers at a broker, or here if there is none."""
    log_lines(sys.stderr)
    with open_hub("dispatcher") as hub:
        _refuse_unfit_to_send()
        with serving(hub, "dispatcher"):
            run.dispatch(hub, settings.read().broker)


@app.command()
def worker(
    processes: Annotated[int, typer.Option(help="Tasks done at once.", min=1, max=MOST_PROCESSES)] = 2,
) -> None:
    """Do the work that dispatchers send through the broker, until asked to stop."""
    log_lines(sys.stderr)
    with open_hub("worker") as hub:
        _refuse_unfit_to_send()
        broker = settings.read().broker
        if broker is None:
            raise Invalid(settings.BROKER, "is not set; without a broker `sharehub dispatcher` does the work")
        with serving(hub, "worker"):
            code = run.work(hub, broker, processes)
    raise typer.Exit(code)


@outbox.command("list")
def list_work(
    *, waiting: Annotated[bool, typer.Option("--waiting", help="What waits, and was not given up.")] = False
) -> None:
    """List work that was given up, the longest due first; of what it is about, nothing."""
    with open_hub("outbox list") as hub, hub.glance() as tx:
        found = by_hand.listed(tx, dead=not waiting)
    for task in found:
        typer.echo(_line(task))
    if not found:
        typer.echo("nothing waits" if waiting else "nothing was given up")


@outbox.command("retry")
def retry_work(
    task: Annotated[UUID, typer.Argument(help="The id that `sharehub outbox list` shows.")],
) -> None:
    """Have work tried again that was given up."""
    with open_hub("outbox retry") as hub, hub.begin() as unit_of_work:
        by_hand.retry(unit_of_work, task)
    typer.echo("it will be tried again")


@app.command()
def rotations() -> None:
    """Say how far rotations have come that were left to workers, the newest first."""
    with open_hub("rotations") as hub, hub.glance() as tx:
        found = custody.rotations(tx, by_hand.MOST_LISTED)
    for one in found:
        typer.echo(_progress(one))
    if not found:
        typer.echo("none was left to workers")


def _refuse_unfit_to_send() -> None:
    flaw = settings.flaw_of_sending()
    if flaw is not None:
        raise Unfit([flaw])


def _line(task: Listed) -> str:
    why = f" {task.last_error}" if task.last_error else ""
    until = f" given up {_moment(task.dead_at)}" if task.dead_at else ""
    return f"{task.id} {task.kind} due {_moment(task.due_at)} tries {task.attempts}{until}{why}"


def _progress(one: Progress) -> str:
    of = "" if one.of is None else f" of {one.of}"
    stands = f"ended {_moment(one.ended_at)}" if one.ended_at else "under way"
    return f"{one.unit} {one.key_class}: {one.moved}{of} moved, begun {_moment(one.begun_at)}, {stands}"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

"""Running the demo: a new hub, the story in the terminal, then the API on this machine alone."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import uvicorn

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.app import application
from sharehub.assembly import fresh
from sharehub.clock import ShiftedClock, SteppedClock
from sharehub.demo.printing import print_doors, print_facts, print_moment
from sharehub.demo.story import MOMENTS, case_file, tell
from sharehub.errors import Conflict
from sharehub.identity.bearer import Tokens, new_token
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.stage import set_stage

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from sharehub.rehearsal.stage import Stage

LOOPBACK = "127.0.0.1"
MARK = "this folder is a ShareHub demo and is made anew at each run"
_MARK_FILE = "DEMO"


def run(console: Console, folder: Path, port: int, *, serve: bool) -> None:
    """Run the demo.

    Args:
        console: where the story is printed.
        folder: where the hub is made; a demo that was there before is replaced.
        port: on which to serve.
        serve: whether to serve after the story.

    Raises:
        Conflict: the port is taken, or the folder holds something that is no demo.
    """
    listening = _listen(port) if serve else None
    try:
        stage = _stage(_cleared(folder))
        try:
            print_facts(console, stage)
            for moment, readings in tell(stage):
                print_moment(console, stage, moment, readings)
            if listening is not None:
                _serve(console, stage, listening)
        finally:
            stage.hub.close()
    finally:
        if listening is not None:
            listening.close()


def _listen(port: int) -> socket.socket:
    """Take the port before anything else, so that a taken one is said at once."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError:
        listening.close()
        raise Conflict(
            f"port {port} is taken on this machine: stop what uses it, or choose another"
        ) from None
    return listening


def _cleared(folder: Path) -> Path:
    mark = folder / _MARK_FILE
    if folder.exists() and any(folder.iterdir()):
        if not mark.is_file():
            raise Conflict("the demo's folder holds something else: choose another")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(MARK, encoding="utf-8")
    return folder


def _stage(folder: Path) -> Stage:
    clock = SteppedClock(datetime.combine(MOMENTS[0].day, time(8), UTC))
    text = rulebook_text()
    rulebook = parse_rulebook(text)
    return set_stage(fresh(folder / "hub", clock), clock, parse(case_file(), rulebook), text, rulebook)


def _serve(console: Console, stage: Stage, listening: socket.socket) -> None:
    """Serve on the last day of the story, with a token for each member of staff."""
    start = datetime.combine(MOMENTS[-1].day, time(13), UTC)
    hub = replace(stage.hub, clock=ShiftedClock(start))
    tokens = {name: new_token(os.urandom) for name in stage.readers}
    app = application(hub, Tokens({tokens[name]: actor for name, actor in stage.readers.items()}))
    address = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    print_doors(console, address, tokens, str(stage.case))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn raises it again once everything under way has been answered
    console.print("Stopped.")

"""Running the demo: a new hub, the story in the terminal, then the API on this machine alone."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from policies.vocabulary import Outcome
from sharehub.acting.entrance import Door
from sharehub.app import KeptLog, Outside, application, with_pages
from sharehub.assembly import fresh
from sharehub.audit import signing_keys
from sharehub.audit.promise import promiser
from sharehub.audit.signing_keys import Use
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.clock import ShiftedClock, SteppedClock
from sharehub.demo.folder import HUB, own_folder
from sharehub.demo.following import narrow_a_channel, recall, request
from sharehub.demo.printing import print_doors, print_facts, print_moment
from sharehub.demo.printing_following import print_narrowing, print_recall, print_request
from sharehub.demo.printing_referral import print_change, print_referral
from sharehub.demo.provider_pages import pages
from sharehub.demo.referral import refer, report
from sharehub.demo.staff import TOKENS, let_in
from sharehub.demo.story import ASKED, BETWEEN, MOMENTS, NARROWED, REFERRED, REPORTED, case_file, tell
from sharehub.errors import Conflict
from sharehub.identity.access_token import Expected
from sharehub.identity.keyset import KeySet
from sharehub.identity.relying import RelyingParty
from sharehub.log_keeping import PATIENCE, sequencing
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.stage import set_stage
from sharehub.worker.run import working

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sharehub.audit.note import Signer
    from sharehub.demo.story import Moment, Reading
    from sharehub.rehearsal.stage import Stage

LOOPBACK = "127.0.0.1"
WAITING = 64
"""Connections that may wait to be answered."""

SECONDS_TO_FINISH = 5
"""How long an answer under way is waited for when the demo stops."""


def run(console: Console, folder: Path, port: int, *, serve: bool) -> None:
    """Run the demo.

    Args:
        console: where the story is printed.
        folder: where the hub is made; a demo that was there before is replaced.
        port: on which to serve; 0 takes any that is free.
        serve: whether to serve after the story.

    Raises:
        Conflict: the port is taken, or the folder holds something that is no demo.
    """
    if not serve:
        with _stage(folder) as stage:
            _tell(console, stage)
        return
    # The port first: one that is taken is said at once, before anything is touched.
    with closing(_listen(port)) as listening, _stage(folder) as stage:
        _serve(console, stage, listening, folder / HUB / TOKENS, _tell(console, stage))


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(WAITING)
    except OSError as error:
        listening.close()
        why = "is taken" if error.errno == errno.EADDRINUSE else "cannot be had"
        raise Conflict(
            f"port {port} {why} on this machine: stop what uses it, or choose another (--port 8001, or make"
            " demo PORT=8001)"
        ) from None
    return listening


@contextmanager
def _stage(folder: Path) -> Iterator[Stage]:
    text = rulebook_text()
    rulebook = parse_rulebook(text)
    file = parse(case_file(), rulebook)
    clock = SteppedClock(datetime.combine(MOMENTS[0].day, time(8), UTC))
    with own_folder(folder) as place, closing(fresh(place, clock)) as hub:
        yield set_stage(hub, clock, file, text, rulebook)


def _tell(console: Console, stage: Stage) -> list[Reading]:
    """Tell the story, and return what everybody got in the end."""
    print_facts(console, stage)
    readings: list[Reading] = []
    for moment, now in tell(stage):
        if moment in BETWEEN:
            _tell_of(console, stage, moment)
        else:
            print_moment(console, stage, moment, now, {reading.reader: reading for reading in readings})
            readings = now
    return readings


def _tell_of(console: Console, stage: Stage, moment: Moment) -> None:
    if moment is ASKED:
        print_request(console, moment, request(stage))
    elif moment is REFERRED:
        print_referral(console, moment, refer(stage))
    elif moment is NARROWED:
        print_narrowing(console, moment, narrow_a_channel(stage))
    elif moment is REPORTED:
        print_change(console, moment, report(stage))
    else:
        print_recall(console, moment, recall(stage))


def _serve(
    console: Console, stage: Stage, listening: socket.socket, tokens: Path, readings: list[Reading]
) -> None:
    """Serve on the last day of the story, with a token for each member of staff."""
    hub = replace(stage.hub, clock=ShiftedClock(datetime.combine(MOMENTS[-1].day, time(13), UTC)))
    origin = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    provider, registration = let_in(replace(stage, hub=hub), origin, tokens)
    expected = Expected(provider.issuer, provider.audience)
    keys = KeySet(provider.key_set, monotonic)
    door = Door(hub, expected, keys, origin)
    example = max(readings, key=lambda reading: reading.got(Outcome.FULL))
    print_doors(console, origin, tokens, str(stage.case), example)
    log_key, promises = _log_keys(tokens.parent, origin)
    outside = Outside(log=KeptLog(promises=promises, patience=PATIENCE))
    people = RelyingParty(registration, provider.metadata, keys, monotonic)
    config = uvicorn.Config(
        beside(pages(provider), with_pages(application(hub, door, outside), people)),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    with sequencing(hub.engine, log_key, NOBODY_WATCHES, hub.clock), working(hub):
        uvicorn.Server(config).run(sockets=[listening])


def _log_keys(folder: Path, origin: str) -> tuple[Path, Signer]:
    """Make the keys of the demo's log, and the one that its receipts are signed with."""
    name = f"{urlsplit(origin).netloc}/log"
    signing_keys.create(folder / "log.json", Use.LOG, name, os.urandom)
    made = signing_keys.create(folder / "promises.json", Use.PROMISES, promiser(name), os.urandom)
    return folder / "log.json", made.newest


def beside(identity: ASGIApp, hub: ASGIApp) -> ASGIApp:
    """Return one application of two: the provider below its own paths, the hub everywhere else."""

    async def chosen(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        ours = path.startswith(("/identity/", "/.well-known/"))
        await (identity if ours else hub)(scope, receive, send)

    return chosen

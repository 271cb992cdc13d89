"""A service over HTTP that kills itself at a moment, as the kernel would."""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn
from sqlalchemy import event

from sharehub.app import application
from sharehub.assembly import assemble
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile
from tests.sharehub.web.tokens import Tokens

if TYPE_CHECKING:
    from datetime import datetime
    from multiprocessing.connection import Connection
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Served:
    """Which hub is served, from which moment on, and who bears its token."""

    database: str
    keys: str
    key_file: Path
    now: datetime
    actor: Actor


def serve(served: Served, moment: str, port: Connection) -> None:
    """Serve until killed, and say at which port."""
    provider = KeyFile(served.key_file, os.urandom)
    hub = assemble(served.database, served.keys, provider, SteppedClock(served.now))
    app: ASGIApp = application(hub, Tokens({"token": served.actor}))
    if moment == "before the commit":
        event.listen(hub.engine, "commit", _kill)
    if moment == "after the commit":
        # The connection goes back to the pool once the transaction has ended.
        event.listen(hub.engine, "checkin", _kill)
    if moment == "before the answer":
        app = _killed_before_it_answers(app)
    listening = socket.create_server(("127.0.0.1", 0))
    port.send(listening.getsockname()[1])
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listening])


def _kill(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killed_before_it_answers(app: ASGIApp) -> ASGIApp:
    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                _kill()
            await send(message)

        await app(scope, receive, last if scope["type"] == "http" else send)

    return asgi

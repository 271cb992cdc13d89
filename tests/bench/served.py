"""Serving one reading over HTTP, in processes of their own: governed, ordinary, or its statements replayed.

All three are served as `sharehub serve` does it behind a proxy: the same server, the same settings, routes
that are no coroutines, and as many threads. Only what answers differs.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Response

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.acting.entrance import Door
from sharehub.app import LARGEST_BODY, Outside, application
from sharehub.assembly import assemble
from sharehub.clock import ShiftedClock, SteppedClock
from sharehub.crypto.keys import KeyFile
from sharehub.demo.story import case_file
from sharehub.disclosure.api import AskBody  # noqa: TC001 - FastAPI reads the annotations of routes
from sharehub.identity.keyset import KeySet
from sharehub.protocols.partnership import Identity, identify_user, register_client
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.stage import Stage
from sharehub.service import THREADS, spare_the_living
from sharehub.web.bodies import CaseId  # noqa: TC001 - FastAPI reads the annotations of routes
from sharehub.web.guard import Bounds
from sharehub.web.rates import Rates
from sharehub.web.telemetry import RequestLog
from tests.bench.family import Reading
from tests.bench.plain import plain_reading
from tests.forked import FORKED
from tests.sharehub.identity.signing import EXPECTED, Issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from multiprocessing.context import ForkServerProcess
    from multiprocessing.synchronize import Event
    from uuid import UUID

    from sqlalchemy import URL
    from starlette.types import Lifespan

    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor

HERE = "127.0.0.1"
HOST = "hub.example"
PATH = "/api/v1/cases/{case}/disclosures"
PROCESS = "Served-By"
"""The header in which each answer names its process, so that clients can be spread evenly among several."""
CLIENT = "pages"
SHIFT = timedelta(hours=6)
"""How long a token is good for; a bench takes minutes."""
NO_LIMIT = 1e6
WAITING = 128
"""Connections that may wait to be answered."""
PATIENCE = 60
"""Seconds that a process may take to begin, to end, or to finish a turn."""


class Route(StrEnum):
    """What answers: the product, or what it is compared with. The names are those that are printed."""

    GOVERNED = "governed"
    ORDINARY = "ordinary function"
    REPLAYED = "replayed statements"


@dataclass(frozen=True, slots=True)
class Place:
    """All that another process needs to serve one reading of a hub: where it is, when, who, and for what."""

    database: str
    keys: str
    key_file: Path
    zone: str
    moment: datetime
    case: UUID
    facts: dict[str, UUID]
    actor: Actor
    purpose: str
    issuers_keys: bytes

    def hub(self) -> Hub:
        """Open the hub anew; its clock goes on from the moment, as a real one does."""
        provider = KeyFile(self.key_file, os.urandom)
        return assemble(self.database, self.keys, provider, ShiftedClock(self.moment), self.zone)

    def reading(self, hub: Hub) -> Reading:
        """Return the reading, on that hub."""
        rulebook = parse_rulebook(rulebook_text())
        stage = Stage(hub, SteppedClock(self.moment), parse(case_file(), rulebook), rulebook)
        stage.case = self.case
        stage.facts = self.facts
        return Reading(stage, self.actor, self.purpose)


def let_in(governed: Reading) -> tuple[Place, str]:
    """Make a reader known to an identity provider; return where they are served, and their token."""
    hub, stage, actor = governed.stage.hub, governed.stage, governed.actor
    moment = hub.clock.now()
    subject = str(actor.user)
    with hub.begin() as work:
        register_client(work, EXPECTED.issuer, CLIENT, "a bench", bound=False)
        identify_user(work, actor.user, Identity("bench", EXPECTED.issuer, subject))
    issuer = Issuer(now=int(moment.timestamp()))
    token = issuer.token(
        sub=subject,
        client_id=CLIENT,
        exp=issuer.now + int(SHIFT.total_seconds()),
        sharehub_unit=next(stage.codes[code] for code, unit in stage.units.items() if unit == actor.unit),
        sharehub_role=actor.role,
    )
    provider = hub.keys.provider
    if not isinstance(provider, KeyFile):
        raise TypeError("another process finds the root keys in a file")
    place = Place(
        database=_whole(hub.engine.url),
        keys=_whole(hub.keys.engine.url),
        key_file=provider._path,
        zone=hub.zone.key,
        moment=moment,
        case=stage.case,
        facts=stage.facts,
        actor=actor,
        purpose=governed.purpose,
        issuers_keys=issuer.document(),
    )
    return place, token


class Service:
    """One route, served on a port of its own by as many processes as were started."""

    def __init__(self, place: Place, route: Route) -> None:
        """Listen; nobody answers before `start`."""
        self._place = place
        self._route = route
        self._processes: list[ForkServerProcess] = []
        # By the protocol's number: on such alone asyncio turns Nagle's delay off. Where it is on, an answer
        # in two parts waits 40 ms for the first to be acknowledged: that would be all that is measured.
        self._listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listening.bind((HERE, 0))
        self._listening.listen(WAITING)

    @property
    def port(self) -> int:
        """Where it is reached."""
        return int(self._listening.getsockname()[1])

    def start(self) -> Event:
        """Start one more process; what is returned is set when it answers."""
        ready = FORKED.Event()
        process = FORKED.Process(
            target=serve, args=(self._place, self._route, self._listening, ready), daemon=True
        )
        process.start()
        self._processes.append(process)
        return ready

    def close(self) -> None:
        """End every process, and let go of the port."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(PATIENCE)
        self._listening.close()


def serve(place: Place, route: Route, listening: socket.socket, ready: Event) -> None:
    """Serve a route until told to end: what each process does."""
    hub = place.hub()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS[hub.engine.dialect.name]
        spare_the_living()
        ready.set()
        yield
        hub.close()

    config = uvicorn.Config(
        governed(hub, place, lifespan)
        if route is Route.GOVERNED
        else bare(_answer(hub, place, route), lifespan),
        proxy_headers=True,
        forwarded_allow_ips=[HERE],
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=1,
        headers=[(PROCESS, str(os.getpid()))],
    )
    uvicorn.Server(config).run(sockets=[listening])


def governed(hub: Hub, place: Place, lifespan: Lifespan[FastAPI]) -> FastAPI:
    """Return the product, as it is served: tokens checked, requests counted and each told in a line."""
    # Nothing is left out but the quota itself, and the disk that the lines would go to.
    lines = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    outside = Outside(
        bounds=Bounds(LARGEST_BODY, frozenset({HOST}), secure=True),
        rates=Rates(share=NO_LIMIT),
        observers=(RequestLog(lines),),
    )
    keys = KeySet(lambda: place.issuers_keys, time.monotonic)
    return application(hub, Door(hub, EXPECTED, keys, f"https://{HOST}"), outside, lifespan)


def bare(answer: Callable[[], bytes], lifespan: Lifespan[FastAPI]) -> FastAPI:
    """Return an application as anybody would write it, of one route that asks nobody who they are."""
    # As in the product: FastAPI would otherwise measure and record each request.
    app = FastAPI(
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )

    @app.post(PATH)
    def ask(case: CaseId, body: AskBody) -> Response:  # noqa: ARG001 - read from the request as the product does
        return Response(answer(), media_type="application/json")

    return app


def _answer(hub: Hub, place: Place, route: Route) -> Callable[[], bytes]:
    plain = plain_reading(place.reading(hub))
    return plain if route is Route.ORDINARY else plain.bare


def _whole(url: URL) -> str:
    return url.render_as_string(hide_password=False)

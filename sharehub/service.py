"""A hub served to people: what it refuses to start with, and how it is run."""

from __future__ import annotations

import gc
import os
import socket
import sys
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from sqlalchemy.exc import SQLAlchemyError
from uvicorn.supervisors import Multiprocess

from sharehub import settings as surroundings
from sharehub.acting.entrance import Door
from sharehub.administration.commands import commanded, serving
from sharehub.app import LARGEST_BODY, KeptLog, Outside, application, with_pages
from sharehub.assembly import assemble
from sharehub.audit import signing_keys
from sharehub.audit.signing_keys import Use
from sharehub.clock import SystemClock
from sharehub.crypto.keys import KeyFile
from sharehub.database.roles import unbound
from sharehub.errors import KeysUnavailable, Unfit
from sharehub.health.ready import OK, OLD_SCHEMA, health
from sharehub.identity import pages_key
from sharehub.identity.access_token import Expected
from sharehub.identity.keyset import KeySet, https_get, jwks_uri, metadata
from sharehub.identity.relying import Registration, RelyingParty
from sharehub.log_keeping import PATIENCE, flaws_of_log, relied_on, sequencing
from sharehub.service_settings import PAGES_KEY, PROMISES, read_service
from sharehub.web.guard import Bounds
from sharehub.web.rates import Rates
from sharehub.web.telemetry import Metrics, RequestLog, Traces, log_lines
from sharehub.worker.run import working

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from fastapi import FastAPI
    from starlette.types import ASGIApp

    from sharehub.audit.witness_policy import Reliance
    from sharehub.hub import Hub
    from sharehub.service_settings import ServiceSettings
    from sharehub.settings import Settings

THREADS = {"sqlite": 2, "postgresql": 8}
"""How many requests are worked on at once: few, so that none waits long for the others' turns."""
SECONDS_TO_FINISH = 20
COMMAND = "serve"
YOUNG = 10_000
"""How many more objects may be alive before cycles are looked for; Python's own 700 is one answer's."""


def serve() -> None:
    """Serve the hub that the surroundings describe, until it is asked to stop.

    Raises:
        Invalid: a setting is missing or cannot be what it should be.
        Unfit: the surroundings are not fit to serve people from; it names every flaw.
    """
    given, service = surroundings.read(), read_service()
    hub = _hub(given)
    try:
        with commanded(hub, COMMAND):
            refuse_unfit(hub, _flaws_of_log(hub, given, service))
    finally:
        hub.close()
    config = uvicorn.Config(
        "sharehub.service:create",
        factory=True,
        host=service.host,
        port=service.port,
        workers=service.processes,
        proxy_headers=bool(service.proxies),
        forwarded_allow_ips=list(service.proxies),
        ssl_certfile=service.certificate,
        ssl_keyfile=service.private_key,
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        # What is no HTTP comes past everything that is accounted for here; there is no such route.
        ws="none",
    )
    listening = config.bind_socket()
    # Connections inherit it: an answer does not wait for the acknowledgement of what went before.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if service.processes == 1:
        uvicorn.Server(config).run(sockets=[listening])
    else:
        Multiprocess(config, sockets=[listening]).run()


def create() -> ASGIApp:
    """Return the application that the surroundings describe; each process that serves makes its own."""
    given, service = surroundings.read(), read_service()
    log_lines(sys.stderr)
    hub = _hub(given)
    with commanded(hub, COMMAND):
        refuse_unfit(hub, _flaws_of_log(hub, given, service))
    reliance = relied_on(given.witnesses)
    traces = Traces.to(service.traces) if service.traces else None

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS[hub.engine.dialect.name]
        spare_the_living()
        with sequencing(hub.engine, given.log_key, reliance, hub.clock), working(hub), serving(hub):
            yield
        if traces is not None:
            traces.close()
        hub.close()

    app = application(hub, door_of(hub, service), _outside(service, traces, reliance), lifespan)
    provider = signing_people_in(service)
    return app if provider is None else with_pages(app, provider)


def spare_the_living() -> None:
    """Have the collector of cycles pass over what lives as long as the process, and come by less often.

    All that it frees is cycles, of which answers leave next to none. Looking through what a process was
    started with takes as long as a dozen answers, and would happen in the midst of one.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def refuse_unfit(hub: Hub, further: Sequence[str] = ()) -> None:
    """Refuse to serve people from a hub whose keys, database or schema are not fit for it.

    `further` are flaws that were found elsewhere, to be told with the others.

    Raises:
        Unfit: it names every flaw, and what to do about it.
    """
    flaws = [*_flaws_of_keys(hub), *_flaws_of_database(hub), *further]
    if flaws:
        raise Unfit(flaws)


def door_of(hub: Hub, service: ServiceSettings) -> Door:
    """Return the door of a served hub: tokens of its issuer, checked with the keys that it publishes."""
    keys = KeySet(lambda: https_get(jwks_uri(service.issuer)), time.monotonic)
    expected = Expected(service.issuer, service.audience)
    return Door(hub, expected, keys, service.origin, step_up_acr=service.step_up_acr)


def signing_people_in(service: ServiceSettings) -> RelyingParty | None:
    """Return how people sign in on the pages of a served hub; None where it has no pages.

    Raises:
        KeysUnavailable: the pages' key cannot be read.
    """
    if service.pages is None:
        return None
    client, path = service.pages
    registration = Registration(
        service.issuer, client, pages_key.read(path), service.origin, service.step_up_acr
    )
    keys = KeySet(lambda: https_get(jwks_uri(service.issuer)), time.monotonic)
    return RelyingParty(registration, lambda: metadata(service.issuer), keys, time.monotonic)


def _hub(given: Settings) -> Hub:
    return assemble(
        given.database, given.keys, KeyFile(given.key_file, os.urandom), SystemClock(), given.zone
    )


def _outside(service: ServiceSettings, traces: Traces | None, reliance: Reliance) -> Outside:
    return Outside(
        log=KeptLog(reliance.policy, signing_keys.read(service.promise_key, Use.PROMISES).newest, PATIENCE),
        bounds=Bounds(LARGEST_BODY, frozenset(service.hosts), secure=True),
        rates=Rates(service.rates),
        cors=service.cors,
        observers=(RequestLog(sys.stdout), *([traces] if traces else [])),
        metrics=Metrics() if service.metrics_token else None,
        metrics_token=service.metrics_token,
    )


def _flaws_of_keys(hub: Hub) -> list[str]:
    try:
        if hub.keys.provider.health().demo:
            return [
                f"{surroundings.KEY_FILE}: these keys were made for the demo: `sharehub create-key` makes new"
            ]
    except KeysUnavailable as error:
        return [f"{surroundings.KEY_FILE}: {error}"]
    return []


def _flaws_of_log(hub: Hub, given: Settings, service: ServiceSettings) -> list[str]:
    flaws = flaws_of_log(hub.engine, given)
    flaw = surroundings.flaw_of_sending()
    if flaw is not None:
        flaws.append(flaw)
    try:
        signing_keys.read(service.promise_key, Use.PROMISES)
    except KeysUnavailable as error:
        flaws.append(f"{PROMISES}: {error}")
    try:
        signing_people_in(service)
    except KeysUnavailable as error:
        flaws.append(f"{PAGES_KEY}: {error}")
    return flaws


def _flaws_of_database(hub: Hub) -> list[str]:
    found = health(hub)
    if found.database == OLD_SCHEMA:
        return [f"{surroundings.DATABASE}: its schema is not this program's: run `sharehub migrate`"]
    if found.database != OK:
        return [f"{surroundings.DATABASE}: it cannot be reached or used; or run `sharehub migrate` first"]
    try:
        why = unbound(hub.engine)
    except SQLAlchemyError:
        why = "its roles cannot be read"
    if why is None:
        return []
    unfit = f"{surroundings.DATABASE}: this login is not bound by row-level security: {why}"
    return [f"{unfit}; use one that deploy/postgresql/roles.sql makes for the service"]

"""Builds the application: the only place where routes, hub and identity meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from sharehub.administration import api as administration
from sharehub.cases import api as cases
from sharehub.consents import api as consents
from sharehub.custody import api as custody
from sharehub.disclosure import api as disclosures
from sharehub.health import api as health
from sharehub.imports import api as imports
from sharehub.oversight import api as oversight
from sharehub.patterns import api as facts
from sharehub.protocols import api as protocols
from sharehub.web.description import describe
from sharehub.web.guard import Bounds, Guard
from sharehub.web.problems import answer_with_problems
from sharehub.web.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Lifespan

    from sharehub.acting.entrance import Entrance
    from sharehub.hub import Hub
    from sharehub.web.telemetry import Metrics, Observer

LARGEST_BODY = 1_000_000
"""Bytes; a fact is a few thousand."""


@dataclass(frozen=True, slots=True)
class Outside:
    """How the application stands to the outside: what it lets in, how often, and who is told of requests.

    `cors` are origins whose pages may call it; `metrics_token` opens `/metrics`, which is not there without.
    """

    bounds: Bounds = field(default_factory=lambda: Bounds(LARGEST_BODY))
    rates: Rates = field(default_factory=Rates)
    cors: Sequence[str] = ()
    observers: Sequence[Observer] = ()
    metrics: Metrics | None = None
    metrics_token: str | None = None

    def watching(self) -> tuple[Observer, ...]:
        """Return everybody who is told of requests."""
        return (*self.observers, *([self.metrics] if self.metrics else []))


def application(
    hub: Hub, entrance: Entrance, outside: Outside | None = None, lifespan: Lifespan[FastAPI] | None = None
) -> FastAPI:
    """Return the application of one hub. Nothing but health answers without an actor."""
    outside = outside or Outside()
    app = _routed(lifespan)
    app.state.hub = hub
    app.state.entrance = entrance
    app.state.rates = outside.rates
    app.state.outside = outside
    if outside.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=outside.cors,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "DPoP", "Idempotency-Key", "If-Match"],
            expose_headers=["ETag", "RateLimit", "Request-Id", "Retry-After"],
        )
    # FastAPI's own limit on bodies answers in plain text, outside everything that is added here.
    app.add_middleware(Guard, bounds=outside.bounds, observers=outside.watching())
    answer_with_problems(app)
    return app


def description() -> dict[str, Any]:
    """Return the API's description."""
    return describe(_routed(None))


def _routed(lifespan: Lifespan[FastAPI] | None) -> FastAPI:
    """Return an application that has routes and nothing else.

    FastAPI's own telemetry would record paths and exception texts: it is off.
    """
    app = FastAPI(
        title="ShareHub",
        version="1",
        summary="Governed exchange of perpetrator pattern summaries",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    exchange = (cases, facts, disclosures, consents, custody, imports, oversight)
    for part in (health, *exchange, protocols, administration):
        app.include_router(part.router)
    return app

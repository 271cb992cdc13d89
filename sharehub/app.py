"""Builds the application: the only place where routes, hub and identity meet."""

from __future__ import annotations

from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from sharehub.acting.refusals import WINDOW, Refusals
from sharehub.acting.requests import ask_who_elsewhere
from sharehub.administration import api as administration
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.cases import api as cases
from sharehub.change import api as change
from sharehub.channels import api as channels
from sharehub.channels import cases_api as case_channels
from sharehub.consents import api as consents
from sharehub.consents import risk_api as serious_risk
from sharehub.custody import api as custody
from sharehub.deadlines import api as deadlines
from sharehub.deliveries import api as endpoints
from sharehub.disclosure import api as disclosures
from sharehub.disclosure.papers import RECEIPT, RELEASE
from sharehub.health import api as health
from sharehub.imports import api as imports
from sharehub.notices import api as notices
from sharehub.notices import leaks_api as leaks
from sharehub.oversight import api as oversight
from sharehub.pages.app import pages
from sharehub.pages.visits import House
from sharehub.patterns import api as facts
from sharehub.patterns import gaps_api as gaps
from sharehub.patterns import shown_api as shown
from sharehub.permissions import api as permissions
from sharehub.protocols import api as protocols
from sharehub.recalls import api as recalls
from sharehub.receipts import api as receipts
from sharehub.referrals import api as referrals
from sharehub.referrals import directory_api as programmes
from sharehub.replay import api as simulations
from sharehub.reports import api as reports
from sharehub.requests import api as requests
from sharehub.retention import api as retention
from sharehub.sessions.store import Sessions
from sharehub.web.background import Background, in_background
from sharehub.web.description import describe
from sharehub.web.guard import Bounds, Guard
from sharehub.web.problems import answer_with_problems
from sharehub.web.rates import Rates
from sharehub.web.routes import put_together

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.types import ASGIApp, Lifespan

    from sharehub.acting.entrance import Entrance
    from sharehub.audit.checkpoint import Policy
    from sharehub.audit.note import Signer
    from sharehub.hub import Hub
    from sharehub.identity.relying import RelyingParty
    from sharehub.web.telemetry import Metrics, Observer

LARGEST_BODY = 1_000_000
"""Bytes; a fact is a few thousand."""
SECONDS_TO_FLUSH = WINDOW.total_seconds() / 12
"""How often it is looked whether a window is over."""


@dataclass(frozen=True, slots=True)
class KeptLog:
    """How the log is kept: who witnesses it, who signs receipts, and how long acts wait to be in its tree.

    `patience` is in seconds; 0 where nobody sequences.
    """

    policy: Policy = NOBODY_WATCHES.policy
    promises: Signer | None = None
    patience: float = 0.0


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
    log: KeptLog = field(default_factory=KeptLog)

    def watching(self) -> tuple[Observer, ...]:
        """Return everybody who is told of requests."""
        return (*self.observers, *([self.metrics] if self.metrics else []))


def application(
    hub: Hub, entrance: Entrance, outside: Outside | None = None, lifespan: Lifespan[FastAPI] | None = None
) -> FastAPI:
    """Return the application of one hub. Nothing but health answers without an actor.

    What it does by itself is in `app.state.background`, and done within the lifespan that is given.
    """
    outside = outside or Outside()
    refusals = Refusals(hub)
    background = (Background("refusals", SECONDS_TO_FLUSH, refusals.flush, refusals.close),)
    app = _routed(_living(background, lifespan))
    app.state.background = background
    app.state.refusals = refusals
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
            # The challenge is what tells a page to send somebody to sign in anew.
            expose_headers=[
                *("ETag", "RateLimit", "Request-Id", "Retry-After", "WWW-Authenticate"),
                *("Content-Disposition", RELEASE, RECEIPT),
            ],
        )
    # FastAPI's own limit on bodies answers in plain text, outside everything that is added here.
    app.add_middleware(Guard, bounds=outside.bounds, ledger=refusals, observers=outside.watching())
    answer_with_problems(app)
    ask_who_elsewhere(app)
    return app


def with_pages(app: FastAPI, provider: RelyingParty) -> ASGIApp:
    """Return an application of `application` together with the pages that people use it by.

    `provider` is where people sign in.
    """
    hub: Hub = app.state.hub
    outside: Outside = app.state.outside
    ours = provider.registration
    house = House(app, Sessions(hub, ours.issuer, ours.client_id), provider, hub.zone)
    return pages(house, outside.bounds, app.state.refusals, outside.watching())


def description() -> dict[str, Any]:
    """Return the API's description."""
    return describe(_routed(None))


def _living(background: Sequence[Background], around: Lifespan[FastAPI] | None) -> Lifespan[FastAPI]:
    """Return a lifespan in which the background runs, within another: what that closes is open till then."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        async with around(app) if around else nullcontext(), in_background(background):
            yield

    return living


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
        # An address is one address: a redirect would be an answer that no route gave.
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    parts = (
        *(health, cases, facts, gaps, shown, change, permissions, requests, disclosures, consents),
        *(serious_risk, notices, leaks, endpoints, custody, imports, oversight, protocols, receipts),
        *(recalls, simulations),
        *(administration, deadlines, programmes, referrals, reports, retention, channels, case_channels),
    )
    put_together(app, [part.router for part in parts])
    return app

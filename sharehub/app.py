"""Builds the application: the only place where routes, hub and identity meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from sharehub.disclosure import api as disclosures
from sharehub.patterns import api as facts
from sharehub.web.guard import Guard
from sharehub.web.problems import answer_with_problems

if TYPE_CHECKING:
    from sharehub.acting.entrance import Entrance
    from sharehub.hub import Hub

LARGEST_BODY = 1_000_000
"""Bytes; a fact is a few thousand."""


def application(hub: Hub, entrance: Entrance) -> FastAPI:
    """Return the application of one hub.

    FastAPI's own telemetry would record paths and exception texts: it is off. Nothing but health answers
    without an actor, so the OpenAPI document is generated (`openapi()`) and not served.
    """
    app = FastAPI(
        title="ShareHub",
        version="1",
        summary="Governed exchange of perpetrator pattern summaries",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.hub = hub
    app.state.entrance = entrance
    # FastAPI's own limit on bodies answers in plain text, outside everything that is added here.
    app.add_middleware(Guard, largest_body=LARGEST_BODY)
    answer_with_problems(app)
    app.include_router(facts.router)
    app.include_router(disclosures.router)
    app.get("/health/live", include_in_schema=False)(live)
    return app


def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}

"""Builds the application: the only place where routes, hub and identity meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from sharehub.disclosure import api as disclosures
from sharehub.patterns import api as facts
from sharehub.web.problems import answer_with_problems

if TYPE_CHECKING:
    from sharehub.hub import Hub
    from sharehub.identity.bearer import Tokens

LARGEST_BODY = 1_000_000
"""Bytes; a fact is a few thousand."""


def application(hub: Hub, tokens: Tokens) -> FastAPI:
    """Return the application of one hub.

    FastAPI's own telemetry would record paths and exception texts: it is off.
    """
    app = FastAPI(
        title="ShareHub",
        version="1",
        summary="Governed exchange of perpetrator pattern summaries",
        docs_url=None,
        redoc_url=None,
        max_body_size=LARGEST_BODY,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.hub = hub
    app.state.tokens = tokens
    answer_with_problems(app)
    app.include_router(facts.router)
    app.include_router(disclosures.router)
    app.get("/health/live", include_in_schema=False)(live)
    return app


def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}

"""Health and figures over HTTP: for whoever watches the service, without a word about anybody."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from sharehub.health.ready import health

router = APIRouter(include_in_schema=False)

NOT_READY = 503
PLAIN = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/health/live")
async def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(request: Request) -> Response:
    """Say whether database, keys and log can be used, and how long the oldest entry waits for the tree."""
    found = health(request.app.state.hub)
    body = {
        "status": "ready" if found.ready else "not_ready",
        "database": found.database,
        "keys": found.keys,
        "log": found.log,
        "oldest_queued_seconds": found.oldest_queued,
    }
    return JSONResponse(body, 200 if found.ready else NOT_READY)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return the figures to whoever holds the token for them; without one it is as if there were none."""
    outside = request.app.state.outside
    given = request.headers.get("authorization", "")
    expected = f"Bearer {outside.metrics_token}"
    if outside.metrics is None or not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(404)
    return Response(outside.metrics.text(), media_type=PLAIN)

"""Health, figures and the log's checkpoint over HTTP: for all who watch, without a word about anybody."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from sharehub.audit.standing import shown_checkpoint
from sharehub.health.ready import health

router = APIRouter(include_in_schema=False)

NOT_READY = 503
PLAIN = "text/plain; version=0.0.4; charset=utf-8"
NOTE = "text/plain; charset=utf-8"


@router.get("/health/live")
async def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(request: Request) -> Response:
    """Say whether database, keys and log can be used, how the log's tree stands, and what work waits."""
    found = health(request.app.state.hub, request.app.state.outside.log.policy)
    body = {
        "status": "ready" if found.ready else "not_ready",
        "database": found.database,
        "keys": found.keys,
        "log": found.log,
        "oldest_queued_seconds": found.oldest_queued,
        "tree": None if found.tree is None else found.tree._asdict(),
        "work": None if found.work is None else found.work._asdict(),
        # How much is late is behind the token: here anybody could watch it change.
        "overdue_counted_seconds": None if found.overdue is None else found.overdue.age,
    }
    return JSONResponse(body, 200 if found.ready else NOT_READY)


@router.get("/log/checkpoint")
def checkpoint(request: Request) -> Response:
    """Return the log's checkpoint with what witnesses said of it, for partners to keep (C2SP tlog-tiles)."""
    with request.app.state.hub.glance() as tx:
        found = shown_checkpoint(tx, request.app.state.outside.log.policy)
    if found is None:
        raise HTTPException(404)
    return Response(found, media_type=NOTE)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return the figures to whoever holds the token for them; without one it is as if there were none."""
    outside = request.app.state.outside
    given = request.headers.get("authorization", "")
    expected = f"Bearer {outside.metrics_token}"
    if outside.metrics is None or not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(404)
    found = health(request.app.state.hub, outside.log.policy)
    outside.metrics.log_stands(found.tree, found.oldest_queued)
    outside.metrics.work_stands(found.work)
    outside.metrics.overdue_stands(found.overdue)
    return Response(outside.metrics.text(), media_type=PLAIN)

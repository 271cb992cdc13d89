"""Builds the pages: an application of its own beside the API, behind a guard of its own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from sharehub.pages.families import FAMILIES
from sharehub.pages.rendering import ICON, ICON_PATH, STYLE, STYLE_PATH, render
from sharehub.web.guard import FAILED, Guard
from sharehub.web.notes import notes_of
from sharehub.web.problems import code_of
from sharehub.web.routes import put_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

    from sharehub.pages.visits import House
    from sharehub.web.guard import Bounds, Ledger
    from sharehub.web.telemetry import Observer

log = logging.getLogger("sharehub.web")
OF_THE_API = ("/api/", "/health/", "/log/", "/metrics")
"""Where everything begins that is not a page."""


def pages(house: House, bounds: Bounds, ledger: Ledger, observers: Sequence[Observer] = ()) -> ASGIApp:
    """Return the pages of a hub, which answer for everything that is not the API's."""
    app = routed()
    app.state.house = house
    policy = house.policy()

    async def with_policy(scope: Scope, receive: Receive, send: Send) -> None:
        notes = notes_of(scope)
        notes.headers.update({"Content-Security-Policy": policy, "Referrer-Policy": "same-origin"})
        try:
            await app(scope, receive, send)
        except Exception:
            # Answered already; the framework raises it again for whoever wants to know.
            if notes.failure is None:
                raise

    guarded = Guard(with_policy, bounds, ledger, observers)

    async def chosen(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and not scope["path"].startswith(OF_THE_API)
        await (guarded if is_page else house.api)(scope, receive, send)

    return chosen


def routed() -> FastAPI:
    """Return an application that has pages and nothing else."""
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    put_together(app, [pages_of.router for pages_of in FAMILIES])
    app.add_api_route(STYLE_PATH, _style, methods=["GET"])
    app.add_api_route(ICON_PATH, _mark, methods=["GET"])
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _nowhere)
    app.add_exception_handler(Exception, _failed)
    return app


async def _style(request: Request) -> Response:
    return _kept(request, STYLE, "text/css")


async def _mark(request: Request) -> Response:
    return _kept(request, ICON, "image/svg+xml")


def _kept(request: Request, content: str, kind: str) -> Response:
    """Answer with what is the same for everybody, and may be kept."""
    notes = notes_of(request.scope)
    notes.of_answers = True
    notes.headers["Cache-Control"] = "public, max-age=86400"
    return Response(content, media_type=kind)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):  # pragma: no cover - registered for nothing else
        raise error
    notes_of(request.scope).code = code_of(error.status_code)
    template = {403: "stale.html.j2", 401: "signed_out.html.j2"}.get(error.status_code, "nowhere.html.j2")
    return HTMLResponse(render(template, visit=None), error.status_code)


async def _nowhere(request: Request, _error: Exception) -> Response:
    notes_of(request.scope).code = code_of(404)
    return HTMLResponse(render("nowhere.html.j2", visit=None), 404)


async def _failed(request: Request, error: Exception) -> Response:
    """Say that something went wrong, and nothing of what; only its kind is logged."""
    notes_of(request.scope).failure = type(error).__name__
    log.error("unexpected %s", type(error).__name__)
    return HTMLResponse(render("failed.html.j2", visit=None), FAILED)

"""The routes of an application: those of the routers it includes, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI


def routes_of(app: FastAPI) -> list[Any]:
    """Return every route, in the order in which they are looked through."""
    found: list[Any] = []
    waiting = list(app.routes)
    while waiting:
        route = waiting.pop(0)
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if inner is None:
            found.append(route)
        else:
            waiting[:0] = inner
    return found

"""The routes of an application: those of its parts, as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi import APIRouter, FastAPI


def put_together(app: FastAPI, parts: Iterable[APIRouter]) -> None:
    """Let an application answer by the routes of its parts, which are whole as the parts made them.

    Included, FastAPI's word for it, each would be made anew for each application by the first request that
    comes past it: a third of a second before the first answer.
    """
    for part in parts:
        app.router.routes.extend(part.routes)

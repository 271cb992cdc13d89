"""The first page: what is new, what is asked, what is due, and the cases somebody works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from sharehub.pages.visits import Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

router = APIRouter(route_class=Page)


@router.get("/")
async def home(visit: Visiting) -> Response:
    """Show what is new, and the cases."""
    return visit.page(
        "home.html.j2",
        cases=await visit.every("/cases"),
        notices=await visit.every("/notices", unseen="true"),
    )

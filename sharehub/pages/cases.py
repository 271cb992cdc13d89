"""A case: his pattern, as whoever asks may have it for what they need it for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from sharehub.pages.visits import Id, Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

router = APIRouter(route_class=Page, prefix="/cases/{case}")


@router.get("")
async def show_case(visit: Visiting, case: Id) -> Response:
    """Show what may be done in a case."""
    return visit.page("case.html.j2", case=case)

"""Copies that are out of date: one neutral sentence for each, and that it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from sharehub.pages.visits import Id, Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

router = APIRouter(route_class=Page, prefix="/recalls")


@router.get("")
async def list_copies(visit: Visiting) -> Response:
    """List the copies that whoever looks, or a colleague in the same role, is to destroy."""
    found = await visit.every("/recalls")
    return visit.page(
        "recalls.html.j2",
        waiting=[one for one in found if not one["acknowledged"]],
        gone=[one for one in found if one["acknowledged"]],
    )


@router.post("/{copy}/acknowledgement")
async def acknowledge(visit: Visiting, copy: Id) -> Response:
    """Say that a copy is gone."""
    await visit.act(f"/recalls/{copy}/acknowledgement")
    return visit.go("/recalls")

"""Loading what a unit holds already, over HTTP: JSON Lines, as many requests as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import AnyDesk, CurrentActor, CurrentHub, Governed
from sharehub.audit.entry import Action
from sharehub.errors import NotFound
from sharehub.imports import load, queries
from sharehub.web.bodies import Body, Identified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/imports", tags=["imports"], route_class=Governed)

LINES = frozenset({"application/jsonl", "application/x-ndjson"})
UNSUPPORTED = 415
FARTHEST = 100_000_000


class ProgressBody(Body):
    """How far an import has come; send on from `next_line`."""

    next_line: int
    recorded: int
    refused: int
    finished: bool


class RefusalItem(Body):
    """A line that was refused: where in it, by which rule; never what it said."""

    line: int
    code: str
    where: str | None
    why: str


class RefusalPage(Body):
    """A page of refused lines; `next` is null on the last."""

    items: list[RefusalItem]
    next: str | None


async def _lines(request: Request) -> list[bytes]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in LINES:
        raise HTTPException(UNSUPPORTED)
    lines = (await request.body()).split(b"\n")
    # The last one ends with a line feed, or it does not.
    return lines[:-1] if lines[-1] == b"" else lines


Lines = Annotated[list[bytes], Depends(_lines)]
BODY = {
    "requestBody": {
        "required": True,
        "description": "A line for each fact: the form of a fact, with `case`, and where wanted `ref`,"
        " `travels_with_refs` and `publish`.",
        "content": {
            "application/jsonl": {
                "schema": {"type": "string"},
                "example": '{"case": "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10", "ref": "A-1"}\n',
            }
        },
    }
}


@router.post("", status_code=201, response_model=Identified)
def begin_an_import(desk: AnyDesk) -> Response:
    """Begin to load what the caller's unit holds already."""

    def act(work: Work) -> Done:
        return Done(Identified(id=load.begin(work, desk.actor)))

    return desk.does(Action.IMPORT_BEGUN, act)


@router.post("/{identity}/lines", response_model=ProgressBody, openapi_extra=BODY)
def load_lines(
    hub: CurrentHub,
    actor: CurrentActor,
    identity: UUID,
    lines: Lines,
    first: Annotated[int, Query(description="Number of the first of these lines.", ge=1, le=FARTHEST)],
) -> Response:
    """Load lines, each recorded whole or refused whole; those that were dealt with are passed over.

    It needs no idempotency key: a line's number is one.
    """
    return _answer(load.load(hub, actor, identity, first, lines))


@router.get("/{identity}", response_model=ProgressBody)
def how_far_is_an_import(hub: CurrentHub, actor: CurrentActor, identity: UUID) -> Response:
    """Say how far an import has come; after a break it goes on from there."""
    return _answer(load.progress(hub, actor, identity))


@router.get("/{identity}/refusals", response_model=RefusalPage)
def list_refusals(desk: ListDesk, identity: UUID) -> Response:
    """List the lines that were refused, and why."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[RowMapping]:
        if queries.standing(work.tx, identity, desk.actor.unit) is None:
            raise NotFound("no such import")
        return queries.refusals(work.tx, identity, after.int, most)

    return desk.page("import_refusals", rows, within=identity, place=lambda row: UUID(int=row["line"]))


@router.post("/{identity}/end", status_code=204)
def end_an_import(desk: AnyDesk, identity: UUID) -> Response:
    """Say that these were all lines; the report of refused ones stays."""

    def act(work: Work) -> Done:
        load.finish(work, desk.actor, identity)
        return Done()

    return desk.does(Action.IMPORT_FINISHED, act, 204)


def _answer(progress: load.Progress) -> Response:
    body = ProgressBody(
        next_line=progress.next_line,
        recorded=progress.recorded,
        refused=progress.refused,
        finished=progress.finished,
    )
    return JSONResponse(body.model_dump())

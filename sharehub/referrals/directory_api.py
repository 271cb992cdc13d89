"""The directory of programmes over HTTP: everybody reads it, and who keeps it the rulebook says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Expected, Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.referrals import directory, queries
from sharehub.referrals.bodies import ProgrammeBody, ProgrammePage
from sharehub.web.bodies import Identified

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/programmes", tags=["programmes"], route_class=Governed)


@router.get("", response_model=ProgrammePage)
def list_programmes(desk: ListDesk) -> Response:
    """List the programmes of the partnership and whom each takes."""
    return desk.page("programmes", lambda work, after, most: queries.programmes(work.tx, after, most))


@router.post("", status_code=201, response_model=Identified)
def list_a_programme(desk: PersonsDesk, body: ProgrammeBody) -> Response:
    """Enter a programme into the directory."""

    def act(work: Work) -> Done:
        identity = directory.list_programme(work, desk.actor, body.as_programme())
        return Done(Identified(id=identity), directory.FIRST)

    return desk.does(Action.PROGRAMME_LISTED, act)


@router.post("/{programme}/changes", status_code=204)
def change_a_programme(desk: PersonsDesk, programme: UUID, body: ProgrammeBody, seen: Expected) -> Response:
    """Change what the directory says of a programme, such as that it is closed."""

    def act(work: Work) -> Done:
        made = body.as_programme()
        return Done(revision=directory.change_programme(work, desk.actor, programme, made, seen))

    return desk.does(Action.PROGRAMME_CHANGED, act, 204)

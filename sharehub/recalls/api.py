"""Recalls over HTTP: which copies are out of date, that they are gone, and a wrong mapping put right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Expected, Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.recalls.acknowledge import acknowledge, copies
from sharehub.recalls.mapping import correct_mapping
from sharehub.web.bodies import Body, CaseId, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1", tags=["recalls"], route_class=Governed)

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"
CopyId = Annotated[UUID, Path(description="The id under which the copy is listed.")]


class CopyItem(Body):
    """A copy that is out of date: of which case, of which day, and what to do; never why.

    `reference` is how people speak of the case. `due`: the last day to say that it is gone. `revision` is the
    entity tag.
    """

    id: UUID
    case: UUID
    reference: str
    day: date
    sentence: str
    due: date
    acknowledged: bool
    revision: int


class CopyPage(Body):
    """A page of copies; `next` is null on the last."""

    items: list[CopyItem]
    next: str | None


class CorrectedMappingBody(Body):
    """Whose pattern of control it is, other than was decided."""

    perpetrator: UUID

    model_config = example(perpetrator=AN_ID)


@router.get("/recalls", response_model=CopyPage)
def list_recalled_copies(desk: ListDesk) -> Response:
    """List the copies that the caller, or a colleague in the same role, is told to destroy.

    Those told of last come first. An officer is shown those of their unit that are overdue.
    """
    return desk.page(
        "recalled_copies",
        lambda work, after, most: copies(work, desk.actor, desk.hub.zone, after, most),
    )


@router.post("/recalls/{copy}/acknowledgement", status_code=204)
def acknowledge_a_recall(desk: PersonsDesk, copy: CopyId, seen: Expected) -> Response:
    """Say that a copy is gone, and that nothing but the current one is used."""

    def act(work: Work) -> Done:
        acknowledge(work, desk.actor, copy, seen)
        return Done()

    return desk.does(Action.COPY_ACKNOWLEDGED, act, 204)


@router.post("/cases/{case}/mapping-corrections", status_code=204)
def correct_whose_pattern(desk: PersonsDesk, case: CaseId, body: CorrectedMappingBody) -> Response:
    """Record that it was decided wrongly whose pattern of control it is; all who hold a copy are told."""

    def act(work: Work) -> Done:
        correct_mapping(work, desk.actor, case, body.perpetrator)
        return Done()

    return desk.does(Action.MAPPING_CORRECTED, act, 204)

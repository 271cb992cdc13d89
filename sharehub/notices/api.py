"""Notices over HTTP: what one's unit must hear of at once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.notices.hear import heard, see
from sharehub.notices.tell import Occasion
from sharehub.web.bodies import Body

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/notices", tags=["notices"], route_class=Governed)


Unseen = Annotated[bool, Query(description="Those alone that nobody of the unit has seen.")]


class NoticeItem(Body):
    """That something happened: of which kind, about what, in which case; and who of the unit saw it first."""

    id: UUID
    kind: Occasion
    about: UUID
    case: UUID
    at: datetime
    seen_at: datetime | None
    seen_by: UUID | None


class NoticePage(Body):
    """A page of notices; `next` is null on the last."""

    items: list[NoticeItem]
    next: str | None


@router.get("", response_model=NoticePage)
def list_notices(desk: ListDesk, *, unseen: Unseen = False) -> Response:
    """List what the caller's unit was told of and the caller hears, the newest first."""
    return desk.page("notices", lambda work, after, most: heard(work, desk.actor, after, most, unseen=unseen))


@router.post("/{notice}/seen", status_code=204)
def see_a_notice(desk: PersonsDesk, notice: UUID) -> Response:
    """Write down that the caller saw a notice, the first of their unit to do so."""

    def act(work: Work) -> Done:
        see(work, desk.actor, notice)
        return Done()

    return desk.does(Action.NOTICE_SEEN, act, 204)

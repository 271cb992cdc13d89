"""Leaks over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.notices.leaks import Leaked, leaks, report
from sharehub.web.bodies import Body, CaseId, Identified, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}/leaks", tags=["notices"], route_class=Governed)


class LeakBody(Body):
    """What leaked, in a closed word; and of which fact, where the caller knows of one."""

    what: Leaked
    fact: UUID | None = None

    model_config = example(what="address")


class LeakItem(Body):
    """What leaked, and when it was reported; by which unit and of which fact, where the caller may know."""

    id: UUID
    what: Leaked
    fact: UUID | None
    unit: UUID | None
    at: datetime


class LeakPage(Body):
    """A page of leaks; `next` is null on the last."""

    items: list[LeakItem]
    next: str | None


@router.post("", status_code=201, response_model=Identified)
def report_a_leak(desk: PersonsDesk, case: CaseId, body: LeakBody) -> Response:
    """Report a leak; the units that hold what leaked, and her workers, hear at once."""

    def act(work: Work) -> Done:
        return Done(Identified(id=report(work, desk.actor, case, body.what, body.fact)))

    return desk.does(Action.LEAK_REPORTED, act)


@router.get("", response_model=LeakPage)
def list_leaks(desk: ListDesk, case: CaseId) -> Response:
    """List what leaked of a case."""
    return desk.page("leaks", lambda work, after, most: leaks(work, desk.actor, case, after, most), case)

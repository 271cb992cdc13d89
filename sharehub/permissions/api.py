"""Permission to communicate over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from consent.record import Capacity
from policies.vocabulary import Category
from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Expected, Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.permissions import lists
from sharehub.permissions.permission import Answered, Asked, Reply, answer, ask
from sharehub.permissions.standing import Direction, Way
from sharehub.web.bodies import ONCE, Body, CaseId, Day, Flag, Identified, Text, Word, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}/permissions", tags=["permissions"], route_class=Governed)

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"
MOST = 40
FIRST = 1
"""The revision of what has just been asked for."""


class PermissionBody(Body):
    """Whose permission a treatment service asks for, to speak with whom, about what, until when.

    Each direction is answered by itself: `treatment_to_programme` lets the service tell the other unit,
    `programme_to_treatment` lets it be told.
    """

    person: UUID
    with_unit: UUID
    directions: Annotated[frozenset[Direction], Field(min_length=1), ONCE]
    purposes: Annotated[frozenset[Word], Field(min_length=1, max_length=MOST), ONCE]
    categories: Annotated[frozenset[Category], Field(min_length=1, max_length=MOST), ONCE]
    ends: Day

    model_config = example(
        person=AN_ID,
        with_unit=AN_ID,
        directions=["treatment_to_programme"],
        purposes=["programme_delivery"],
        categories=["perpetrator_health", "progress"],
        ends="2026-09-30",
    )


class AnswerBody(Body):
    """What they said of one direction; `given_by` names who spoke for them, where somebody else may."""

    direction: Direction
    answer: Reply
    given_by: UUID | None = None
    capacity: Capacity | None = None
    asked_alone: Flag | None = None
    interpreter_independent: Flag | None = None
    own_words: Text | None = None
    note: Text | None = None

    model_config = example(direction="treatment_to_programme", answer="given", asked_alone=True)

    def as_answered(self) -> Answered:
        """Return it as the use case takes it."""
        given: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        return Answered(**given)


class PermissionItem(Body):
    """A permission, as far as the caller may know: `directions` holds no other than these.

    `revision` is the entity tag for the unit that asked, and null for the other.
    """

    id: UUID
    unit: UUID
    with_unit: UUID
    person: UUID
    purposes: list[str]
    categories: list[str]
    ends: date | None
    directions: dict[Direction, Way]
    revision: int | None


class PermissionPage(Body):
    """A page of permissions; `next` is null on the last."""

    items: list[PermissionItem]
    next: str | None


@router.post("", status_code=201, response_model=Identified)
def ask_for_permission(desk: PersonsDesk, case: CaseId, body: PermissionBody) -> Response:
    """Write down that a treatment service asks its client to be allowed to speak with another unit."""

    def act(work: Work) -> Done:
        asked = Asked(body.person, body.with_unit, body.directions, body.purposes, body.categories, body.ends)
        return Done(Identified(id=ask(work, desk.actor, case, asked)), FIRST)

    return desk.does(Action.PERMISSION_ASKED, act)


@router.get("", response_model=PermissionPage)
def list_permissions(desk: ListDesk, case: CaseId) -> Response:
    """List the permissions that the caller's unit asked for, and those that let others speak with it."""
    return desk.page(
        "permissions",
        lambda work, after, most: lists.permissions(work, desk.actor, case, after, most),
        case,
    )


@router.post("/{permission}/answers", status_code=204)
def answer_for_a_permission(
    desk: PersonsDesk, case: CaseId, permission: UUID, body: AnswerBody, seen: Expected
) -> Response:
    """Record what they said of one direction: given, refused, or a yes taken back."""

    def act(work: Work) -> Done:
        answer(work, desk.actor, case, permission, body.as_answered(), expected=seen)
        return Done(revision=seen + 1)

    return desk.does(Action.PERMISSION_ANSWERED, act, 204)

"""What is sent to the routes of requests, and what these answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from sharehub.requests.words import MOST_ANSWERS, About, Reason
from sharehub.web.bodies import ONCE, Body, Day, Word, example

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"


class RequestBody(Body):
    """What a unit is asked, and by when: about its own work, or what would close a gap.

    `gap` and `purpose` go with the latter: which one, and for what it is asked.
    """

    about: About
    unit: UUID
    due: Day
    gap: UUID | None = None
    purpose: Word | None = None

    model_config = example(about="intervention_goals", unit=AN_ID, due="2026-03-16")


class AnswersBody(Body):
    """The facts that answer, of the caller's own unit."""

    answers: Annotated[frozenset[UUID], Field(min_length=1, max_length=MOST_ANSWERS), ONCE]

    model_config = example(answers=[AN_ID])


class DeclineBody(Body):
    """Why there will be no answer."""

    reason: Reason

    model_config = example(reason="needs_permission")


class ReadingBody(Body):
    """What it is wanted for."""

    purpose: Word

    model_config = example(purpose="child_protection")


class RequestItem(Body):
    """A request that the caller's unit makes, or is made (`for_us`); `unit` is the other one.

    `unit` is null where it is not to be told that it takes part, `gap` where the caller has no id of the gap.
    `revision` is the entity tag for the unit that is asked, and null for the one that asks.
    """

    id: UUID
    about: About
    for_us: bool
    unit: UUID | None
    due: date
    overdue: bool
    status: str
    reason: Reason | None
    gap: UUID | None
    purpose: str | None
    revision: int | None


class RequestPage(Body):
    """A page of requests; `next` is null on the last."""

    items: list[RequestItem]
    next: str | None

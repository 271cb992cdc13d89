"""What was shown to her, and what is shared of what is hers, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from sharehub.acting.once import Done
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, PersonsDesk, Promises
from sharehub.audit.entry import Action
from sharehub.disclosure.api import Receipt, refused
from sharehub.disclosure.disclose import Refused
from sharehub.patterns.shared_with import shared_with
from sharehub.patterns.shown import MOST_FACTS, Shown, show
from sharehub.web.bodies import ONCE, Body, CaseId, Day, Flag, Word, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["shown to her"], route_class=Governed)

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"


class ShownBody(Body):
    """Which facts were shown to her and when, whether she was asked to share them, and what holds her answer.

    `consent` is a consent event that the caller's unit recorded.
    """

    shown: Annotated[frozenset[UUID], Field(min_length=1, max_length=MOST_FACTS), ONCE]
    survivor: UUID
    shown_on: Day
    asked_to_share: Flag
    consent: UUID | None = None

    model_config = example(shown=[AN_ID], survivor=AN_ID, shown_on="2026-03-02", asked_to_share=True)


class PurposeBody(Body):
    """What she and her worker look for."""

    purpose: Word

    model_config = example(purpose="survivor_support")


class ShownItem(Body):
    """When a fact was shown to her and she was asked, and the status of what she said then."""

    shown_on: date
    asked_on: date | None
    said: str | None
    consent: UUID | None


class ReachedItem(Body):
    """A unit that had a fact, in full or in short form: for what, and on which day last."""

    unit: UUID
    purposes: list[str]
    last: date


class Hanging(Body):
    """When a fact of hers was shown to her, which of her words it rests on, and whom it has reached.

    `reached`: of what the caller's own unit recorded alone, and without units that are never named in a case.
    """

    shown: list[ShownItem]
    rests_on: list[UUID]
    reached: list[ReachedItem]


class HersItem(Body):
    """A line; `hers` holds what hangs on it, for what is hers and comes in full, and is null for all else.

    `rests_on` are those of her consent events that the caller's unit recorded and that this release rests on.
    """

    line: dict[str, Any]
    hers: Hanging | None


class SaidItem(Body):
    """What she said about sharing, as the caller's unit recorded it, without her words."""

    id: UUID
    day: date
    subject: UUID
    kind: str
    status: str
    recipients: list[str]
    except_units: list[str]
    purposes: list[str]
    categories: list[str]
    expires: date | None
    asked_alone: bool | None


class HersBody(Body):
    """What is written that is hers, as her worker may have it, and what she has said and can take back."""

    release: UUID
    purpose: str
    day: date
    lines: list[HersItem]
    said: list[SaidItem]
    told: list[str]
    receipt: Receipt


@router.post("/shown-to-her", status_code=204)
def write_down_what_was_shown_to_her(desk: PersonsDesk, case: CaseId, body: ShownBody) -> Response:
    """Write down that facts were shown to her, and whether she was asked if they may be shared."""

    def act(work: Work) -> Done:
        what = Shown(body.shown, body.survivor, body.shown_on, body.asked_to_share, body.consent)
        show(work, desk.actor, case, what)
        return Done()

    return desk.does(Action.SHOWN_TO_HER, act, 204)


@router.post("/shared-with", response_model=HersBody)
def ask_what_of_hers_is_shared(
    hub: CurrentHub, actor: CurrentActor, promise: Promises, case: CaseId, body: PurposeBody
) -> Response:
    """Ask, as her worker, what is written that is hers, when she saw it, and what she can take back."""
    outcome = shared_with(hub, actor, case, body.purpose)
    if isinstance(outcome, Refused):
        return refused(outcome)
    composed = outcome.composed
    answer = {
        "release": composed.release,
        "purpose": composed.purpose,
        "day": composed.day,
        "lines": [{"line": line, "hers": outcome.hanging.get(fact)} for fact, line in composed.lines.items()],
        "said": [*outcome.said],
        "told": composed.told,
        "receipt": promise(composed.entered),
    }
    return Response(orjson.dumps(answer), media_type="application/json")

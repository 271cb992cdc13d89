"""Running a hub over HTTP: its partnership, its keys, its sessions; for administrators, who read nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from sharehub.acting.once import Done
from sharehub.acting.requests import AdministratorsDesk, Governed
from sharehub.administration.sessions import end_sessions
from sharehub.administration.set_up import set_up
from sharehub.audit.entry import Action
from sharehub.crypto.classes import KeyClass
from sharehub.custody.rotate import begin_rotation, rotate
from sharehub.errors import NotFound
from sharehub.protocols import queries
from sharehub.protocols.api import Document
from sharehub.web.bodies import Body, Flag, example

if TYPE_CHECKING:
    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/administration", tags=["administration"], route_class=Governed)

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class PartnershipBody(Body):
    """A partnership's document; with `only_plan` it is said what would change, and nothing does."""

    document: Document
    only_plan: Flag = False

    model_config = example(document="issuer: https://id.example/realm\n", only_plan=True)


class Planned(Body):
    """What was, or would be, changed, in order."""

    steps: list[str]


class SessionsBody(Body):
    """Whose sessions end: one user's, by their code, or everybody's."""

    user: Code | None

    model_config = example(user="p.murray")


class Ended(Body):
    """How many users were concerned."""

    users: int


class RotationBody(Body):
    """Whose keys are rotated, and of which class."""

    unit: Code
    key_class: KeyClass

    model_config = example(unit="POL-DA", key_class="general")


class Rotated(Body):
    """How far the rotation came; what is not retired yet is retired when it is asked for again."""

    rewrapped: int
    retired: bool


@router.post("/partnership", response_model=Planned)
def set_up_the_partnership(desk: AdministratorsDesk, body: PartnershipBody) -> Response:
    """Bring the hub to where the document says it should be: all of it, or nothing."""

    def act(work: Work) -> Done:
        steps = set_up(work, desk.actor, body.document, only_plan=body.only_plan)
        return Done(Planned(steps=[str(step) for step in steps]))

    return desk.does(Action.PARTNERSHIP_SET_UP, act, 200)


@router.post("/ended-sessions", response_model=Ended)
def end_all_sessions(desk: AdministratorsDesk, body: SessionsBody) -> Response:
    """End sessions: no token from before this moment counts any more."""

    def act(work: Work) -> Done:
        return Done(Ended(users=end_sessions(work, desk.actor, body.user)))

    return desk.does(Action.SESSIONS_ENDED, act, 200)


@router.post("/key-rotations", response_model=Rotated)
def rotate_keys(desk: AdministratorsDesk, body: RotationBody) -> Response:
    """Rotate a unit's keys of one class, or go on with a rotation; nobody's reading is held up."""

    def act(work: Work) -> Done:
        found = queries.units_by_code(work.tx, frozenset({body.unit}))
        if body.unit not in found:
            raise NotFound("no such unit")
        begin_rotation(work, desk.actor, found[body.unit], body.key_class)
        return Done()

    # The asking is on record and done once; the rotation is a long row of small transactions that goes on
    # wherever it was interrupted, so that asking again is safe.
    desk.does(Action.KEYS_ROTATED, act, 200)
    with desk.hub.begin() as work:
        unit = queries.units_by_code(work.tx, frozenset({body.unit}))[body.unit]
    done = rotate(desk.hub, unit, body.key_class, desk.actor)
    return JSONResponse({"rewrapped": done.rewrapped, "retired": done.retired})

"""The endpoints of a unit: its officers say where the unit is told that something waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.deliveries import lanes, queries
from sharehub.deliveries.ends import EndpointKind
from sharehub.deliveries.secrets import FIRST_GENERATION
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.sending.addresses import read_url
from sharehub.settings import MAILBOX, read_sending

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.audit.entry import Value
    from sharehub.deliveries.queries import Endpoint
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

OVERLAP = timedelta(hours=24)
"""How long what is sent is signed with the secret before as well, so that the other end can change over."""
MOST = 8
"""Endpoints of one unit."""


def register(work: Work, actor: Actor, kind: EndpointKind, address: str) -> UUID:
    """Register an endpoint of the actor's unit; it is sent what the unit is told from now on.

    Raises:
        Forbidden: only officers may.
        Invalid: it is no functional mailbox, or no https address of a named host.
        Conflict: the unit has it already, or has too many.
    """
    _permit(actor)
    if kind is EndpointKind.WEBHOOK:
        read_url(address, loopback=read_sending().to_loopback)
    elif MAILBOX.fullmatch(address) is None:
        raise Invalid("address", "write the address of a functional mailbox")
    held = queries.endpoints(work.tx, actor.unit)
    if len(held) >= MOST or any(one.address == address for one in held):
        raise Conflict(f"your unit has this endpoint, or {MOST} of them")
    identity = work.new_id()
    queries.add_endpoint(
        work.tx,
        id=identity,
        unit_id=actor.unit,
        kind=kind.value,
        address=address,
        generation=FIRST_GENERATION,
        overlap_until=None,
        paused=False,
        removed_at=None,
        created_by=actor.user,
        created_at=work.tx.now,
    )
    _record(work, actor, Action.ENDPOINT_REGISTERED, identity, kind=kind.value)
    return identity


def rotate(work: Work, actor: Actor, endpoint: UUID, *, at_once: bool) -> int:
    """Begin another secret of a webhook, and return its generation.

    Args:
        work: the unit of work.
        actor: who does.
        endpoint: of which.
        at_once: whether nothing is signed with the one before any more: somebody else may have it.

    Raises:
        Forbidden: only officers may.
        NotFound: the unit has no such endpoint.
        Conflict: a mailbox has no secret.
    """
    held = _held(work, actor, endpoint)
    if held.kind != EndpointKind.WEBHOOK:
        raise Conflict("a mailbox has no secret")
    until = None if at_once else work.tx.now + OVERLAP
    queries.change_endpoint(work.tx, endpoint, generation=held.generation + 1, overlap_until=until)
    _record(work, actor, Action.ENDPOINT_CHANGED, endpoint, secret="rotated", at_once=at_once)  # noqa: S106 - a word
    return held.generation + 1


def pause(work: Work, actor: Actor, endpoint: UUID, *, paused: bool) -> None:
    """Let what goes to an endpoint wait, or go on; what was given up is tried again as it goes on.

    Raises:
        Forbidden, NotFound: as `rotate`.
    """
    held = _held(work, actor, endpoint)
    queries.change_endpoint(work.tx, endpoint, paused=paused)
    for lane in queries.lock_lanes_that_wait(work.tx, endpoint):
        lanes.drive(work, held._replace(paused=paused), lane, anew=True)
    _record(work, actor, Action.ENDPOINT_CHANGED, endpoint, paused=paused)


def remove(work: Work, actor: Actor, endpoint: UUID) -> None:
    """Remove an endpoint: nothing goes there any more, what waits included.

    Raises:
        Forbidden, NotFound: as `rotate`.
    """
    _held(work, actor, endpoint)
    queries.change_endpoint(work.tx, endpoint, removed_at=work.tx.now)
    _record(work, actor, Action.ENDPOINT_REMOVED, endpoint)


def replay(work: Work, actor: Actor, endpoint: UUID, delivery: UUID) -> None:
    """Have something sent again that was delivered, under the same id, if it may still leave.

    Raises:
        Forbidden, NotFound: as `rotate`; or nothing of this id was delivered there, or too long ago.
    """
    held = _held(work, actor, endpoint)
    found = queries.again(work.tx, endpoint, delivery)
    lane = None if found is None else queries.lock_lane(work.tx, found)
    if lane is None:
        raise NotFound("nothing of this id was delivered there")
    lanes.drive(work, held, lane)
    _record(work, actor, Action.NOTICE_REPLAYED, endpoint, delivery=str(delivery))


def of_unit(work: Work, actor: Actor, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the endpoints of the actor's unit, after an id and in the order of ids.

    Raises:
        Forbidden: only officers may.
    """
    _permit(actor)
    return queries.listed(work.tx, actor.unit, after, most)


def deliveries(work: Work, actor: Actor, endpoint: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what went and waits to go to an endpoint, after an id and in the order of ids.

    Raises:
        Forbidden, NotFound: as `rotate`.
    """
    return queries.deliveries(work.tx, _held(work, actor, endpoint).id, after, most)


def _held(work: Work, actor: Actor, endpoint: UUID) -> Endpoint:
    _permit(actor)
    held = queries.lock_endpoint(work.tx, endpoint, actor.unit)
    if held is None:
        raise NotFound("your unit has no such endpoint")
    return held


def _permit(actor: Actor) -> None:
    if actor.role != IG_OFFICER or actor.system or actor.importing:
        raise Forbidden("only information-governance officers see to their unit's endpoints")


def _record(work: Work, actor: Actor, action: Action, endpoint: UUID, **references: Value) -> None:
    work.record(
        Act(
            action,
            actor=actor.user,
            unit=actor.unit,
            role=actor.role,
            references={"endpoint": str(endpoint), **references},
        )
    )

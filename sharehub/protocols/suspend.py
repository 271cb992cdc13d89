"""Stopping a protocol at once, by any party; and starting it again, by all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.lifecycle import Move, Standing
from sharehub.audit.entry import Action
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY
from sharehub.protocols import queries
from sharehub.protocols.governing import permit_governing
from sharehub.protocols.signing import put_signature, refuse_another
from sharehub.protocols.standing import take

if TYPE_CHECKING:
    from uuid import UUID

    from policies.lifecycle import SuspensionReason
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def suspend(work: Work, actor: Actor, protocol: UUID, reason: SuspensionReason) -> None:
    """Suspend a protocol: from the commit on it opens nothing, and no earlier signature bears it any more.

    Readings under way are waited for: what they decided, they decided before. A protocol that was tampered
    with can be suspended like any other: readings go on by what is left.

    Raises:
        Forbidden: the actor neither administers the hub nor signs for a unit.
        NotFound: there is no such protocol, or the actor's unit is no party to it.
        Conflict: it is not in force.
    """
    permit_governing(actor, ADMINISTRATOR, SIGNATORY)
    held = take(work, actor, protocol, Move.SUSPENSION)
    queries.change_protocol(
        work.tx,
        held.id,
        status=Standing.SUSPENDED.value,
        round=held.row.round + 1,
        suspended_for=reason.value,
        suspended_by_unit=actor.unit,
    )
    work.record(held.act(Action.PROTOCOL_SUSPENDED, actor, reason=reason.value))


def resume(work: Work, actor: Actor, protocol: UUID, digest: str) -> bool:
    """Sign, in the name of the actor's unit, that a suspended protocol may go on; with the last one it does.

    Args:
        work: the unit of work.
        actor: a party's signatory.
        protocol: which version.
        digest: of the document that they read and sign.

    Returns:
        Whether it is in force again.

    Raises:
        Forbidden: the actor signs for nobody.
        NotFound: there is no such protocol, or the actor's unit is no party to it.
        Conflict: it is not suspended, says something else than what they read, or was signed for this unit.
    """
    permit_governing(actor, SIGNATORY)
    held = take(work, actor, protocol, Move.RESUMPTION)
    refuse_another(held, digest)
    return put_signature(work, actor, held, Action.PROTOCOL_RESUMPTION_SIGNED, Action.PROTOCOL_RESUMED)

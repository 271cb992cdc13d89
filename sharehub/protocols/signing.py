"""Signatures under a protocol, and what the last one brings about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.lifecycle import HAS_RUN, Move, Standing, after, on_day
from sharehub.audit.entry import Action
from sharehub.errors import Conflict
from sharehub.protocols import queries
from sharehub.protocols.governing import act_of

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.protocols.standing import Held


def refuse_another(held: Held, digest: str) -> None:
    """Refuse whoever speaks of another document than the one that is here.

    Raises:
        Conflict: it is another.
    """
    if digest != held.document.digest:
        raise Conflict("this protocol says something else than the document of that digest: read it again")


def refuse_overtaken(work: Work, held: Held) -> None:
    """Refuse a version whose place a later one has taken, even one that is suspended or over.

    Raises:
        Conflict: a later one is or was in force.
    """
    later = (one for one in queries.versions(work.tx, held.row.name) if one["version"] > held.row.version)
    if any(one["status"] in HAS_RUN for one in later):
        raise Conflict("a later version of this protocol is or was in force")


def put_signature(work: Work, actor: Actor, held: Held, signed: Action, complete: Action) -> bool:
    """Put the signature of the actor's unit under a protocol that is held; the last one puts it in force.

    Args:
        work: the unit of work.
        actor: a party's signatory.
        held: the protocol, taken for this.
        signed: what is recorded of the signature.
        complete: what is recorded when it was the last.

    Returns:
        Whether the protocol is in force now.

    Raises:
        Conflict: the unit has signed already, or the last signature would put the protocol in another
            version's place on a day that it does not cover.
    """
    standing = queries.signed(work.tx, held.id, held.row.round)
    if actor.unit in standing:
        raise Conflict("this unit has signed already")
    queries.add_signature(
        work.tx,
        held.id,
        actor.unit,
        round=held.row.round,
        protocol_digest=held.document.digest,
        rulebook_digest=held.document.rulebook,
        signed_by=actor.user,
        signed_at=work.tx.now,
    )
    work.record(held.act(signed, actor))
    if held.parties.keys() - standing - {actor.unit}:
        return False
    _put_in_force(work, actor, held, complete)
    return True


def _put_in_force(work: Work, actor: Actor, held: Held, complete: Action) -> None:
    """Put a version in force, and first supersede the one that was: the database takes no two."""
    for other in queries.versions(work.tx, held.row.name):
        standing = on_day(Standing(other["status"]), other["expires"], work.tx.today)
        if other["id"] != held.id and after(standing, Move.SUCCESSION):
            _refuse_a_gap(work, held, other, standing)
            _supersede(work, actor, held, other)
    queries.change_protocol(
        work.tx, held.id, status=Standing.IN_FORCE.value, suspended_for=None, suspended_by_unit=None
    )
    work.record(held.act(complete, actor))


def _refuse_a_gap(work: Work, held: Held, other: RowMapping, standing: Standing) -> None:
    """Refuse to leave the units with nothing until the new version's first day, or after its last.

    Raises:
        Conflict: the other version covers the day and this one does not.
    """
    running = standing is Standing.IN_FORCE and other["effective"] <= work.tx.today
    if running and not held.document.span.covers(work.tx.today):
        raise Conflict(
            "the version in force covers this day and this one does not: the last signature is for a day on"
            " which it does"
        )


def _supersede(work: Work, actor: Actor, held: Held, other: RowMapping) -> None:
    queries.change_protocol(
        work.tx,
        other["id"],
        status=Standing.SUPERSEDED.value,
        suspended_for=None,
        suspended_by_unit=None,
    )
    of = {"protocol": str(other["id"]), "by": str(held.id)}
    work.record(act_of(actor, Action.PROTOCOL_SUPERSEDED, **of))

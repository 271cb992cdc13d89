"""Crypto-shredding a case: asked by one officer, approved by another, never under legal hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.cases import queries as cases
from sharehub.custody import queries
from sharehub.errors import Conflict, Forbidden, NotFound
from sharehub.notices.tell import Occasion, tell
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put

if TYPE_CHECKING:
    from datetime import date, datetime

    from sharehub.custody.queries import Ending
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

BACKUPS_LIVE = timedelta(days=30)
"""How long a backup of the key store is kept at most; until then a copy of the case's key may exist."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """That a case's key is destroyed here since `destroyed_at`, and in every backup from `complete_on`.

    It cannot speak for what recipients already hold.
    """

    case: UUID
    destroyed_at: datetime
    complete_on: date


def set_legal_hold(work: Work, actor: Actor, case: UUID, *, held: bool) -> None:
    """Set or lift a legal hold, under which a case cannot be shredded.

    Raises:
        Forbidden: only officers may.
        NotFound: there is no such case, it was shredded, or the officer's unit takes no part in it.
    """
    _ending(work, actor, case)
    queries.set_ending(work.tx, case, legal_hold=held)
    work.record(_act(work, Action.LEGAL_HOLD_SET, actor, case, held=held))


def ask_to_shred(work: Work, actor: Actor, case: UUID) -> None:
    """Ask for a case to be shredded; nothing happens until another officer approves.

    Raises:
        Forbidden, NotFound: as for a legal hold.
        Conflict: it is under legal hold.
    """
    ending = _ending(work, actor, case)
    _refuse_under_hold(ending)
    queries.set_ending(work.tx, case, shredding_asked_by=actor.user)
    work.record(_act(work, Action.SHREDDING_ASKED, actor, case))


def close(work: Work, actor: Actor, case: UUID) -> None:
    """Approve a shredding: from here on the case is gone for everybody, and its key is to be destroyed.

    The database says first that the case is gone, then the key is destroyed. A crash in between leaves a case
    that nobody can read and whose key still exists: work in the outbox destroys it, and `finish_shredding`.

    Raises:
        Forbidden: only officers may, and not the one who asked.
        Conflict: nobody asked, or it is under legal hold.
        NotFound: there is no such case, or it was shredded.
    """
    ending = _ending(work, actor, case)
    _refuse_under_hold(ending)
    if ending.asked_by is None:
        raise Conflict("nobody has asked for this case to be shredded")
    if ending.asked_by == actor.user:
        raise Forbidden("whoever asked does not approve")
    queries.set_ending(work.tx, case, shredded_at=work.tx.now, shredded_by=actor.user)
    queries.forget_names(work.tx, case)
    put(work, Kind.DESTROY_CASE_KEY, [case])
    # Whoever took part may hold copies. All are told, since who was given what is gone with the key.
    tell(work, Occasion.CASE_ENDED, case, case, cases.taking_part(work.tx, case))
    work.record(_act(work, Action.CASE_SHREDDED, actor, case))


def finish_shredding(hub: Hub) -> list[Certificate]:
    """Let what was shredded in one of the two databases be so in both, whichever of them is a restored one.

    Data from before a shredding takes its case for a living one, whose key is gone: it is closed again. Keys
    from before it hold that of a case that is closed: it is destroyed again. To those that are finished it
    does nothing.

    Raises:
        KeysUnavailable: the key store cannot be reached, or is not there; finish later.
    """
    destroyed = {UUID(case): at for case, at in hub.keys.destroyed().items()}
    with hub.begin() as work:
        found = [case for case in queries.living(work.tx) if case in destroyed]
        for case in found:
            queries.set_ending(work.tx, case, shredded_at=destroyed[case])
            queries.forget_names(work.tx, case)
        if found:
            work.record(Act(Action.SHREDDINGS_FOUND, references={"cases": len(found)}))
        cases = queries.shredded(work.tx)
    return [destroy(hub, case) for case in cases]


def finish_one(hub: Hub, case: UUID) -> None:
    """Destroy the key of a case, if it was shredded: whoever can ask for this cannot end a case by it.

    Raises:
        KeysUnavailable: the key store cannot be reached; finish later.
    """
    with hub.glance() as tx:
        ended = queries.is_shredded(tx, case)
    if ended:
        destroy(hub, case)


def destroy(hub: Hub, case: UUID) -> Certificate:
    """Destroy the key, alias and name tokens of a case that is closed; once they are gone, say since when.

    Raises:
        KeysUnavailable: the key store cannot be reached; finish later.
    """
    destroyed_at = hub.keys.destroy_case(str(case), hub.clock.now())
    return Certificate(case, destroyed_at, (destroyed_at + BACKUPS_LIVE).date())


def _ending(work: Work, actor: Actor, case: UUID) -> Ending:
    if actor.role != IG_OFFICER:
        raise Forbidden("only information-governance officers end a case")
    ending = queries.lock_ending(work.tx, case)
    if ending is None or ending.shredded or not cases.takes_part(work.tx, case, actor.unit):
        raise NotFound("no such case")
    return ending


def _refuse_under_hold(ending: Ending) -> None:
    if ending.legal_hold:
        raise Conflict("the case is under legal hold")


def _act(work: Work, action: Action, actor: Actor, case: UUID, **references: bool) -> Act:
    return Act(
        action,
        actor=actor.user,
        unit=actor.unit,
        role=actor.role,
        case_alias=work.keys.alias(str(case)),
        references=dict(references),
    )

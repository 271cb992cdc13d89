"""Of what a unit wants to hear in a case that it takes part in. Subscribing opens nothing.

Without a subscription a unit is told of all that is for it, but not each time that a fact comes in. What must
be heard at once is told to every unit that it is for, whatever it subscribed to: so what may be left out is a
closed list, and anything new is told.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.cases.side import is_his
from sharehub.channels import queries
from sharehub.errors import Conflict, Forbidden

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.transaction import Transaction
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Topic(StrEnum):
    """What a unit may leave out; each is a word of `sharehub.notices.tell.Occasion`.

    `comes_in` is told only to those who subscribed to it: a fact was published that their people are given.
    """

    COMES_IN = "comes_in"
    PERMISSION_GRANTED = "permission_granted"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_DECLINED = "request_declined"
    GAP_CLOSED = "gap_closed"
    REFERRAL_IN_PROGRESS = "referral_in_progress"
    REFERRAL_COMPLETED = "referral_completed"


MAY_BE_LEFT_OUT = frozenset(Topic)


def subscribe(work: Work, actor: Actor, case: UUID, kinds: Collection[Topic]) -> UUID:
    """Say of what the actor's unit wants to hear in a case; it takes the place of what was said before.

    Raises:
        Forbidden: the actor's role counts as working with him, or they load history: what protective
            colleagues hear is not for them to choose.
        NotFound: no such case, or the actor does not work on it.
    """
    admitted = admit(work, actor, case)
    _protective(work, actor, case)
    queries.end_subscription(work.tx, case, actor.unit, actor.user)
    identity = work.new_id()
    wanted = sorted(kind.value for kind in kinds)
    queries.add_subscription(
        work.tx,
        id=identity,
        case_id=case,
        unit_id=actor.unit,
        kinds=wanted,
        since=work.tx.now,
        subscribed_by=actor.user,
    )
    admitted.record(Action.CASE_SUBSCRIBED, subscription=str(identity), kinds=[*wanted])
    return identity


def unsubscribe(work: Work, actor: Actor, case: UUID) -> None:
    """End the subscription of the actor's unit: it hears of all that is for it again.

    Raises:
        Forbidden, NotFound: as for subscribing.
        Conflict: there is none.
    """
    admitted = admit(work, actor, case)
    _protective(work, actor, case)
    if not queries.end_subscription(work.tx, case, actor.unit, actor.user):
        raise Conflict("your unit has no subscription to this case")
    admitted.record(Action.CASE_UNSUBSCRIBED)


def subscriptions(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what the actor's unit wanted to hear in a case, from when until when.

    Raises:
        NotFound: no such case, or the actor does not work on it.
    """
    admit(work, actor, case)
    return queries.subscriptions(work.tx, case, actor.unit, after, most)


def wanting(tx: Transaction, occasion: str, case: UUID, units: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the units that are to be told of an occasion: all that did not leave it out."""
    named = frozenset(units)
    if occasion not in MAY_BE_LEFT_OUT or not named:
        return named
    return named - {said.unit for said in queries.wants(tx, case) if occasion not in said.kinds}


def subscribed(tx: Transaction, case: UUID, kind: Topic) -> frozenset[UUID]:
    """Return the units that subscribed to a kind of notice in a case."""
    return frozenset(said.unit for said in queries.wants(tx, case) if kind in said.kinds)


def _protective(work: Work, actor: Actor, case: UUID) -> None:
    if actor.importing or is_his(work, actor, case):
        raise Forbidden("this is for those who do not work with him")

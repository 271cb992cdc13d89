"""What becomes of a referral: who may take it from where to where, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.errors import Invalid
from sharehub.notices.tell import Occasion, tell
from sharehub.protocols.permits import permit, permit_one_of
from sharehub.referrals import queries
from sharehub.referrals.held import CHANGES, either, received, take, taken
from sharehub.referrals.words import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.audit.entry import Value
    from sharehub.cases.admission import Admitted
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.referrals.words import Rejection

BY_ITS_SENDER = {
    Status.REVOKED: CHANGES,
    Status.RECALLED: (Status.SENT, Status.ACCEPTED, Status.IN_PROGRESS),
}
BY_THE_PROGRAMME = {
    Status.ACCEPTED: (Status.SENT,),
    Status.REJECTED: (Status.SENT,),
    Status.IN_PROGRESS: (Status.ACCEPTED,),
    Status.COMPLETED: (Status.IN_PROGRESS,),
}
"""From where a referral may be taken to each. Approving and sending are acts of their own."""

TOLD = {
    Status.RECALLED: Occasion.REFERRAL_RECALLED,
    Status.ACCEPTED: Occasion.REFERRAL_ACCEPTED,
    Status.REJECTED: Occasion.REFERRAL_REJECTED,
    Status.IN_PROGRESS: Occasion.REFERRAL_IN_PROGRESS,
    Status.COMPLETED: Occasion.REFERRAL_COMPLETED,
}


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a referral.

    `reason` is a rejection's, and nothing else has one. `note` is a fact of the actor's own unit that says
    more; it is shared as any fact is, or not at all.
    """

    to: Status
    reason: Rejection | None = None
    note: UUID | None = None


def move(work: Work, actor: Actor, case: UUID, referral: UUID, step: Step, expected: int) -> int:
    """Take a referral a step further; the other side hears of it, but for one that it never knew of.

    The unit that sends revokes and recalls; the programme's does all else.

    Returns:
        Its revision from now on.

    Raises:
        Forbidden: the rulebook gives this to other roles.
        NotFound: the actor's unit neither sends nor was sent such a referral.
        ChangedSince: it has another revision than the one expected.
        Invalid: no step is taken so; a rejection without a reason, or a reason without one; or the note is no
            fact of the actor's unit.
        Conflict: it does not stand where this step is taken from; the message says how it stands.
    """
    its_senders = step.to in BY_ITS_SENDER
    if not its_senders and step.to not in BY_THE_PROGRAMME:
        raise Invalid("to", f"one of {', '.join((*BY_ITS_SENDER, *BY_THE_PROGRAMME))}")
    permit(work, actor, "refer" if its_senders else "answer_referral")
    admitted = admit(work, actor, case)
    held = (taken if its_senders else received)(admitted, referral, expected)
    held.require(*(BY_ITS_SENDER if its_senders else BY_THE_PROGRAMME)[step.to])
    _check(admitted, step)
    revision = take(admitted, referral, step.to, revision=expected, reason=step.reason, note=step.note)
    if step.to in TOLD:
        other = held.row["to_unit_id" if its_senders else "from_unit_id"]
        tell(work, TOLD[step.to], referral, case, [other])
    said: dict[str, Value] = {"referral": str(referral), "to": step.to.value, "revision": revision}
    said |= {} if step.reason is None else {"reason": step.reason.value}
    said |= {} if step.note is None else {"note": str(step.note)}
    admitted.record(Action.REFERRAL_MOVED, **said)
    return revision


def referrals(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return what the actor's unit refers or was sent in a case: how each stands, nothing of what it holds.

    Raises:
        Forbidden: the rulebook gives referrals to other roles.
        NotFound: as every act upon a case.
    """
    permit_one_of(work, actor, "refer", "answer_referral")
    admit(work, actor, case)
    return queries.referrals(work.tx, case, actor.unit, after, most)


def steps(
    work: Work, actor: Actor, case: UUID, referral: UUID, after: int, most: int
) -> Sequence[Mapping[str, Any]]:
    """Return the steps of a referral: its programme's unit sees them from the sending on.

    Who of the other unit took a step is not told, nor what fact says more; whoever gets that, gets it as a
    fact.

    Raises:
        Forbidden, NotFound: as `referrals`; or the actor's unit neither sends nor was sent such a referral.
    """
    permit_one_of(work, actor, "refer", "answer_referral")
    held = either(admit(work, actor, case), referral)
    unseen = () if held.row["from_unit_id"] == actor.unit else queries.MINE_BEFORE
    return [_step(row, actor.unit) for row in queries.steps(work.tx, held.id, after, most, unseen)]


def _step(row: RowMapping, unit: UUID) -> dict[str, Any]:
    own = row["unit"] == unit
    return {**row, "by": row["by"] if own else None, "note": row["note"] if own else None}


def _check(admitted: Admitted, step: Step) -> None:
    if (step.reason is not None) != (step.to is Status.REJECTED):
        raise Invalid("reason", "a rejection has a reason, and nothing else has one")
    own = step.note is None or queries.own_fact(
        admitted.work.tx, admitted.case, admitted.actor.unit, step.note
    )
    if not own:
        raise Invalid("note", "name a fact of your own unit in this case")

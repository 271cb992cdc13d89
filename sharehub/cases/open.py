"""Opening a case: a family comes into the exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.cases import queries
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def open_case(work: Work, actor: Actor) -> UUID:
    """Open a case and allocate the one who opens it.

    The case's key is made first, in its own store: a crash in between leaves a key that seals nothing.

    Raises:
        Forbidden: the rulebook does not give this act to the actor's role.
    """
    permit(work, actor, "open_case")
    case = work.new_id()
    alias = work.keys.open_case(str(case))
    queries.add_case(
        work.tx,
        id=case,
        opened_at=work.tx.now,
        opened_by=actor.user,
        opened_by_unit=actor.unit,
        legal_hold=False,
        shredded_at=None,
    )
    queries.let_take_part(work.tx, case, actor.unit)
    if not actor.importing:
        queries.add_membership(
            work.tx,
            id=work.new_id(),
            case_id=case,
            user_id=actor.user,
            role=actor.role,
            start=work.tx.today,
            end=None,
            allocated_by=actor.user,
            allocated_at=work.tx.now,
        )
    work.record(
        Act(
            Action.CASE_OPENED,
            actor=actor.user,
            unit=actor.unit,
            role=actor.role,
            case_alias=alias,
            references={"imported": True} if actor.importing else {},
        )
    )
    return case

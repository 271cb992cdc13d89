"""Who of a programme may receive a referral: of its unit, in a role that answers, at work on the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.cases.admission import admit
from sharehub.errors import NotFound
from sharehub.protocols import rulebooks
from sharehub.protocols.permits import permit
from sharehub.referrals import queries
from sharehub.referrals.draft import is_recipient

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def recipients(
    work: Work, actor: Actor, case: UUID, programme: UUID, after: UUID, most: int
) -> list[RowMapping]:
    """Return who could be named as a programme's recipient of a referral, by the ids of their memberships.

    Whoever is in a conflict is not among them, and neither is whoever was never allocated.

    Raises:
        Forbidden: the rulebook gives referring to other roles.
        NotFound: no such programme; or as every act upon a case.
    """
    permit(work, actor, "refer")
    admit(work, actor, case)
    row = queries.programme(work.tx, programme)
    if row is None:
        raise NotFound("no such programme")
    unit: UUID = row["unit_id"]
    roles = rulebooks.base(work.tx).rulebook.may_record.acts.get("answer_referral", frozenset())
    found = queries.members(work.tx, case, unit, roles, after)
    return [one for one in found if is_recipient(work, case, unit, one["user"], one["role"])][:most]

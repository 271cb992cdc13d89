"""Beginning a recall, in the transaction of the act that makes copies out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.recalls import queries

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.recalls.causes import Cause


def begin(
    work: Work,
    cause: Cause,
    case: UUID,
    *,
    fact: UUID | None = None,
    version: int | None = None,
    consent: UUID | None = None,
    person: UUID | None = None,
) -> None:
    """Have everybody told who holds what is out of date from now on.

    Who that is, is found afterwards, so that the act takes no longer. A crash leaves act and recall, or
    neither of them.

    Args:
        work: the unit of work of the act.
        cause: why.
        case: of which case.
        fact: of which fact, for a correction or retraction; else of all facts of the case.
        version: of a correction, the last version that is out of date; without one all are.
        consent: of a withdrawal or expiry, the event that ends what somebody said, or that ended.
        person: whose word ended by itself without an event: a child who is twelve today.
    """
    identity = work.new_id()
    added = queries.add_recall(
        work.tx,
        id=identity,
        case_id=case,
        cause=cause.value,
        fact_id=fact,
        version=version,
        consent_id=consent,
        person_id=person,
        at=work.tx.now,
    )
    if added:
        put(work, Kind.RECALL, [identity])

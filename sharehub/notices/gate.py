"""Whether a notice may leave for where a whole unit reads: asked when it goes, whatever was said before.

A mailbox or another system is read by all of a unit. So a notice goes there only while everybody of the unit
who works on the case hears it: a colleague who does not would know from the moment alone that there was one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.cases import queries as cases
from sharehub.disclosure.queries import hold_case
from sharehub.identity.actor import Actor
from sharehub.notices import queries
from sharehub.notices.hear import hears

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.hub import Work


def hold_cases(work: Work, notices: Iterable[UUID]) -> None:
    """Take shared the cases that notices tell of: before any is asked about, lest two wait in a circle."""
    told = [queries.told_of(work.tx, notice) for notice in notices]
    for case in sorted({one.case for one in told if one is not None}):
        hold_case(work.tx, case)


def may_leave(work: Work, notice: UUID) -> bool:
    """Say whether everybody of the unit who works on the case hears a notice now; or an officer."""
    told = queries.told_of(work.tx, notice)
    if told is None or told.at > work.tx.now or hold_case(work.tx, told.case).shredded:
        return False
    people = at_work(work, told.case, told.unit)
    if people:
        return all(hears(work, one, notice) for one in people)
    officers = [Actor(user, told.unit, IG_OFFICER) for user in queries.officers(work.tx, told.unit)]
    return any(hears(work, one, notice) for one in officers)


def at_work(work: Work, case: UUID, unit: UUID | None = None) -> list[Actor]:
    """Return who works on a case today, of one unit or all, in which role; not whom a conflict keeps out."""
    day = work.tx.today
    found = queries.at_work(work.tx, case, day, unit)
    return [one for one in found if not cases.conflicted(work.tx, case, one.user, day)]

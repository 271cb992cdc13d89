"""Proposing the end of cases whose years are over; nothing here ends any.

A case's years count from the last day on which anything of it went on record as done: recorded, read or
decided. They are the longest of all rulebooks that were ever in force for a unit of the case, the hub's own
among them. Facts have no ends of their own: a case has one key, and what goes out together stands together.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.cases import queries as cases
from sharehub.notices.tell import Occasion, tell
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.protocols import rulebooks
from sharehub.retention import queries

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.hub import Work

PAGE = 200
YEAR = timedelta(days=365)
"""No younger case can be due: a rulebook keeps for a year at the least."""


def propose(work: Work, after: UUID) -> int:
    """Propose what is due of one page of cases, and put the next page; return how many.

    Only the hub's independent officers are told. From when on nobody acted on a case says that somebody did
    until then: that is not for every unit of it to know.

    Raises:
        Tampered: a rulebook is not the one that was registered.
        KeysUnavailable: the key store cannot be reached; tried again.
    """
    page = queries.candidates(work.tx, work.tx.now - YEAR, after, PAGE)
    if len(page) == PAGE:
        put(work, Kind.PROPOSE_RETENTION, [page[-1]])
    aliases = work.keys.aliases(map(str, page))
    last = queries.last_moments(work.tx, aliases.values())
    years = _years(work, page)
    due = [
        (case, years[case], last[alias].date())
        for case in page
        if (alias := aliases.get(str(case))) in last
        and due_on(last[alias].date(), years[case]) <= work.tx.today
    ]
    officers = cases.overseeing(work.tx) if due else []
    for case, kept, last_on in due:
        proposal = work.new_id()
        queries.add(work.tx, id=proposal, case_id=case, years=kept, last_on=last_on, proposed_at=work.tx.now)
        tell(work, Occasion.RETENTION_DUE, proposal, case, officers)
        alias = aliases[str(case)]
        said: dict[str, Value] = {"proposal": str(proposal), "years": kept}
        work.record(Act(Action.RETENTION_PROPOSED, case_alias=alias, references=said))
    return len(due)


def due_on(last_on: date, years: int) -> date:
    """Return the first day after so many years since another."""
    try:
        ends = last_on.replace(year=last_on.year + years)
    except ValueError:  # 29 February
        ends = date(last_on.year + years, 2, 28)
    return ends + timedelta(days=1)


def _years(work: Work, page: list[UUID]) -> dict[UUID, int]:
    """Return for how many years each case is kept: the longest of all that bear on it."""
    base = rulebooks.base(work.tx).rulebook.retention.fact_years
    found = queries.rulebooks_of(work.tx, page)
    kept = {
        digest: rulebooks.held(work.tx, digest).rulebook.retention.fact_years
        for digest in sorted(set().union(*found.values()))
    }
    return {case: max([base, *(kept[digest] for digest in found.get(case, ()))]) for case in page}

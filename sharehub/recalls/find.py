"""Finding who holds what a recall makes out of date, a page of looks at a time, and telling them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.errors import KeyDestroyed
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.recalls import queries
from sharehub.recalls.causes import Cause
from sharehub.recalls.holders import look_of
from sharehub.recalls.outdated import outdated
from sharehub.recalls.past import queries as past
from sharehub.recalls.past.queries import Place
from sharehub.recalls.reach import reach

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.recalls.holders import Holder
    from sharehub.recalls.queries import Begun

PAGE = 100
"""Looks that are gone through in one transaction."""
AT_THE_SAME_TIME = timedelta(minutes=1)
"""A reading that was decided before an act may bear a later moment than it: one waited for the other. Where
nothing but moments tells them apart, whoever read within so short a time is told as well."""


@dataclass(slots=True)
class Held:
    """What one holder has that is out of date: since which last look, and which facts, with their owners."""

    last: datetime
    facts: dict[UUID, UUID]


def go_on(work: Work, recall: UUID) -> None:
    """Go through the next page of looks, tell those who hold what is out of date, and put the next page.

    A crash leaves all of a page or nothing. Whoever was told is not told again by the same recall.
    """
    begun = queries.take_recall(work.tx, recall)
    if begun is None:
        return
    alias = _alias(work, begun.case)
    looks = [] if alias is None else _page(work, begun, alias)
    told = 0
    for holder, held in sorted(_held(work, begun, [look.id for look in looks]).items()):
        told += reach(work, begun, holder, held.last, held.facts)
    more = looks[-1] if len(looks) == PAGE else None
    queries.went_through(work.tx, recall, more)
    if more is not None:
        put(work, Kind.RECALL, [recall])
    work.record(
        Act(
            Action.COPIES_RECALLED,
            case_alias=alias,
            references={"recall": str(recall), "cause": begun.cause, "told": told, "ended": more is None},
        )
    )


def _alias(work: Work, case: UUID) -> str | None:
    """Return the name under which the log knows a case; None: it was shredded, and the log is mute."""
    try:
        return work.keys.alias(str(case))
    except KeyDestroyed:
        return None


def _page(work: Work, begun: Begun, alias: str) -> list[Place]:
    before = None
    if begun.before_at is not None and begun.before_id is not None:
        before = Place(begun.before_at, begun.before_id)
    by_moment = begun.cause == Cause.MISIDENTIFIED
    return past.looks(
        work.tx,
        begun.case,
        alias,
        fact=begun.fact,
        until=begun.at + AT_THE_SAME_TIME if by_moment else None,
        before=before,
        most=PAGE,
    )


def _held(work: Work, begun: Begun, ids: Sequence[UUID]) -> Mapping[Holder, Held]:
    """Return who holds something of these looks that is out of date; a unit's own facts are its own."""
    looks = [look_of(dict(row)) for row in past.let_out(work.tx, ids)] if ids else []
    gone = outdated(work, begun, looks)
    found: dict[Holder, Held] = {}
    for look in looks:
        facts = gone[look.entry] & {one.fact for one in look.went}
        for holder in look.holders:
            if facts and holder.unit != look.owner:
                held = found.setdefault(holder, Held(look.at, {}))
                held.last = max(held.last, look.at)
                held.facts |= dict.fromkeys(facts, look.owner)
    return found

"""What is due for somebody who works on cases: gaps, requests and referrals of their unit, as they know them.

Each source asks the same rule by which the thing itself is listed: nothing is due here that a list of the
case would not show, and nothing is overdue that it shows as answered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from sharehub.clock import civil_day
from sharehub.database.order import FIRST
from sharehub.deadlines import queries
from sharehub.deadlines.due import Deadline, DeadlineKind
from sharehub.errors import Forbidden
from sharehub.patterns.gaps import still_open
from sharehub.protocols.permits import permit_one_of
from sharehub.referrals.queries import unanswered
from sharehub.requests.lists import known_requests
from sharehub.requests.words import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

REFERRAL_ANSWERED_WITHIN = timedelta(days=14)
"""How long a programme has to say whether it takes somebody."""


def gaps(work: Work, actor: Actor, case: UUID, _zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield the gaps of the actor's unit, and those for it to close, that have a day."""
    for gap in still_open(work, actor, case):
        if gap.due is not None:
            yield Deadline(DeadlineKind.GAP, gap.due, gap.due < work.tx.today, case, gap.id)


def requests(work: Work, actor: Actor, case: UUID, _zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield the requests that the actor's unit makes and is made, as far as they stand open to the actor."""
    for asked in known_requests(work, actor, case, FIRST):
        if asked["status"] == OPEN:
            kind = DeadlineKind.REQUEST_TO_ANSWER if asked["for_us"] else DeadlineKind.REQUEST_UNANSWERED
            yield Deadline(kind, asked["due"], asked["overdue"], case, asked["id"])


def referrals(work: Work, actor: Actor, case: UUID, zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield the referrals that the actor's unit sent or was sent, and that nobody has answered."""
    try:
        permit_one_of(work, actor, "refer", "answer_referral")
    except Forbidden:
        return
    for sent in unanswered(work.tx, case, actor.unit):
        if sent.at is None:
            continue
        due = civil_day(sent.at, zone) + REFERRAL_ANSWERED_WITHIN
        ours = sent.to_unit == actor.unit
        kind = DeadlineKind.REFERRAL_TO_ANSWER if ours else DeadlineKind.REFERRAL_UNANSWERED
        yield Deadline(kind, due, due < work.tx.today, case, sent.id)


Source: TypeAlias = "Callable[[Work, Actor, UUID, ZoneInfo], Iterator[Deadline]]"
"""What yields what is due in a case, as far as somebody who works on it may know."""
SOURCES: tuple[Source, ...] = (gaps, requests, referrals)


def of_cases(work: Work, actor: Actor, zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield what is due in the cases that somebody works on."""
    for case in queries.with_something_due(work.tx, actor):
        for source in SOURCES:
            yield from source(work, actor, case, zone)

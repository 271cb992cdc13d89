"""What is due for somebody who works on cases: gaps, requests and referrals of their unit, as they know them.

Each source asks the same rule by which the thing itself is listed: nothing is due here that a list of the
case would not show, and nothing is overdue that it shows as answered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from sharehub.clock import civil_day
from sharehub.deadlines import queries
from sharehub.deadlines.due import Deadline, DeadlineKind
from sharehub.disclosure.known import Known
from sharehub.errors import Forbidden
from sharehub.patterns.gaps import still_open
from sharehub.protocols.in_play import InPlay
from sharehub.protocols.permits import permit_one_of
from sharehub.referrals.queries import unanswered
from sharehub.requests.hearing import Ears
from sharehub.requests.words import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

REFERRAL_ANSWERED_WITHIN = timedelta(days=14)
"""How long a programme has to say whether it takes somebody."""


def gaps(known: Known, _zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield the gaps of the actor's unit, and those for it to close, that have a day."""
    today = known.work.tx.today
    for gap in still_open(known):
        if gap.due is not None:
            yield Deadline(DeadlineKind.GAP, gap.due, gap.due < today, known.case, gap.id)


def requests(known: Known, _zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield the requests that the actor's unit makes and is made, as far as they stand open to the actor."""
    ears, today = Ears(known), known.work.tx.today
    for asked in ears.requests():
        if ears.status(asked) == OPEN:
            ours = asked.to_unit == known.actor.unit
            kind = DeadlineKind.REQUEST_TO_ANSWER if ours else DeadlineKind.REQUEST_UNANSWERED
            yield Deadline(kind, asked.due, asked.due < today, known.case, asked.id)


def referrals(known: Known, zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield the referrals that the actor's unit sent or was sent, and that nobody has answered."""
    work, actor = known.work, known.actor
    try:
        permit_one_of(work, actor, "refer", "answer_referral")
    except Forbidden:
        return
    for sent in unanswered(work.tx, known.case, actor.unit):
        if sent.at is None:
            continue
        due = civil_day(sent.at, zone) + REFERRAL_ANSWERED_WITHIN
        ours = sent.to_unit == actor.unit
        kind = DeadlineKind.REFERRAL_TO_ANSWER if ours else DeadlineKind.REFERRAL_UNANSWERED
        yield Deadline(kind, due, due < work.tx.today, known.case, sent.id)


Source: TypeAlias = "Callable[[Known, ZoneInfo], Iterator[Deadline]]"
"""What yields what is due in a case, as far as somebody who works on it may know."""
SOURCES: tuple[Source, ...] = (gaps, requests, referrals)


def of_cases(work: Work, actor: Actor, zone: ZoneInfo) -> Iterator[Deadline]:
    """Yield what is due in the cases that somebody works on: each case is decided once, for all that asks."""
    cases = queries.with_something_due(work.tx, actor)
    if not cases:
        return
    # Only now that the cases are held: whoever suspends a protocol waits for these.
    in_play = InPlay.of(work.tx, actor.unit)
    for case in cases:
        known = Known(work, actor, case, in_play)
        for source in SOURCES:
            yield from source(known, zone)

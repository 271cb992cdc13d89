"""What is due for an officer: what ends, what is to be reviewed or decided, as far as their scope reaches.

Each source is the question that officers ask by itself, put to the end; none knows more here than there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from sharehub.audit.checkpoint import Standing
from sharehub.audit.standing import standing
from sharehub.cases.admission import kept_to
from sharehub.clock import civil_day
from sharehub.consents.review import decisions_to_review, glasses_to_review
from sharehub.database.order import FIRST
from sharehub.deadlines import queries
from sharehub.deadlines.due import Deadline, DeadlineKind
from sharehub.oversight.looking import Look
from sharehub.oversight.officer import scope_of
from sharehub.oversight.standing.questions import ConsentsEnding, ProtocolsLapsing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sharehub.acting.lists import Row
    from sharehub.audit.checkpoint import Policy
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

CONFLICT_DECIDED_WITHIN = timedelta(days=3)
"""How long a possible conflict keeps somebody from a case before it counts as overdue."""
PAGE = 500
"""Of each question, as many at a time."""


@dataclass(frozen=True, slots=True)
class Office:
    """An officer who looks, and what they look at. `policy` says who is to witness the log."""

    work: Work
    actor: Actor
    look: Look
    policy: Policy

    @classmethod
    def of(cls, work: Work, actor: Actor, zone: ZoneInfo, policy: Policy) -> Office:
        """Return the office of somebody, with the cases from which a conflict keeps them left out."""
        return cls(work, actor, Look(work.tx, work.keys, zone, *scope_of(work.tx, work.keys, actor)), policy)


class Source(Protocol):
    """Something that says what is due for an officer."""

    def __call__(self, office: Office) -> Iterator[Deadline]:
        """Yield what is due, as far as the officer may know."""


def consents(office: Office) -> Iterator[Deadline]:
    """Yield consents that are about to expire: whether one still stands is not said."""
    asked = ConsentsEnding()
    for row in _all(lambda after: asked.found(office.look, after, PAGE)):
        yield Deadline(DeadlineKind.CONSENT_ENDS, row["expires"], False, row["case"], row["id"])


def protocols(office: Office) -> Iterator[Deadline]:
    """Yield protocols that are about to lapse or due for review."""
    asked = ProtocolsLapsing()
    for row in _all(lambda after: asked.found(office.look, after, PAGE)):
        overdue = row["due"] < office.work.tx.today
        yield Deadline(DeadlineKind.PROTOCOL_ENDS, row["due"], overdue, None, row["id"])


def reviews(office: Office) -> Iterator[Deadline]:
    """Yield serious-risk decisions and broken glass that wait for a review."""
    work, actor = office.work, office.actor
    decisions = _all(lambda after: decisions_to_review(work, actor, after or FIRST, PAGE))
    glasses = _all(lambda after: glasses_to_review(work, actor, after or FIRST, PAGE))
    for kind, rows in ((DeadlineKind.DECISION_TO_REVIEW, decisions), (DeadlineKind.GLASS_TO_REVIEW, glasses)):
        for row in rows:
            due = row["review_due"]
            day = civil_day(due, office.look.zone)
            yield Deadline(kind, day, due < work.tx.now, row["case"], row["id"])


def conflicts(office: Office) -> Iterator[Deadline]:
    """Yield possible conflicts that nobody has decided: those that the officer's unit raised, or all."""
    tx = office.work.tx
    for check in queries.undecided(tx, kept_to(office.work, office.actor), office.look.apart):
        due = check.raised + CONFLICT_DECIDED_WITHIN
        yield Deadline(DeadlineKind.CONFLICT_TO_DECIDE, due, due < tx.today, check.case, check.id)


def witnesses(office: Office) -> Iterator[Deadline]:
    """Yield that too few witnesses watch the log, to the hub's independent officers."""
    tx = office.work.tx
    if not office.look.scope.oversees:
        return
    if standing(tx, office.policy, tx.now).witnessed in {Standing.STALE, Standing.LACKING}:
        yield Deadline(DeadlineKind.WITNESSES_MISSING, tx.today, True, None, None)


SOURCES: tuple[Source, ...] = (consents, protocols, reviews, conflicts, witnesses)


def of_officers(office: Office) -> Iterator[Deadline]:
    """Yield what is due for an officer."""
    for source in SOURCES:
        yield from source(office)


def _all(found: Callable[[UUID | None], Sequence[Row]]) -> Iterator[Row]:
    """Yield all that answers a question, page after page."""
    after: UUID | None = None
    while page := found(after):
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1]["id"]

"""The way of a protocol: where it can stand, what can be done with it there, and where it stands then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policies.protocol import Protocol


class Standing(StrEnum):
    """Where a protocol stands; only IN_FORCE opens anything. EXPIRED is told from its days, never kept."""

    DRAFT = "draft"
    REHEARSED = "rehearsed"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a protocol. COMPLETION and SUCCESSION follow from a signature, unasked."""

    REHEARSAL = "rehearsal"
    SIGNATURE = "signature"
    SIGNATURE_WITHDRAWAL = "withdrawal of a signature"
    COMPLETION = "coming into force"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    WITHDRAWAL = "withdrawal"
    SUCCESSION = "later version in its place"


class SuspensionReason(StrEnum):
    """Why a protocol is suspended: closed words, since a sentence could tell of a case."""

    BREACH = "breach"
    REVIEW_OVERDUE = "review_overdue"
    PARTY_LEFT = "party_left"
    LEGAL_ADVICE = "legal_advice"
    OTHER = "other"


class RehearsalKind(StrEnum):
    """How a draft's rulebook was rehearsed: on synthetic case files, or on decisions that are on record."""

    CASE_FILE = "case_file"
    SIMULATION = "simulation"


class DueDay(StrEnum):
    """The days of a protocol that somebody has to see coming."""

    REVIEW_DUE = "review_due"
    EXPIRES = "expires"


_AFTER: Mapping[tuple[Standing, Move], Standing] = {
    (Standing.DRAFT, Move.REHEARSAL): Standing.REHEARSED,
    (Standing.DRAFT, Move.WITHDRAWAL): Standing.WITHDRAWN,
    (Standing.REHEARSED, Move.REHEARSAL): Standing.REHEARSED,
    (Standing.REHEARSED, Move.SIGNATURE): Standing.REHEARSED,
    (Standing.REHEARSED, Move.SIGNATURE_WITHDRAWAL): Standing.REHEARSED,
    (Standing.REHEARSED, Move.COMPLETION): Standing.IN_FORCE,
    (Standing.REHEARSED, Move.WITHDRAWAL): Standing.WITHDRAWN,
    (Standing.IN_FORCE, Move.SUSPENSION): Standing.SUSPENDED,
    (Standing.IN_FORCE, Move.SUCCESSION): Standing.SUPERSEDED,
    (Standing.SUSPENDED, Move.RESUMPTION): Standing.SUSPENDED,
    (Standing.SUSPENDED, Move.SIGNATURE_WITHDRAWAL): Standing.SUSPENDED,
    (Standing.SUSPENDED, Move.COMPLETION): Standing.IN_FORCE,
    (Standing.SUSPENDED, Move.SUCCESSION): Standing.SUPERSEDED,
    (Standing.EXPIRED, Move.SUCCESSION): Standing.SUPERSEDED,
}
"""All that can happen. Signatures, for the first time or to go on, change nothing until there are all."""

_RUNNING = frozenset({Standing.IN_FORCE, Standing.SUSPENDED})
HAS_RUN = _RUNNING | {Standing.SUPERSEDED}
"""How a version stands that is or was in force: none before it ever takes its place."""


def after(standing: Standing, move: Move) -> Standing | None:
    """Return where a protocol stands once this has happened to it; None: it cannot happen to it there."""
    return _AFTER.get((standing, move))


def on_day(standing: Standing, expires: date | None, day: date) -> Standing:
    """Return how a protocol is seen to stand on a day, whose last day is `expires`; None is open."""
    over = expires is not None and expires < day
    return Standing.EXPIRED if over and standing in _RUNNING else standing


@dataclass(frozen=True, slots=True)
class Due:
    """A day that comes up: in how many days, and fewer than none where it has passed."""

    what: DueDay
    on: date
    days: int


def due(protocol: Protocol, day: date, within: int) -> tuple[Due, ...]:
    """Return the days of a protocol that have passed or come within so many days of a day, in their order."""
    dated = ((DueDay.REVIEW_DUE, protocol.review_due), (DueDay.EXPIRES, protocol.expires))
    coming = (Due(what, on, (on - day).days) for what, on in dated if on is not None)
    return tuple(one for one in coming if one.days <= within)

"""What the reference reading of the procedure is asked, and the words it answers in, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from policies.question import Ask, Case, Fact, ProtocolInForce, Reader, Span
    from policies.table import Table

Answer = tuple[str, str, frozenset[str], frozenset[str], tuple[str, ...]]

REASONS = [
    "FAULT", "CONFLICT_OF_INTEREST", "CONFLICT_CHECK_PENDING", "NOT_ALLOCATED", "METADATA_ONLY",
    "PURPOSE_NOT_FOR_ROLE", "NOT_YET_PUBLISHED", "RETRACTED", "PURPOSE_GATE_CLOSED", "NO_PROTOCOL",
    "CHANNEL_NARROWED",
    "NEVER_FOR_THIS_ROLE", "PERPETRATOR_WILL_READ", "CONSENT_REFUSED", "CONSENT_WITHDRAWN",
    "CONSENT_EXCLUDES_FACT", "CONSENT_EXPIRED", "CONSENT_ABSENT", "SOURCE_EXPOSED",
    "ORIGINATOR_APPROVAL_NEEDED", "NOT_NEEDED_FOR_ROLE", "NO_GIST_WRITTEN", "CONTEXT_WITHHELD",
    "GIST_FOR_ROLE", "BREAK_GLASS", "OVERRIDE_SERIOUS_RISK", "ORIGINATOR_APPROVED", "CONSENT",
    "PERPETRATOR_ALREADY_KNOWS", "ROLE_AND_PURPOSE", "OWN_RECORD",
]  # fmt: skip
GIST = ["GIST_FOR_ROLE"]
FULL = REASONS[REASONS.index("GIST_FOR_ROLE") + 1 :]


class Stop(Exception):
    pass


def stop(reason: str) -> NoReturn:
    raise Stop(reason)


def outcome_of(reason: str) -> str:
    return "full" if reason in FULL else "gist" if reason in GIST else "withheld"


def some_cover(spans: Iterable[Span], day: date) -> bool:
    return sum([span.covers(day) for span in spans]) > 0


def strictest_of(answers: Sequence[Answer]) -> Answer:
    outcome, reason, *_ = min(answers, key=lambda answer: REASONS.index(answer[1]))
    protocols = tuple(sorted({name for answer in answers for name in answer[4]}))
    if outcome == "withheld":
        return outcome, reason, frozenset(), frozenset(), protocols
    caveats = frozenset(caveat for answer in answers for caveat in answer[2])
    return (
        outcome,
        reason,
        caveats,
        frozenset(ground for answer in answers for ground in answer[3]),
        protocols,
    )


@dataclass
class Question:
    reader: Reader
    ask: Ask
    case: Case
    protocols: Sequence[ProtocolInForce]
    base: Table

    def parts(self, *wanted: str) -> set[str]:
        """The persons of these parts; an adult of an undetermined case is both survivor and perpetrator."""
        adults = {"adult_a", "adult_b"} if {"survivor", "perpetrator"} & set(wanted) else set()
        return {key for key, person in self.case.people.items() if person.part in {*wanted, *adults}}

    @property
    def open_whose_pattern(self) -> bool:
        return any(person.part in {"adult_a", "adult_b"} for person in self.case.people.values())

    def tables(self, fact: Fact) -> list[tuple[str | None, Table]]:
        mine = self.reader.unit
        found = []
        for protocol in self.protocols:
            if {mine, fact.owner} - protocol.parties or self.ask.purpose not in protocol.purposes:
                continue
            if protocol.span.covers(self.ask.day):
                found.append((None if fact.owner == mine else protocol.id, protocol.table))
        return found

    def conflict(self) -> str | None:
        day, excluded, pending = self.ask.day, some_cover(self.reader.exclusions, self.ask.day), False
        for check in self.reader.conflict_checks:
            undecided = check.decided is None or check.decided > day
            pending = (check.raised <= day and undecided) or pending
            excluded = (not undecided and check.excluded) or excluded
        return "CONFLICT_OF_INTEREST" if excluded else "CONFLICT_CHECK_PENDING" if pending else None

"""Something that is due: what sort of thing, by which day, in which case, and nothing of what it says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sharehub.disclosure.papers import case_reference

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sharehub.acting.lists import Row

_OF_DAY = 4
_OF_REST = 12


class DeadlineKind(StrEnum):
    """What sort of thing is due, as its reader may do something about it."""

    GAP = "gap"
    REQUEST_TO_ANSWER = "request_to_answer"
    REQUEST_UNANSWERED = "request_unanswered"
    REFERRAL_TO_ANSWER = "referral_to_answer"
    REFERRAL_UNANSWERED = "referral_unanswered"
    COPY_TO_DESTROY = "copy_to_destroy"
    CONSENT_ENDS = "consent_ends"
    PROTOCOL_ENDS = "protocol_ends"
    DECISION_TO_REVIEW = "decision_to_review"
    GLASS_TO_REVIEW = "glass_to_review"
    CONFLICT_TO_DECIDE = "conflict_to_decide"
    WITNESSES_MISSING = "witnesses_missing"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that is due. `case` is None where it is of no case, `id` where it has none."""

    kind: DeadlineKind
    due: date
    overdue: bool
    case: UUID | None
    id: UUID | None

    def item(self) -> dict[str, Any]:
        """Return it as it is listed."""
        return {
            "kind": self.kind.value,
            "due": self.due,
            "overdue": self.overdue,
            "case": self.case,
            "case_reference": None if self.case is None else case_reference(self.case),
            "id": self.id,
        }

    @property
    def place(self) -> UUID:
        """Return its place in the list: by day, and within a day in an order that tells nothing.

        It follows from the thing alone, so that a page goes on where the last one ended though things came
        and went meanwhile.
        """
        said = f"{self.kind} {self.case} {self.id}".encode()
        return UUID(bytes=self.due.toordinal().to_bytes(_OF_DAY) + hashlib.sha256(said).digest()[:_OF_REST])


def place_of(item: Row) -> UUID:
    """Return the place of something in the list, from how it is listed."""
    kind = DeadlineKind(item["kind"])
    return Deadline(kind, item["due"], item["overdue"], item["case"], item["id"]).place


def in_order(found: Iterable[Deadline]) -> list[Deadline]:
    """Return what is due soonest first, each once."""
    return [by_place for _, by_place in sorted({one.place: one for one in found}.items())]

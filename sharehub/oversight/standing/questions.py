"""Questions about what stands beside the log: people kept from cases, and consents and protocols that end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from uuid import UUID

from sharehub.oversight.standing import queries
from sharehub.oversight.standing.reviews import review_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import RowMapping

    from sharehub.audit.entry import Value
    from sharehub.oversight.looking import Item, Look
    from sharehub.oversight.standing.queries import Kept


class Read(NamedTuple):
    """Somebody's looks at one case: how many had an answer, and when the first and the last."""

    looks: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class SinceExcluded:
    """Who has been excluded from a case or found in conflict, and how often they had looked at it."""

    name: ClassVar[str] = "since_excluded"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the people, the latest exclusion first."""
        kept = queries.kept_from_cases(look.tx, look.scope, look.apart, after, most)
        read = _read(look, kept)
        return [
            {
                "id": one.id,
                "user": one.user,
                "unit": one.unit,
                "case": one.case,
                "since": one.since,
                "by": one.by,
                **read.get((one.user, one.case), Read(0, None, None))._asdict(),
            }
            for one in kept
        ]


def _read(look: Look, kept: Sequence[Kept]) -> Mapping[tuple[UUID, UUID], Read]:
    aliases = look.keys.aliases({str(one.case) for one in kept})
    if not aliases:
        return {}
    cases = {alias: UUID(case) for case, alias in aliases.items()}
    users, units = {one.user for one in kept}, {one.unit for one in kept}
    rows = queries.looks_of(look.tx, look.scope, users, units, cases)
    moments: dict[tuple[UUID, UUID], dict[UUID, datetime]] = {}
    for row in rows:
        for user in _who(row):
            moments.setdefault((user, cases[row["case_alias"]]), {})[row["entry_id"]] = row["at"]
    return {pair: Read(len(at), min(at.values()), max(at.values())) for pair, at in moments.items()}


def _who(row: RowMapping) -> Iterable[UUID]:
    return {row["actor"], *(UUID(reader["user"]) for reader in row["readers"] or ())}


@dataclass(frozen=True, slots=True)
class ConsentsEnding:
    """Which consents are about to expire."""

    days: int = 30
    name: ClassVar[str] = "consents_ending"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {"days": self.days}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the consents, soonest first: whose part, for whom and for what, and no word of theirs."""
        first, last = look.tx.today, look.tx.today + timedelta(days=self.days)
        return [
            dict(row)
            for row in queries.consents_ending(look.tx, look.scope, look.apart, first, last, after, most)
        ]


@dataclass(frozen=True, slots=True)
class ProtocolsLapsing:
    """Which protocols are about to lapse, or are due for review."""

    days: int = 90
    name: ClassVar[str] = "protocols_lapsing"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {"days": self.days}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the protocols, soonest first; one whose review is overdue is among them."""
        last = look.tx.today + timedelta(days=self.days)
        found = [_lapsing(row) for row in queries.protocols(look.tx, look.scope)]
        due = sorted((one for one in found if one["due"] <= last), key=lambda one: (one["due"], one["id"]))
        ids = [one["id"] for one in due]
        begins = ids.index(after) + 1 if after in ids else 0
        return due[begins : begins + most]


def _lapsing(row: RowMapping) -> Item:
    review: date = review_due(row["digest"], row["text"])
    expires: date | None = row["expires"]
    return {
        **{name: row[name] for name in ("id", "name", "version", "status", "effective")},
        "review_due": review,
        "expires": expires,
        "due": review if expires is None else min(review, expires),
    }

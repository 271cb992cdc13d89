"""A case as a decision takes it: metadata only, and what cannot be read is a fault, never a guess."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from policies.question import Case, Reader
from sharehub.disclosure import metadata, queries
from sharehub.disclosure.portions import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from uuid import UUID

    from policies.question import Fact
    from sharehub.database.transaction import Transaction
    from sharehub.disclosure.stored import StoredFact

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one role and one unit: an actor, or somebody at a meeting."""

    user: UUID
    unit: UUID
    role: str


class AtWork(NamedTuple):
    """A unit that works with the family in a role, and one of those who do."""

    unit: UUID
    name: str
    role: str
    user: UUID

    def seat(self) -> Seat:
        """Return the seat of the one who does."""
        return Seat(self.user, self.unit, self.role)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as decisions take it, and its facts as they are stored, by their ids.

    `flawed`: something in it could not be read, which is to be alarmed whatever the decision makes of it.
    """

    case: Case
    readers: tuple[Reader, ...]
    stored: Mapping[str, StoredFact]
    flawed: bool = False

    def held(self) -> dict[str, Held]:
        """Return whose each fact is, and in which version it stands."""
        return {fact.id: held_of(fact, self.stored[fact.id]) for fact in self.case.facts}

    def only(self, places: Mapping[str, tuple[int, int]]) -> Loaded:
        """Return the facts of a summary alone, each in the section and position that it gives them.

        What travels with a fact that the summary leaves out is then without its context, and withheld.
        """
        stored = {
            fact: one._replace(placed=places[fact]) for fact, one in self.stored.items() if fact in places
        }
        facts = tuple(fact for fact in self.case.facts if fact.id in stored)
        return replace(self, case=replace(self.case, facts=facts), stored=stored)

    def limited(self, facts: Collection[str]) -> Loaded:
        """Return these facts alone, each where it stood; what travels with another is without its context."""
        stored = {fact: one for fact, one in self.stored.items() if fact in facts}
        kept = tuple(fact for fact in self.case.facts if fact.id in stored)
        return replace(self, case=replace(self.case, facts=kept), stored=stored)

    def by_glass(self, tx: Transaction, case: UUID, seat: Seat) -> Loaded:
        """Return the case with what this reader's broken glass lifts now; without one it is as it was."""
        reading = _Reading()
        broken = reading.each(queries.running_glass(tx, case, seat), metadata.break_glass)
        return replace(
            self, case=replace(self.case, break_glass=broken), flawed=self.flawed or reading.flawed
        )


def held_of(fact: Fact, stored: StoredFact) -> Held:
    """Return whose a fact is, and in which version it stands; a number that is none was written by nobody."""
    version = stored.clear["version"]
    return Held(fact.owner, version if isinstance(version, int) else None)


def load(tx: Transaction, case: UUID, seats: Iterable[Seat]) -> Loaded:
    """Read everything that a decision about this case and these readers rests on; never a reason to crash."""
    seated = tuple(seats)
    try:
        return _load(tx, case, seated)
    except (ValueError, TypeError):
        # A column that does not even decode: of this case nothing is known, not even who works on it.
        strangers = tuple(Reader(str(seat.user), seat.role, str(seat.unit), ()) for seat in seated)
        return Loaded(Case({}, ()), strangers, {}, flawed=True)


@dataclass(slots=True)
class _Reading:
    """Rows being read, and whether any of them could not be."""

    flawed: bool = False

    def each(
        self,
        rows: Iterable[Mapping[str, Any]],
        read: Callable[[Mapping[str, Any]], Read],
        otherwise: Callable[[Mapping[str, Any]], Read] | None = None,
    ) -> tuple[Read, ...]:
        """Read rows; `otherwise` gives what stands for one that cannot be read, None leaves it out."""
        found: list[Read] = []
        for row in rows:
            try:
                found.append(read(row))
            except (ValueError, TypeError):
                self.flawed = True
                if otherwise is not None:
                    found.append(otherwise(row))
        return tuple(found)


def _load(tx: Transaction, case: UUID, seats: tuple[Seat, ...]) -> Loaded:
    stored = queries.facts(tx, case)
    rows = [fact.clear for fact in stored.values()]
    units = {str(seat.unit) for seat in seats}.union([row["owner_unit_id"] for row in rows])
    of_people, reading = _Reading(), _Reading()
    people = of_people.each(queries.people(tx, case), metadata.person, metadata.anybody)
    facts = reading.each(rows, metadata.fact, metadata.faulty_fact)
    matter = Case(
        people={person.id: person for person in people},
        facts=tuple(_anybodys(fact) for fact in facts) if of_people.flawed else facts,
        gates=reading.each(queries.gates(tx, case), metadata.gate, metadata.faulty_gate),
        consent_events=reading.each(
            queries.consent_events(tx, case), metadata.consent, metadata.faulty_consent
        ),
        # What would open something, and cannot be read, opens nothing.
        approvals=reading.each(queries.approvals(tx, case), metadata.approval),
        serious_risk_decisions=reading.each(queries.serious_risk_decisions(tx, case), metadata.serious_risk),
        units=frozenset(units),
        narrowings=reading.each(
            queries.narrowings(tx, {seat.unit for seat in seats}), metadata.narrowing, metadata.paused
        ),
    )
    readers = _readers(tx, case, seats, reading)
    return Loaded(matter, readers, stored, of_people.flawed or reading.flawed)


def _anybodys(fact: Fact) -> Fact:
    """Return a fact of a case in which somebody's part is unknown: whose it is, is anybody's guess.

    Without a category it is a fault to every unit but the one that recorded it.
    """
    return replace(fact, categories=frozenset())


def _readers(tx: Transaction, case: UUID, seats: tuple[Seat, ...], reading: _Reading) -> tuple[Reader, ...]:
    users = [seat.user for seat in seats]
    members = queries.memberships(tx, case, users)
    excluded = queries.exclusions(tx, case, users)
    checks = queries.conflict_checks(tx, case, users)
    return tuple(
        Reader(
            id=str(seat.user),
            role=seat.role,
            unit=str(seat.unit),
            # A seat in a unit or a role that is not the user's own is nobody's.
            memberships=tuple(
                metadata.span(row)
                for row in members
                if (row["user_id"], row["unit_id"], row["role"]) == (seat.user, seat.unit, seat.role)
            ),
            exclusions=tuple(metadata.span(row) for row in excluded if row["user_id"] == seat.user),
            conflict_checks=reading.each(
                (row for row in checks if row["user_id"] == seat.user),
                metadata.check,
                metadata.undecided_check,
            ),
        )
        for seat in seats
    )

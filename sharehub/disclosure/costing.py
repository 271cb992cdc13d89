"""What inviting somebody would take off a wall, as far as the asker may know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policies.decide import decide
from policies.question import Gate, Span
from policies.wall import PURPOSE, costs
from sharehub.disclosure.audience import audience

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from policies.answer import FactDecision
    from policies.question import Ask, Case, ProtocolInForce, Reader
    from policies.table import Table
    from policies.wall import Fall


@dataclass(frozen=True, slots=True)
class Costing:
    """For each of those thought of what would fall, and the asker's own answers to whatever falls for any."""

    invited: tuple[Reader, ...]
    falls: tuple[Mapping[str, Fall], ...]
    answers: Mapping[str, FactDecision]


def costing(
    readers: Sequence[Reader], ask: Ask, case: Case, protocols: Sequence[ProtocolInForce], base: Table
) -> Costing:
    """Cost each of those thought of, who come after the asker among the readers.

    Whoever works with him is told no cost at all: a line that falls for somebody else tells him what others
    have said.
    """
    asker, *guests = readers
    silent = audience(asker, ask, case, protocols, base).his_side
    falls = tuple({} for _ in guests) if silent else _falls(readers, ask.day, case, protocols, base)
    own = decide(asker, ask, case, protocols, base).facts
    return Costing(tuple(guests), falls, _concerned(case, own, falls))


def _falls(
    readers: Sequence[Reader], day: date, case: Case, protocols: Sequence[ProtocolInForce], base: Table
) -> tuple[Mapping[str, Fall], ...]:
    """Take everybody as if invited: working on the case, with the meeting open to their unit."""
    asker, *guests = readers
    room = [asker, *(_as_if_allocated(guest, day) for guest in guests)]
    tables = [base, *(protocol.table for protocol in protocols)]
    return costs(room, day, _as_if_convened(case, room, day, tables), protocols, base)[1:]


def _as_if_allocated(guest: Reader, day: date) -> Reader:
    return replace(guest, memberships=(*guest.memberships, Span(day, day)))


def _as_if_convened(case: Case, room: Sequence[Reader], day: date, tables: Sequence[Table]) -> Case:
    """Take the meeting as open to everybody's unit, whichever gate a rulebook has for it."""
    names = {row.gate for table in tables for (_, purpose), row in table.rows.items() if purpose == PURPOSE}
    span, units = Span(day, day), frozenset(one.unit for one in room)
    openings = tuple(Gate(name, span, units) for name in sorted(name for name in names if name is not None))
    return replace(case, gates=(*case.gates, *openings))


def _concerned(
    case: Case, answers: Mapping[str, FactDecision], falls: Sequence[Mapping[str, Fall]]
) -> dict[str, FactDecision]:
    """Return the asker's answers to the facts that fall, and to whatever those travel with."""
    companions = {fact.id: fact.travels_with & answers.keys() for fact in case.facts}
    found: set[str] = set()
    reached = {fact for fallen in falls for fact in fallen}
    while reached - found:
        found |= reached
        reached = {companion for fact in reached for companion in companions[fact]}
    return {fact: answer for fact, answer in answers.items() if fact in found}

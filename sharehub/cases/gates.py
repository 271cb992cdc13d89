"""Gates: the events that open a purpose, each for named units, never for all by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases import queries
from sharehub.cases.admission import admit
from sharehub.cases.members import ends, in_order, span_references
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.protocols import queries as partnership
from sharehub.protocols.permits import permit_gate, permit_some_gate

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def open_gate(
    work: Work,
    actor: Actor,
    case: UUID,
    gate: str,
    units: frozenset[UUID] | None,
    start: date,
    end: date | None = None,
) -> UUID:
    """Record the event that opens a purpose, for the units named, from a day to a day (both included).

    Args:
        work: the unit of work.
        actor: who records it.
        case: in which case.
        gate: a gate of the rulebook.
        units: for whom; None, for all, is kept for imported history: said out loud, or not at all.
        start: the first day.
        end: the last day, None while it lasts.

    Raises:
        Forbidden: the rulebook gives this gate to other roles.
        Invalid: units are missing or unknown, or it would end before it starts.
    """
    permit_gate(work, actor, gate)
    admitted = admit(work, actor, case)
    in_order(start, end)
    if not units and not actor.importing:
        raise Invalid("units", "name the units that this gate opens for")
    if units and partnership.known_units(work.tx, units) != units:
        raise Invalid("units", "no such unit")
    identity = work.new_id()
    named = None if units is None else sorted(str(unit) for unit in units)
    queries.add_gate(
        work.tx,
        id=identity,
        case_id=case,
        gate=gate,
        start=start,
        end=end,
        units=named,
        opened_by=actor.user,
        opened_at=work.tx.now,
    )
    admitted.record(
        Action.GATE_OPENED,
        gate=gate,
        opening=str(identity),
        units="all" if named is None else [*named],
        **span_references(start, end),
    )
    return identity


def close_gate(work: Work, actor: Actor, case: UUID, opening: UUID, last_day: date) -> None:
    """Write down the last day of an opening; it is included. To prolong one, open the gate anew.

    Raises:
        Forbidden: the rulebook gives this role no gate at all.
        NotFound: the case has no such opening, or the rulebook gives its gate to other roles.
        Invalid: it would close before it opened.
        Conflict: it closes on an earlier day already.
    """
    permit_some_gate(work, actor)
    admitted = admit(work, actor, case)
    held = queries.opening(work.tx, case, opening)
    if held is None:
        raise NotFound("no such opening")
    try:
        permit_gate(work, actor, held.gate)
    except Forbidden:
        # Which gates a case has opened for others is not for this role to know.
        raise NotFound("no such opening") from None
    ends(held.days, last_day)
    queries.close_gate(work.tx, opening, last_day)
    admitted.record(Action.GATE_CLOSED, gate=held.gate, opening=str(opening), end=last_day.isoformat())

"""The decision: may this reader have each fact in full, as a gist, or not at all, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.answer import Decision, FactDecision
from policies.caveats import caveats_of
from policies.circle import knows_everyone
from policies.context import keep_context
from policies.exposure import accepted_by, would_expose
from policies.hearing import hear
from policies.precedence import Ruling, combine, together
from policies.resolve import Matter, resolve
from policies.vocabulary import Caveat, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policies.hearing import Hearing
    from policies.question import Ask, Case, Fact, ProtocolInForce, Reader
    from policies.routes import Route
    from policies.table import Row, Table

_FAULT = FactDecision(Outcome.WITHHELD, Reason.FAULT)
_OWN = Ruling(Outcome.FULL, Reason.OWN_RECORD)


def decide(
    reader: Reader,
    ask: Ask,
    case: Case,
    protocols: Sequence[ProtocolInForce],
    base: Table,
) -> Decision:
    """Decide every fact of a case for one ask; never raises.

    Args:
        reader: who asks, with what is on record about them in this case.
        ask: the purpose, and the day, a civil day in the hub's zone.
        case: people, facts, gates, consent, approvals and decisions, whatever their days.
        protocols: every protocol that was ever in force, with its span; the day is checked here.
        base: the hub's own table, which answers where no protocol applies.

    Returns:
        An answer for each fact. What cannot be decided, whatever went wrong, is withheld as a FAULT.

    Source: decisions.md, "The order" and "Fail closed".
    """
    try:
        hearing = hear(reader, ask, case, protocols, base)
        decided: dict[str, FactDecision] = {}
        for fact in case.facts:
            # Two facts under one id: which of them a reader would get is anybody's guess.
            decided[fact.id] = _FAULT if fact.id in decided else _decided(hearing, fact)
        return Decision(keep_context(case.facts, decided, own_may_stand_alone=True))
    except Exception:  # noqa: BLE001 - fail closed: whatever goes wrong must withhold, never open or crash
        return Decision({fact.id: _FAULT for fact in case.facts})


def _decided(hearing: Hearing, fact: Fact) -> FactDecision:
    try:
        if hearing.refusal is not None:
            return _withheld(hearing.refusal)
        return combine([_by_route(hearing, route, fact) for route in hearing.routes_to(fact.owner)])
    except Exception:  # noqa: BLE001 - fail closed: one broken fact is withheld and takes no other with it
        return _FAULT


def _by_route(hearing: Hearing, route: Route, fact: Fact) -> FactDecision:
    """Ask one rulebook: steps 2 to 11, then 13; the first answer wins."""
    row, protocols, inquiry = route.terms.row, route.protocols, hearing.inquiry
    glass = bool(fact.categories) and fact.categories <= route.terms.glass
    if not hearing.allocated and not glass:
        return _withheld(Reason.NOT_ALLOCATED)
    refusal = route.refusal or not_out(fact, inquiry.ask.day)
    if refusal is not None or row is None:
        return _withheld(refusal or Reason.PURPOSE_NOT_FOR_ROLE, protocols)
    barrier = _barrier(hearing, route, row, fact)
    if barrier is not None and not glass:
        return _withheld(barrier, protocols)
    lifted = inquiry.glass if barrier is not None or not hearing.allocated else None
    if route.own and not row.he_reads:
        return _released(_OWN, frozenset(), protocols, lifted)
    matter = matter_of(hearing, route, row, fact)
    ruling = _ruling(matter, own=route.own)
    if ruling.outcome is Outcome.WITHHELD:
        return _withheld(ruling.reason, protocols)
    return _released(ruling, caveats_of(matter, ruling), protocols, lifted)


def matter_of(hearing: Hearing, route: Route, row: Row, fact: Fact) -> Matter:
    """Lay one fact before one rulebook.

    Raises:
        TypeError: an approval or a decision that names this release has no start.
    """
    inquiry, terms = hearing.inquiry, route.terms
    return Matter(
        fact,
        inquiry,
        row,
        terms.about_her,
        terms.works_with_him,
        inquiry.approved(fact),
        inquiry.lifted(fact),
        terms.glass,
    )


def _withheld(reason: Reason, protocols: tuple[str, ...] = ()) -> FactDecision:
    return FactDecision(Outcome.WITHHELD, reason, protocols=protocols)


def not_out(fact: Fact, day: date) -> Reason | None:
    """Why the fact is not out on the day, or None; a fact without a day of publication is a fault.

    Source: decisions.md, step 5.
    """
    if fact.published is None:
        return Reason.FAULT
    if fact.published > day:
        return Reason.NOT_YET_PUBLISHED
    return Reason.RETRACTED if fact.retracted is not None and fact.retracted <= day else None


def _barrier(hearing: Hearing, route: Route, row: Row, fact: Fact) -> Reason | None:
    """Steps 6 and 8, which a break-glass decision lifts; to one's own record there is no channel to miss."""
    if row.gate is not None and not hearing.inquiry.gate_is_open(row.gate):
        return Reason.PURPOSE_GATE_CLOSED
    if route.missing:
        return Reason.NO_PROTOCOL
    return Reason.CHANNEL_NARROWED if not route.own and hearing.inquiry.narrowed(fact) else None


def _ruling(matter: Matter, *, own: bool) -> Ruling:
    """Steps 9 to 11."""
    fact = matter.fact
    controlled = not own and Caveat.ORIGINATOR_CONTROLS_ONWARD in fact.caveats
    if controlled and not matter.approvals:
        return Ruling(Outcome.WITHHELD, Reason.ORIGINATOR_APPROVAL_NEEDED)
    if matter.row.he_reads and Caveat.NOT_IN_DOCUMENT_HE_MAY_READ in fact.caveats:
        return Ruling(Outcome.WITHHELD, Reason.PERPETRATOR_WILL_READ)
    if not fact.categories or not knows_everyone(matter.inquiry.circle, fact):
        return Ruling(Outcome.WITHHELD, Reason.FAULT)
    found = together([resolve(matter, category) for category in fact.categories])
    if controlled:
        found = found._replace(rests_on=found.rests_on | matter.approvals)
    return found if found.outcome is Outcome.WITHHELD else _unexposed(matter, found)


def _unexposed(matter: Matter, found: Ruling) -> Ruling:
    """Step 11: hold back what would show him who spoke, and a gist that nobody wrote."""
    if would_expose(matter):
        accepted = accepted_by(matter, found)
        if accepted is None:
            return Ruling(Outcome.WITHHELD, Reason.SOURCE_EXPOSED)
        found = found._replace(rests_on=found.rests_on | accepted)
    if found.outcome is Outcome.GIST and not matter.fact.has_gist:
        return Ruling(Outcome.WITHHELD, Reason.NO_GIST_WRITTEN)
    return found


def _released(
    ruling: Ruling,
    caveats: frozenset[Caveat],
    protocols: tuple[str, ...],
    lifted: frozenset[str] | None,
) -> FactDecision:
    """A release, named after the break-glass decisions that let its reader this far, if any did."""
    if lifted is None:
        return FactDecision(ruling.outcome, ruling.reason, caveats, ruling.rests_on, protocols)
    return FactDecision(ruling.outcome, Reason.BREAK_GLASS, caveats, ruling.rests_on | lifted, protocols)

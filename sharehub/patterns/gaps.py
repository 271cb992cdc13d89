"""Gaps: which are open, for whom, by when; and the fact that closes one, for those who get that fact.

Who does not get the fact that closes a gap sees the gap as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.cases.side import is_his
from sharehub.disclosure.discretion import discreet_units
from sharehub.disclosure.known import Known, known_facts, known_in_full
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.language.vocabulary import Kind
from sharehub.notices.queries import at_work
from sharehub.notices.tell import Occasion, tell
from sharehub.patterns import queries
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.patterns.queries import Gap


def close(work: Work, actor: Actor, case: UUID, gap: UUID, by: UUID) -> None:
    """Write down that a fact closes a gap of the actor's unit, or one that is for it to close.

    Raises:
        Forbidden: the rulebook gives this to other roles, or the actor loads history.
        NotFound: there is no such gap, or it is not the actor's to know of, or not for their unit to close.
        Invalid: the fact is not there, not the actor's to know of, or a gap itself.
        Conflict: this fact closes it already.
    """
    permit(work, actor, "record_fact")
    if actor.importing:
        raise Forbidden("in history a gap is closed by nobody")
    admitted = admit(work, actor, case)
    held = next((one for one in _known(Known(work, actor, case)) if one.id == gap), None)
    if held is None:
        raise NotFound("no such gap that is for your unit to close")
    kind = queries.standing_kind(work.tx, case, by)
    if kind is None or kind == Kind.GAP or by not in known_facts(work, actor, case, {by}):
        raise Invalid("closed_by", "no such fact in this case that could close a gap")
    if any((one.gap, one.by) == (gap, by) for one in queries.closings(work.tx, case)):
        raise Conflict("this fact closes the gap already")
    queries.add_closing(
        work.tx,
        gap_fact_id=gap,
        closed_by_fact_id=by,
        case_id=case,
        unit_id=actor.unit,
        closed_on=work.tx.today,
        closed_by=actor.user,
        closed_at=work.tx.now,
    )
    admitted.record(Action.GAP_CLOSED, gap=str(gap), closed_by=str(by))
    others = {unit for unit in (held.owner, held.action_unit) if unit is not None} - {actor.unit}
    told = [unit for unit in others if _hears(work, case, unit, {gap, by})]
    tell(work, Occasion.GAP_CLOSED, gap, case, told)


def open_gaps(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return the gaps of the actor's unit, and those for it to close, that are open as far as they know.

    Raises:
        NotFound: no such case, or the actor does not work on it.
    """
    admit(work, actor, case)
    discreet = discreet_units(work, case, actor.unit) - {actor.unit}
    found = [gap for gap in still_open(Known(work, actor, case)) if gap.id > after]
    return [
        {
            "id": gap.id,
            "owner": None if gap.owner in discreet else gap.owner,
            "action_unit": gap.action_unit,
            "due": gap.due,
        }
        for gap in found[:most]
    ]


def still_open(known: Known) -> list[Gap]:
    """Return the gaps of the actor's unit, and those for it to close, that are open as far as they know.

    For whoever is admitted to the case already; in the order of ids.
    """
    made = queries.closings(known.work.tx, known.case)
    in_full = known.had(one.by for one in made).in_full
    closed = {one.gap for one in made if one.by in in_full}
    return [gap for gap in _known(known) if gap.id not in closed]


def _known(known: Known) -> list[Gap]:
    """Return the gaps of the actor's unit, and of others those for it to close that they get in full.

    Who is to close a gap, and by when, goes to nobody who works with him: of others' gaps they have the line.
    """
    actor = known.actor
    found = queries.gaps(known.work.tx, known.case, actor.unit)
    if is_his(known.work, actor, known.case, known.in_play):
        return [gap for gap in found if gap.owner == actor.unit]
    in_full = known.had(gap.id for gap in found).in_full
    return [gap for gap in found if gap.id in in_full]


def _hears(work: Work, case: UUID, unit: UUID, facts: set[UUID]) -> bool:
    """Say whether all of a unit who would hear that a gap is closed get it and what closes it, in full."""
    people = at_work(work.tx, case, work.tx.today, unit)
    hearing = [one for one in people if not is_his(work, one, case)]
    return bool(hearing) and all(known_in_full(work, one, case, facts) == facts for one in hearing)

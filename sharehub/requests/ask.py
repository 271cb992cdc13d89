"""Asking a unit: about its own work, or what would close a gap. It is the same whoever is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.disclosure.known import Known
from sharehub.errors import Forbidden, Invalid
from sharehub.notices.tell import Occasion, tell
from sharehub.patterns.gaps import still_open
from sharehub.protocols.permits import permit
from sharehub.protocols.purposes import purposes_of
from sharehub.requests import queries
from sharehub.requests.hearing import unit_hears
from sharehub.requests.joining import joining
from sharehub.requests.remind import put_reminders
from sharehub.requests.words import OPEN, About

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.cases.admission import Admitted
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

FIRST = 1
NO_PROTOCOL = "no protocol in force joins this unit with yours for that purpose"
"""What every unit may know: which protocols are in force, and whom they join."""


def ask(work: Work, actor: Actor, case: UUID, about: About, unit: UUID, due: date) -> UUID:
    """Ask a service something about its own work.

    It is the same whether or not there is such a unit, and whether or not it works with the family.

    Raises:
        Forbidden: the rulebook gives this to other roles, or the actor loads history.
        Invalid: the unit is the actor's own, or the day is over; or it is a gap that is asked about.
    """
    permit(work, actor, "ask_service")
    if about is About.GAP:
        raise Invalid("gap", "say which gap is asked about")
    return _made(_asker(work, actor, case), about, unit, due)


def ask_about_gap(
    work: Work, actor: Actor, case: UUID, gap: UUID, purpose: str, unit: UUID, due: date
) -> UUID:
    """Ask a unit for what would close a gap, under a protocol that joins it with the actor's own.

    The request carries ids and closed words. What the gap says reaches the unit as any fact does: by what is
    decided for whoever reads, who otherwise does not hear of the request either.

    Raises:
        Forbidden, Invalid: as `ask`.
        Invalid: there is no such open gap that the actor's unit recorded or is to close; the purpose is none
            of the actor's role; or no protocol in force joins the two units for it.
    """
    permit(work, actor, "record_fact")
    admitted = _asker(work, actor, case)
    if all(one.id != gap for one in still_open(Known(work, actor, case))):
        raise Invalid("gap", "no such open gap that your unit recorded or is to close")
    if purpose not in purposes_of(work, actor).asked:
        raise Invalid("purpose", "name a purpose of your own role")
    by = joining(work, actor.unit, unit, purpose)
    if not by and unit != actor.unit:
        raise Invalid("unit", NO_PROTOCOL)
    return _made(admitted, About.GAP, unit, due, gap=gap, purpose=purpose, protocols=by)


def _asker(work: Work, actor: Actor, case: UUID) -> Admitted:
    if actor.importing:
        raise Forbidden("history has no requests")
    return admit(work, actor, case)


def _made(
    admitted: Admitted,
    about: About,
    unit: UUID,
    due: date,
    gap: UUID | None = None,
    purpose: str | None = None,
    protocols: tuple[str, ...] = (),
) -> UUID:
    work, actor, case = admitted.work, admitted.actor, admitted.case
    if unit == actor.unit:
        raise Invalid("unit", "another unit than your own")
    if due < work.tx.today:
        raise Invalid("due", "a day that is not over")
    identity = work.new_id()
    queries.add(
        work.tx,
        id=identity,
        case_id=case,
        about=about.value,
        from_unit_id=actor.unit,
        to_unit_id=unit,
        asked_by=actor.user,
        asked_role=actor.role,
        asked_at=work.tx.now,
        due=due,
        status=OPEN,
        revision=FIRST,
        gap_fact_id=gap,
        purpose=purpose,
        protocols=list(protocols),
        reminded=0,
        answers=[],
    )
    of_gap: dict[str, Value] = (
        {} if gap is None else {"gap": str(gap), "purpose": purpose or "", "protocols": [*protocols]}
    )
    admitted.record(
        Action.REQUEST_MADE, request=str(identity), about=about.value, towards=str(unit), **of_gap
    )
    if unit_hears(work, case, unit, gap):
        tell(work, Occasion.REQUEST_MADE, identity, case, [unit])
    put_reminders(work, identity, due)
    return identity

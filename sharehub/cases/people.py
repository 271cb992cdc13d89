"""The people of a case: an opaque id and a part for decisions, a sealed name for those who may know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import UNDETERMINED, Part, twelfth_birthday
from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases import names, queries
from sharehub.cases.admission import admit
from sharehub.errors import Conflict, Invalid
from sharehub.hub import columns
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def add_person(work: Work, actor: Actor, case: UUID, part: Part, name: str, born: date | None) -> UUID:
    """Add somebody to a case; one person, one id, however often the name is spelt.

    Args:
        work: the unit of work.
        actor: who adds.
        case: to which case.
        part: the part this person has in it.
        name: sealed; never read by a decision.
        born: sealed; a decision knows the twelfth birthday alone. None: unknown, and a child decides alone.

    Raises:
        Invalid: the day of birth has not come.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    if born is not None and born > work.tx.today and not actor.importing:
        raise Invalid("born", "has not come yet")
    identity = work.new_id()
    bound_to = binding("person", actor.unit, case, identity)
    sealed = work.seal(bound_to, {"name": name, "born": born.isoformat() if born else None})
    queries.add_person(
        work.tx,
        id=identity,
        case_id=case,
        owner_unit_id=actor.unit,
        part=part.value,
        twelfth_birthday=twelfth_birthday(born) if born and part is Part.CHILD else None,
        name_tokens=names.tokens(work.keys, case, name),
        created_at=work.tx.now,
        created_by=actor.user,
        **columns(sealed),
    )
    admitted.record(Action.PERSON_ADDED, person=str(identity), part=part.value)
    return identity


def decide_mapping(work: Work, actor: Actor, case: UUID, perpetrator: UUID) -> None:
    """Record whose pattern of control it is; the other mapped adult becomes the survivor.

    Raises:
        Conflict: the case has no undecided adults.
        Invalid: the person named is not one of them.
    """
    permit(work, actor, "decide_mapping")
    admitted = admit(work, actor, case)
    adults = {key for key, part in queries.parts(work.tx, case).items() if part in UNDETERMINED}
    if not adults:
        raise Conflict("nothing is undetermined in this case")
    if perpetrator not in adults:
        raise Invalid("perpetrator", "not one of the adults whose parts are undetermined")
    for adult in adults:
        part = Part.PERPETRATOR if adult == perpetrator else Part.SURVIVOR
        queries.set_part(work.tx, adult, part.value)
    admitted.record(Action.MAPPING_DECIDED, perpetrator=str(perpetrator))

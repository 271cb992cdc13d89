"""What each audience would get of a fact if it were published today: for its author, before it is.

Every answer is the decision's own, of the case as it would stand, and every line is written as its reader
would get it. What an author sees here is what was decided and nothing of why: a reader who gets nothing gets
nothing. The author's own look at the fact is what is recorded, and only then is it opened.

Source: domain/documents.md, "5. Before publishing"; docs/decisions/0039.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from consent.people import undetermined
from policies.decide import decide
from policies.question import Ask
from policies.routes import IG_OFFICER
from policies.vocabulary import Outcome, Reason, WorksWith
from sharehub.audit.entry import Action
from sharehub.disclosure.compose import with_companions
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.discretion import discreet_units
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.letting_out import Recorded, Way, let_out_each_way
from sharehub.disclosure.matter import bring
from sharehub.disclosure.portions import Room
from sharehub.disclosure.recording import asking
from sharehub.disclosure.told import told
from sharehub.errors import Invalid, NotFound
from sharehub.protocols.permits import permit
from sharehub.protocols.sides import side_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from policies.question import Fact, Reader
    from sharehub.audit.log import Entered
    from sharehub.database.transaction import Transaction
    from sharehub.disclosure.inputs import AtWork
    from sharehub.disclosure.matter import Matter
    from sharehub.disclosure.rendering import Line
    from sharehub.disclosure.stored import StoredFact
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


class Audience(NamedTuple):
    """Who would read it, for which purpose; `he_reads`: in papers that he reads, which they would make."""

    unit: UUID
    name: str
    role: str
    purpose: str
    he_reads: bool


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What each audience would get: the line exactly as they would, or None; `record` is the fact itself."""

    record: Line
    audiences: tuple[tuple[Audience, Line | None], ...]
    told: tuple[str, ...]
    entered: Entered


class _Foretold(NamedTuple):
    recorded: Recorded
    fact: str
    audiences: tuple[tuple[Audience, Way | None], ...]
    told: tuple[str, ...]


AtWorkOn = Callable[["Transaction", "UUID"], "Sequence[AtWork]"]
"""Which units work with a case's family today, in which roles."""


def foresee(
    hub: Hub, actor: Actor, case: UUID, fact: UUID, purpose: str, at_work: AtWorkOn
) -> Foreseen | Refused:
    """Show what each unit and role at work with the family would get of a fact, were it published today.

    Units whose very involvement is health or safety information are no audience that is shown, and to an
    author whose role counts as working with him none is but those of their own unit.

    Args:
        hub: the hub.
        actor: who asks; somebody who may publish for the fact's own unit.
        case: which case.
        fact: a fact of the actor's unit, published or not.
        purpose: for which the actor looks at their own unit's record.
        at_work: finds whose audiences are asked for.

    Raises:
        Forbidden: the rulebook lets this role record nothing, or the actor loads history.
        NotFound: the actor's unit has no such fact in the case, or took it back.
        Invalid: for this purpose the actor's own unit's records are not open to them today.
        KeysUnavailable, KeyDestroyed, Tampered: nothing was released.
    """
    with asking(hub, actor, Action.FACT_PREVIEWED, case) as work:
        outcome = _decide_and_record(work, actor, case, fact, purpose, at_work)
    if isinstance(outcome, Refused):
        return outcome
    reached = [way for _, way in outcome.audiences if way is not None]
    record, written = let_out_each_way(hub, outcome.recorded, outcome.fact, reached)
    lines = iter(written)
    shown = tuple((who, None if way is None else next(lines)) for who, way in outcome.audiences)
    return Foreseen(record, shown, outcome.told, work.entries[-1])


def _decide_and_record(
    work: Work, actor: Actor, case: UUID, fact: UUID, purpose: str, at_work_on: AtWorkOn
) -> _Foretold | Refused:
    permit(work, actor, "record_fact")
    at_work = [one for one in at_work_on(work.tx, case) if one.role != IG_OFFICER]
    seats = [Seat(actor.user, actor.unit, actor.role), *(one.seat() for one in at_work)]
    matter = bring(work, actor, Action.FACT_PREVIEWED, case, purpose, seats)
    author, *readers = matter.loaded.readers
    mine = _asked_by(matter, author, matter.ask.purpose).limited({str(fact)})
    listener = mine.audience_of(author)
    refusal = mine.refusal(author, listener)
    if refusal is not None:
        entry = mine.limited(()).record(work, Room([author], listener.his_side), {}, work.new_id(), refusal)
        return Refused(refusal, entry)
    mine = _published(mine, _owned(mine, actor, fact), work.tx.today)
    answers = decide(author, mine.ask, mine.loaded.case, mine.protocols, mine.base.table).facts
    if answers[str(fact)].reason is not Reason.OWN_RECORD:
        raise Invalid("purpose", "your unit's own records are not open to you for this purpose today")
    mine = replace(mine, act=replace(mine.act, references={**mine.act.references, "fact": str(fact)}))
    room = Room([author], listener.his_side)
    entry = mine.record(work, room, answers, work.new_id(), None)
    near = with_companions(matter.loaded.case, {str(fact)})
    then = _published(matter.limited(near), str(fact), work.tx.today)
    side = side_of(work.tx, actor).is_his(undetermined=undetermined(matter.loaded.case.people))
    hidden = discreet_units(work, case, actor.unit)
    seen = [
        (one, reader)
        for one, reader in zip(at_work, readers, strict=True)
        if one.unit == actor.unit or not (side or one.unit in hidden)
    ]
    recorded = Recorded(
        case_id=case,
        case=mine.loaded.case,
        room=room,
        answers=answers,
        stored=matter.limited({str(fact)}).loaded.stored,
        manner=mine.manner(work, listener),
        entry=entry,
        act=mine.act,
    )
    audiences = [found for one, reader in seen for found in _each(work, then, one, reader, str(fact))]
    return _Foretold(recorded, str(fact), tuple(audiences), told(listener))


def _owned(matter: Matter, actor: Actor, fact: UUID) -> str:
    """Return the fact's id, if it is the actor's unit's to publish, or published.

    Raises:
        NotFound: it is not.
    """
    held = matter.loaded.stored.get(str(fact))
    if held is None or held.clear["owner_unit_id"] != str(actor.unit) or held.clear["retracted"] is not None:
        raise NotFound("your unit has no such fact in this case")
    return str(fact)


def _published(matter: Matter, fact: str, today: date) -> Matter:
    """Return the matter as if the fact were published today, unless it is already."""

    def out(one: Fact) -> Fact:
        return replace(one, published=today) if one.id == fact and _unpublished(stored[one.id]) else one

    loaded, stored = matter.loaded, dict(matter.loaded.stored)
    facts = tuple(map(out, loaded.case.facts))
    if _unpublished(stored[fact]):
        stored[fact] = stored[fact]._replace(clear={**stored[fact].clear, "published": today})
    return replace(matter, loaded=replace(loaded, case=replace(loaded.case, facts=facts), stored=stored))


def _unpublished(stored: StoredFact) -> bool:
    return stored.clear["published"] is None


def _asked_by(matter: Matter, reader: Reader, purpose: str) -> Matter:
    """Return the matter as this reader would bring it: for the purpose, with their own unit's protocols."""
    return replace(
        matter,
        ask=Ask(purpose, matter.ask.day),
        loaded=replace(matter.loaded, readers=(reader,)),
        protocols=[protocol for protocol in matter.protocols if reader.unit in protocol.parties],
    )


def _each(
    work: Work, matter: Matter, at_work: AtWork, reader: Reader, fact: str
) -> Iterator[tuple[Audience, Way | None]]:
    """Yield what would be decided for one unit and role, for each purpose that they may ask for.

    What stands against one person, such as a conflict of interest, is no matter of the audience.
    """
    anybody = replace(reader, exclusions=(), conflict_checks=())
    tables = [matter.base.table, *(one.table for one in _asked_by(matter, anybody, "").protocols)]
    for purpose in sorted({asked for table in tables for role, asked in table.rows if role == reader.role}):
        theirs = _asked_by(matter, anybody, purpose)
        listener = theirs.audience_of(anybody)
        if listener.row is None or listener.row.works_with is WorksWith.NONE:
            continue
        found = decide(anybody, theirs.ask, theirs.loaded.case, theirs.protocols, theirs.base.table)
        answer = found.facts[fact]
        who = Audience(at_work.unit, at_work.name, at_work.role, purpose, listener.he_reads)
        if answer.outcome is Outcome.WITHHELD:
            yield who, None
        else:
            yield who, Way(answer, theirs.loaded.stored[fact], theirs.manner(work, listener))

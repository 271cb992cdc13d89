"""What a document is made of: a release like any other, and where each of its lines may stand.

A document is decided for its reader by the same rules as a look at the pattern, recorded, and only then
opened. Beside each line in full goes what says under which heading it stands; of a gist nothing does but the
section that comes with it. Whoever arranges lines gets these values and never a fact.

Source: domain/documents.md; decisions.md, "What goes with a release"; docs/decisions/0032.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from policies.decide import decide
from policies.vocabulary import Outcome, PerpAware
from sharehub.disclosure.disclose import Decided, Refused
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.letting_out import Recorded, let_out
from sharehub.disclosure.matter import Matter, bring
from sharehub.disclosure.portions import Room
from sharehub.disclosure.recording import asking
from sharehub.disclosure.to_close import to_close
from sharehub.disclosure.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from uuid import UUID

    from policies.answer import FactDecision
    from policies.question import Case
    from sharehub.audit.entry import Action, Value
    from sharehub.audit.log import Entered
    from sharehub.disclosure.rendering import Line, Manner
    from sharehub.disclosure.to_close import ToClose
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


class Place(NamedTuple):
    """Where a line in full may stand: what kind of fact it is, of which time, and how things meet there.

    `he_knows`: two people of its unit said that he knows that agencies hold it; without it a line that may be
    put to him may be so because she said it may.
    """

    kind: str
    relationship_context: str
    intersection_links: tuple[str, ...]
    he_knows: bool = False


class Form(NamedTuple):
    """In which version and form a fact goes to a reader, and on what that rests; never what it says.

    `seal` is the digest of the fact's manifest: it changes with every act upon the fact.
    """

    version: int
    seal: str
    outcome: str
    reason: str
    caveats: tuple[str, ...]
    rests_on: tuple[str, ...]
    protocols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """What a document may hold: lines by fact and in their order; `places` of those in full alone.

    Fact ids serve to arrange lines and to find what hangs on a fact; they go to no reader who works with
    him. `protocols` are the names under which what is here came. `units` are the names of those units that
    may be named to this reader at all: none to his side, and never a discreet one. `he_reads`: it is for a
    purpose of papers that he reads, whoever asks for them. `to_close` says of gaps in full whose they are to
    close, as far as this reader is told.
    """

    release: UUID
    purpose: str
    day: date
    his_side: bool
    lines: Mapping[str, Line]
    places: Mapping[str, Place]
    protocols: tuple[str, ...]
    told: tuple[str, ...]
    entered: Entered
    units: Mapping[str, str] = field(default_factory=dict)
    he_reads: bool = False
    to_close: Mapping[str, ToClose] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is decided and recorded, before anything of it is opened; `forms` say how it goes."""

    decided: Decided
    his_side: bool
    forms: Mapping[str, Form]
    he_reads: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is composed: as which act it is recorded, for which purpose, with which closed references.

    `held_to` limits it to facts that still go exactly in this form; None does not. `whole`: where not every
    one of these does, none goes. `limited_to` limits it to these facts and what they travel with; None does
    not. `bound` gives closed references out of how the facts go, such as a digest.
    """

    action: Action
    purpose: str
    references: Mapping[str, Value] = field(default_factory=dict)
    held_to: Mapping[str, Form] | None = None
    whole: bool = False
    limited_to: Collection[str] | None = None
    bound: Callable[[Mapping[str, Form]], Mapping[str, Value]] | None = None


def compose(hub: Hub, actor: Actor, case: UUID, wanted: Wanted) -> Composed | Refused:
    """Decide for the one who asks, record, and only then open.

    Raises:
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as `sharehub.disclosure.disclose.disclose`.
    """
    with asking(hub, actor, wanted.action, case) as work:
        outcome = prepare(work, actor, case, wanted)
    return outcome if isinstance(outcome, Refused) else opened(hub, outcome, work.entries[-1])


def prepare(work: Work, actor: Actor, case: UUID, wanted: Wanted) -> Prepared | Refused:
    """Decide and record a document for the one who asks, in their unit of work."""
    own = Seat(actor.user, actor.unit, actor.role)
    return _prepared(work, _brought(work, actor, case, wanted, own), wanted)


def prepare_for(
    work: Work, actor: Actor, case: UUID, recipient: Seat, wanted: Wanted, own_purpose: str
) -> Prepared | Refused:
    """Decide and record a document that one person makes for another: no more than both may have.

    Both decisions are recorded: what its maker may have for `own_purpose`, and what the recipient may have
    of that for the document's. What the maker has in short form alone, the recipient gets in no longer one.

    Returns:
        The document as its recipient would get it; refused where either of them gets no answer at all.
    """
    own = Seat(actor.user, actor.unit, actor.role)
    mine = prepare(work, actor, case, replace(wanted, purpose=own_purpose, bound=None))
    if isinstance(mine, Refused):
        return mine
    matter = _brought(work, actor, case, wanted, recipient)
    theirs = _decide(matter)
    shared = {
        fact
        for fact, form in mine.forms.items()
        if not (form.outcome == Outcome.GIST and theirs[fact].outcome is Outcome.FULL)
    }
    return _prepared(work, matter.limited(shared), wanted, hears=own)


def opened(hub: Hub, prepared: Prepared, entered: Entered) -> Composed:
    """Open what was decided and is durable by now, and say where each line may stand.

    Raises:
        KeysUnavailable, KeyDestroyed, Tampered: as `disclose`.
    """
    recorded = prepared.decided.recorded
    lines = let_out(hub, recorded)
    in_full = [fact for fact in lines if recorded.answers[fact].outcome is Outcome.FULL]
    return Composed(
        release=prepared.decided.release,
        purpose=prepared.decided.purpose,
        day=prepared.decided.day,
        his_side=prepared.his_side,
        lines=lines,
        places={fact: _place(recorded.stored[fact].clear) for fact in in_full},
        protocols=tuple(
            sorted({protocol for fact in lines for protocol in recorded.answers[fact].protocols})
        ),
        told=prepared.decided.told,
        entered=entered,
        units=_named_units(recorded.manner),
        he_reads=prepared.he_reads,
        to_close={} if prepared.he_reads else _to_close(recorded, in_full),
    )


def _brought(work: Work, actor: Actor, case: UUID, wanted: Wanted, seat: Seat) -> Matter:
    matter = bring(work, actor, wanted.action, case, wanted.purpose, [seat])
    references = {**matter.act.references, **wanted.references}
    matter = replace(matter, act=replace(matter.act, references=references))
    if wanted.limited_to is None:
        return matter
    return matter.limited(with_companions(matter.loaded.case, wanted.limited_to))


def with_companions(case: Case, facts: Collection[str]) -> set[str]:
    """Return facts of the case with all that they travel with: none of them goes without its context."""
    travels = {fact.id: fact.travels_with for fact in case.facts}
    found: set[str] = set()
    waiting = [*facts]
    while waiting:
        fact = waiting.pop()
        if fact in travels and fact not in found:
            found.add(fact)
            waiting += travels[fact]
    return found


def _decide(matter: Matter) -> Mapping[str, FactDecision]:
    reader = matter.loaded.readers[0]
    return decide(reader, matter.ask, matter.loaded.case, matter.protocols, matter.base.table).facts


def _prepared(work: Work, matter: Matter, wanted: Wanted, hears: Seat | None = None) -> Prepared | Refused:
    """Decide, keep to what still holds, and record; `hears` is who gets it, where it is not the reader."""
    answers = _decide(matter)
    if wanted.held_to is not None:
        matter, answers = _kept(matter, answers, wanted.held_to, whole=wanted.whole)
    forms = _forms(matter, answers)
    if wanted.bound is not None:
        references = {**matter.act.references, **wanted.bound(forms)}
        matter = replace(matter, act=replace(matter.act, references=references))
    reader = matter.loaded.readers[0]
    listener = matter.audience_of(reader)
    refusal = matter.refusal(reader, listener)
    release = work.new_id()
    heard = (
        reader
        if hears is None
        else replace(reader, id=str(hears.user), unit=str(hears.unit), role=hears.role)
    )
    room = Room([heard], listener.his_side)
    entry = matter.record(work, room, answers, release, refusal, decided_for=[reader])
    if refusal is not None:
        return Refused(refusal, entry)
    recorded = Recorded(
        case_id=matter.case,
        case=matter.loaded.case,
        answers=answers,
        stored=matter.loaded.stored,
        # A document goes to whoever holds it: nobody's own record comes as their own.
        manner=replace(matter.manner(work, listener), shared=True),
        entry=entry,
        act=matter.act,
        room=room,
    )
    decided = Decided(release, wanted.purpose, matter.ask.day, recorded, told(listener))
    return Prepared(decided, listener.his_side, forms, he_reads=listener.he_reads)


def _kept(
    matter: Matter, answers: Mapping[str, FactDecision], held_to: Mapping[str, Form], *, whole: bool
) -> tuple[Matter, Mapping[str, FactDecision]]:
    """Leave out what no longer goes exactly as it was to, until nothing changes."""
    while True:
        forms = _forms(matter, answers)
        same = {fact for fact, form in forms.items() if held_to.get(fact) == form}
        if whole and same != held_to.keys():
            same = set()
        if same == matter.loaded.stored.keys():
            return matter, answers
        limited = matter.limited(same)
        matter, answers = limited, _decide(limited)


def _forms(matter: Matter, answers: Mapping[str, FactDecision]) -> dict[str, Form]:
    """Return how each released fact goes."""
    return {
        fact: Form(
            matter.loaded.stored[fact].clear["version"],
            matter.loaded.stored[fact].logged_manifest or "",
            answer.outcome.value,
            answer.reason.value,
            tuple(sorted(answer.caveats)),
            tuple(sorted(answer.rests_on)),
            tuple(sorted(answer.protocols)),
        )
        for fact, answer in answers.items()
        if answer.outcome is not Outcome.WITHHELD
    }


def _to_close(recorded: Recorded, in_full: Collection[str]) -> dict[str, ToClose]:
    found = {fact: to_close(recorded.stored[fact].clear, recorded.manner) for fact in in_full}
    return {fact: one for fact, one in found.items() if one is not None}


def _named_units(manner: Manner) -> dict[str, str]:
    if manner.his_side or "owner_unit" not in manner.show:
        return {}
    return {unit: name for unit, (name, discreet) in manner.units.items() if not discreet}


def _place(row: Mapping[str, object]) -> Place:
    links = row["intersection_links"]
    return Place(
        str(row["kind"]),
        str(row["relationship_context"]),
        tuple(map(str, links)) if isinstance(links, list) else (),
        row["perp_aware"] == PerpAware.YES,
    )

"""Who relied on somebody's word: whose release would be less by what has become of it.

A recorded decision is made again from what was recorded, with one thing changed: what this one person had
said about sharing is taken as it stood just before it changed, and as it stands since. Whatever comes out
lower, and rested on their word, relied on it. A release that never rested on it did not, nor did a gist that
goes without consent.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from policies.decide import decide
from policies.question import Ask, Span
from policies.recorded import Asked
from policies.vocabulary import Outcome, Reason
from policies.wall import wall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from consent.people import Person
    from consent.record import ConsentEvent
    from policies.answer import FactDecision
    from policies.question import Case, Fact, Reader
    from policies.recorded import Recorded
    from policies.table import Table

NOT_YET = date.max
_RANK = {Outcome.WITHHELD: 0, Outcome.GIST: 1, Outcome.FULL: 2}


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said about what is somebody's, as it stands on a day."""

    events: tuple[ConsentEvent, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Ended:
    """What changed: whose word it is about, how it stood before and how after; and everybody in the case."""

    subject: str
    before: Said
    after: Said
    people: Mapping[str, Person]


def relied(recorded: Recorded, ended: Ended, table: Callable[[str], Table]) -> frozenset[str]:
    """Return the facts of a decision that relied on somebody's word until it ended.

    What had lost it before, and was recalled then, is not among them; nor is what still stands by another
    word of theirs.

    Args:
        recorded: the decision with all that it was made from.
        ended: what changed.
        table: gives the table of a rulebook by its digest.
    """
    said = (*recorded.case.consent_events, *ended.after.events)
    theirs = {event.id for event in said if event.subject == ended.subject}
    if not any(theirs & answer.rests_on for answer in recorded.answers.values()):
        return frozenset()
    before, after = (_answers(_as_of(recorded, ended, said), table) for said in (ended.before, ended.after))
    lower = {
        fact
        for fact, answer in recorded.answers.items()
        if not _lower(answer, before[fact]) and _lower(before[fact], after[fact]) and _went(answer)
    }
    gone = {fact for fact in lower if theirs & recorded.answers[fact].rests_on}
    # What goes only beside another went with it, and is gone with it.
    beside = {fact for fact in lower if after[fact].reason is Reason.CONTEXT_WITHHELD}
    return frozenset(gone | beside) if gone else frozenset()


def _went(answer: FactDecision) -> bool:
    return answer.outcome is not Outcome.WITHHELD


def _lower(before: FactDecision, now: FactDecision) -> bool:
    """Say whether less would go, or it would go with a warning that it went without."""
    if _RANK[now.outcome] < _RANK[before.outcome]:
        return True
    return _went(before) and not now.caveats <= before.caveats


def _answers(recorded: Recorded, table: Callable[[str], Table]) -> Mapping[str, FactDecision]:
    """Decide anew; of the cost of inviting, what its asker may have, which is all that they were shown."""
    protocols = tuple(cited.in_force(table(cited.rulebook)) for cited in recorded.protocols)
    base = table(recorded.base)
    if recorded.asked is Asked.WALL:
        return wall(recorded.readers, recorded.ask.day, recorded.case, protocols, base).facts
    return decide(recorded.readers[0], recorded.ask, recorded.case, protocols, base).facts


def _as_of(recorded: Recorded, ended: Ended, said: Said) -> Recorded:
    """Move a decision to a day, with all as it held on its own but for what one person had said by then."""
    day, case = recorded.ask.day, recorded.case
    moved = max(day, said.day)
    others = tuple(event for event in case.consent_events if event.subject != ended.subject)
    return replace(
        recorded,
        ask=Ask(recorded.ask.purpose, moved),
        readers=tuple(_reader(reader, day) for reader in recorded.readers),
        case=replace(
            case,
            people={**ended.people, **_as_old(case.people, ended.subject, day, moved)},
            consent_events=(*_still(others, day, moved), *said.events),
            **_lasting(case, day),
        ),
        protocols=tuple(
            replace(cited, span=Span(cited.span.start))
            for cited in recorded.protocols
            if cited.span.covers(day)
        ),
    )


def _as_old(people: Mapping[str, Person], subject: str, day: date, today: date) -> dict[str, Person]:
    """Return people as old as they were on a day, but for the one whose word it is about."""
    tomorrow = today + timedelta(days=1)
    return {
        name: replace(person, twelfth_birthday=max(person.twelfth_birthday, tomorrow))
        if name != subject and person.twelfth_birthday is not None and person.twelfth_birthday > day
        else person
        for name, person in people.items()
    }


def _reader(reader: Reader, day: date) -> Reader:
    """Let a reader who was let in stay so: nobody who was kept out was given anything."""
    members = tuple(Span(span.start) for span in reader.memberships if span.covers(day))
    return replace(reader, memberships=members, exclusions=(), conflict_checks=())


def _lasting(case: Case, day: date) -> dict[str, Any]:
    """Return what held on a day as lasting, and nothing that only came later."""
    return {
        "facts": tuple(_fact(fact, day) for fact in case.facts),
        "gates": tuple(
            replace(gate, span=_lasts(gate.span)) for gate in case.gates if _holds(gate.span, day)
        ),
        "approvals": tuple(
            replace(one, span=_lasts(one.span)) for one in case.approvals if one.span.covers(day)
        ),
        "serious_risk_decisions": tuple(
            replace(one, span=_lasts(one.span)) for one in case.serious_risk_decisions if one.span.covers(day)
        ),
        "narrowings": tuple(
            replace(one, span=_lasts(one.span)) for one in case.narrowings if _holds(one.span, day)
        ),
    }


def _holds(span: Span, day: date) -> bool:
    try:
        return span.covers(day)
    except TypeError:
        return True  # one that could not be read has no start: it is a fault again


def _lasts(span: Span) -> Span:
    return replace(span, end=None)


def _fact(fact: Fact, day: date) -> Fact:
    published = fact.published
    return replace(
        fact,
        published=NOT_YET if published is not None and published > day else published,
        retracted=None if fact.retracted is not None and fact.retracted > day else fact.retracted,
    )


def _still(events: tuple[ConsentEvent, ...], day: date, today: date) -> tuple[ConsentEvent, ...]:
    """Return what others had said by a day, as it stood on it; what ended by itself since then, stands."""
    return tuple(
        replace(event, expires=max(event.expires, today))
        if event.expires is not None and event.expires >= day
        else event
        for event in events
        if event.day <= day
    )

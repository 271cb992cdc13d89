"""Whether consent stands for one person, recipient unit, purpose, category, fact and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from consent.people import UNDETERMINED, Part, decides_alone
from consent.record import EVERYTHING, Capacity, Kind, Status, is_no, is_yes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from consent.people import Person
    from consent.record import ConsentEvent

FOR_ANOTHER = frozenset({Capacity.GUARDIAN, Capacity.WELFARE_ATTORNEY})
"""The capacities in which one person may speak in another's place."""

STATUSES = frozenset(Status)
KINDS = frozenset(Kind)
CAPACITIES = frozenset({*Capacity, None})


class Absence(StrEnum):
    """Why consent does not stand; the values are the reasons of the same name in a decision."""

    CONSENT_REFUSED = "CONSENT_REFUSED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    CONSENT_EXCLUDES_FACT = "CONSENT_EXCLUDES_FACT"
    CONSENT_EXPIRED = "CONSENT_EXPIRED"
    CONSENT_ABSENT = "CONSENT_ABSENT"


@dataclass(frozen=True, slots=True)
class ConsentAsk:
    """What is wanted: that this unit may have this fact, of this category, for this purpose, on this day.

    `subject` is the person it belongs to, `day` a civil day in the hub's zone; `people` are all in the case.
    """

    subject: str
    unit: str
    purpose: str
    category: str
    fact: str
    day: date
    people: Mapping[str, Person]


@dataclass(frozen=True, slots=True)
class Standing:
    """The grant a release may rest on, or else the reason there is none: always exactly one of the two."""

    grant: ConsentEvent | None
    reason: Absence | None


@dataclass(frozen=True, slots=True)
class History:
    """A case's consent events, checked and put in order once, so that many asks may be answered from them.

    `said` holds, by the person it belongs to, what says yes or no, in order of day and then id as text.
    """

    people: Mapping[str, Person]
    said: Mapping[str, tuple[ConsentEvent, ...]]


def in_order(events: Iterable[ConsentEvent], people: Mapping[str, Person]) -> History:
    """Check consent events and put them in the order in which they are read.

    Args:
        events: the events of a case, or of one person in it, in any order.
        people: all in the case, by id.

    Raises:
        ValueError: an event is malformed: it has no date, shares its id with another, names a person who is
            not in the case, or holds a status, kind or capacity that is not known. Even an event that would
            not have counted is then a fault, since it may be a refusal that was written down wrongly.
    """
    kept = list(events)
    for event in kept:
        _check_event(event, people)
    if len({event.id for event in kept}) != len(kept):
        raise ValueError("two consent events share an id")
    said: dict[str, list[ConsentEvent]] = {}
    for event in sorted(kept, key=lambda event: (event.day, event.id)):
        if says_something(event):
            said.setdefault(event.subject, []).append(event)
    return History(people, {subject: tuple(theirs) for subject, theirs in said.items()})


def stands(history: Iterable[ConsentEvent] | History, ask: ConsentAsk) -> Standing:
    """Say whether consent stands for one person, recipient, purpose, category, fact and day.

    Args:
        history: the consent events, in any order; or, where there are many asks, `in_order` of them.
            Events of other persons and of later days are passed over.
        ask: what is wanted.

    Returns:
        The grant it rests on, or the reason there is none.

    Raises:
        ValueError: an event is malformed (see `in_order`); the ask has no date, is about a person who is not
            in the case, or asks for `*`; or the history was put in order for other people.

    Source: domain/decisions.md, "Does consent stand?"; DPA 2018 s.208 for the age of 12.
    """
    _check_ask(ask)
    if not isinstance(history, History):
        history = in_order(history, ask.people)
    elif history.people != ask.people:
        raise ValueError("the history was put in order for other people")
    grant, reason = latest_word(history.said.get(ask.subject, ()), ask)
    if grant is None:
        return Standing(None, reason)
    if ask.fact in grant.exclude_facts:
        return Standing(None, Absence.CONSENT_EXCLUDES_FACT)
    if has_expired(grant, ask.day):
        return Standing(None, Absence.CONSENT_EXPIRED)
    return Standing(grant, None)


def latest_word(events: Iterable[ConsentEvent], ask: ConsentAsk) -> tuple[ConsentEvent | None, Absence]:
    """Read what was said, in order, and give the grant it leaves, or else the reason there is none.

    A no that names the unit blocks until a yes that names the same unit: a general yes never lifts it.
    """
    grant: ConsentEvent | None = None
    reason = Absence.CONSENT_ABSENT
    named_block = False
    for event in events:
        if not counts(event, ask):
            continue
        named = names(event, ask.unit)
        if is_no(event):
            grant = None
            reason = absence_after(event)
            named_block = named_block or named
        elif named or not named_block:
            grant = event
            named_block = False
    return grant, reason


def counts(event: ConsentEvent, ask: ConsentAsk) -> bool:
    """Say whether one of the subject's events bears on what is asked: in time, in reach, by who spoke."""
    return (
        event.day <= ask.day
        and (names(event, ask.unit) or is_general_for(event, ask.unit))
        and covers(event, ask.purpose, ask.category)
        and may_speak(event, ask)
    )


def names(event: ConsentEvent, unit: str) -> bool:
    """Say whether the unit is among the recipients by its own id; `except_units` does not limit that."""
    return unit in event.recipients


def is_general_for(event: ConsentEvent, unit: str) -> bool:
    """Say whether the event is about all recipients and does not except this unit."""
    return EVERYTHING in event.recipients and unit not in event.except_units


def covers(event: ConsentEvent, purpose: str, category: str) -> bool:
    """Say whether the event is about this purpose and this category; an empty list covers nothing."""
    return _holds(event.purposes, purpose) and _holds(event.categories, category)


def says_something(event: ConsentEvent) -> bool:
    """Say whether the event can grant or remove anything, whoever asks.

    Having been told, an objection, and a status in which nobody has answered do neither. A yes from somebody
    who was not asked alone grants nothing, and so lifts nothing; a no counts however it was asked for.
    """
    if event.kind != Kind.CONSENT:
        return False
    return is_no(event) or (is_yes(event) and event.asked_alone is not False)


def may_speak(event: ConsentEvent, ask: ConsentAsk) -> bool:
    """Say whether the giver's word counts for the subject, as seen on the day of the ask."""
    giver = ask.people[event.given_by]
    subject = ask.people[event.subject]
    own = event.given_by == event.subject
    if giver.part == Part.PERPETRATOR and not own:
        return False
    if subject.part == Part.CHILD:
        return _may_speak_for_child(event, giver, subject, ask.day)
    return own or event.capacity in FOR_ANOTHER


def _may_speak_for_child(event: ConsentEvent, giver: Person, child: Person, day: date) -> bool:
    own = event.given_by == event.subject
    if decides_alone(child, event.day):
        return own
    if is_yes(event) and not own and decides_alone(child, day):
        return False  # lapsed on the twelfth birthday; a no given before it stands until the child speaks
    if giver.part in UNDETERMINED:
        return is_no(event)  # either may be the perpetrator: neither's yes counts, whatever the capacity
    if own and event.capacity == Capacity.CHILD_UNDERSTANDS:
        return True
    return giver.part == Part.SURVIVOR or event.capacity in FOR_ANOTHER


def has_expired(grant: ConsentEvent, day: date) -> bool:
    """Say whether the grant no longer stands on that day; the day it expires is its last."""
    return grant.expires is not None and day > grant.expires


def absence_after(no: ConsentEvent) -> Absence:
    """Give the reason that a no leaves behind."""
    if no.status == Status.RESCINDED:
        return Absence.CONSENT_WITHDRAWN
    return Absence.CONSENT_REFUSED


def is_civil_day(value: object) -> bool:
    """Say whether a value is a day without a time: a missing date, or a moment, is a fault."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _holds(listed: frozenset[str], wanted: str) -> bool:
    return wanted in listed or EVERYTHING in listed


def _check_ask(ask: ConsentAsk) -> None:
    if not is_civil_day(ask.day):
        raise ValueError("the ask has no date")
    if ask.subject not in ask.people:
        raise ValueError("the ask is about a person who is not in the case")
    if EVERYTHING in (ask.unit, ask.purpose, ask.category):
        raise ValueError("the ask is for everything, which only a consent can be")


def _check_event(event: ConsentEvent, people: Mapping[str, Person]) -> None:
    # No message repeats what the event holds: an id or a status may come from a file with names in it.
    if not is_civil_day(event.day):
        raise ValueError("a consent event has no date")
    if event.subject not in people or event.given_by not in people:
        raise ValueError("a consent event names a person who is not in the case")
    if event.status not in STATUSES or event.kind not in KINDS or event.capacity not in CAPACITIES:
        raise ValueError("a consent event has an unknown status, kind or capacity")

"""Builders for synthetic cases, consent events and asks: valid by default, changed by keyword."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from consent.people import Part, Person
from consent.record import ConsentEvent, Kind, Status
from consent.standing import Absence, ConsentAsk, Standing, stands

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2025, 6, 15)
"""The day asked about unless a test says otherwise; events are a month older."""

LAST_MONTH = date(2025, 5, 15)
ONE_DAY = timedelta(days=1)

HIM = Person("him", Part.PERPETRATOR)
HER = Person("her", Part.SURVIVOR)
SISTER = Person("sister", Part.SURVIVOR)
NEIGHBOUR = Person("neighbour", Part.THIRD_PARTY)
GIRL = Person("girl", Part.CHILD, twelfth_birthday=date(2030, 1, 1))
BOY_OF_14 = Person("boy", Part.CHILD, twelfth_birthday=date(2023, 1, 1))
CHILD_OF_UNKNOWN_AGE = Person("child", Part.CHILD)
ADULT_A = Person("adult-a", Part.ADULT_A)
ADULT_B = Person("adult-b", Part.ADULT_B)


def a_case(*people: Person) -> dict[str, Person]:
    return {person.id: person for person in people}


MAPPED = a_case(HIM, HER, SISTER, NEIGHBOUR, GIRL, BOY_OF_14, CHILD_OF_UNKNOWN_AGE)
"""A case in which it is decided whose pattern of control it is."""

UNDECIDED = a_case(ADULT_A, ADULT_B, NEIGHBOUR, GIRL)
"""A case in which it is still open."""


def an_event(**changes: Any) -> ConsentEvent:
    event = ConsentEvent(
        id="event-1",
        day=LAST_MONTH,
        subject="her",
        given_by="her",
        status=Status.ACTIVE,
        recipients=frozenset({"school"}),
        purposes=frozenset({"child_wellbeing"}),
        categories=frozenset({"survivor_account"}),
    )
    return replace(event, **changes)


def a_yes(event_id: str = "yes", **changes: Any) -> ConsentEvent:
    return an_event(id=event_id, **changes)


def a_no(event_id: str = "no", **changes: Any) -> ConsentEvent:
    return an_event(id=event_id, **{"status": Status.REFUSED, **changes})


TO_ALL: dict[str, Any] = {"recipients": frozenset({"*"})}

SILENT: list[dict[str, Any]] = [
    {"status": Status.PENDING},
    {"status": Status.BYPASSED},
    {"kind": Kind.INFORMED_ONLY},
    {"kind": Kind.OBJECTION},
    {"kind": Kind.INFORMED_ONLY, "status": Status.REFUSED},
    {"kind": Kind.OBJECTION, "status": Status.RESCINDED},
]
"""What makes an event neither a yes nor a no."""


def an_ask(people: Mapping[str, Person] = MAPPED, **changes: Any) -> ConsentAsk:
    ask = ConsentAsk(
        subject="her",
        unit="school",
        purpose="child_wellbeing",
        category="survivor_account",
        fact="fact-1",
        day=DAY,
        people=people,
    )
    return replace(ask, **changes)


def answer(*events: ConsentEvent, people: Mapping[str, Person] = MAPPED, **ask: Any) -> str | Absence | None:
    """Give the id of the grant, or the reason there is none, after checking that it is one of the two."""
    return told(stands(events, an_ask(people, **ask)))


def told(standing: Standing) -> str | Absence | None:
    assert (standing.grant is None) != (standing.reason is None)
    return standing.reason if standing.grant is None else standing.grant.id


def in_turn(*events: ConsentEvent) -> list[ConsentEvent]:
    """Date the events one day after another, in the order given, the last of them the day before `DAY`."""
    first = DAY - len(events) * ONE_DAY
    return [replace(event, day=first + place * ONE_DAY) for place, event in enumerate(events)]

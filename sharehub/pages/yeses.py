"""Which of the yeses that a unit wrote down still stand, and for whom: as decisions read them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from consent.people import Part, Person
from consent.record import EVERYTHING, YES, ConsentEvent, Kind, Status
from consent.standing import ConsentAsk, in_order, stands
from policies.vocabulary import Category
from sharehub.pages.rules import for_others

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from consent.standing import History

NOBODYS = ""
"""No fact: whether a single one is left out is no matter of a yes as a whole."""


def with_standing(said: Sequence[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """Return what somebody said, in its order, each with the recipients for whom it still opens something.

    Only what this unit wrote down is known here: a no that another service wrote down closes all the same.
    """
    events = [_event(place, one) for place, one in enumerate(said)]
    people = {event.subject: Person(event.subject, Part.SURVIVOR) for event in events}
    history = in_order(events, people)
    return [
        {**one, "still": [unit for unit in sorted(event.recipients) if _opens(history, event, unit, today)]}
        for one, event in zip(said, events, strict=True)
    ]


def _opens(history: History, event: ConsentEvent, unit: str, today: date) -> bool:
    if event.status not in YES:
        return False
    people = {event.subject: Person(event.subject, Part.SURVIVOR)}
    found = (
        stands(history, ConsentAsk(event.subject, unit, purpose, category, NOBODYS, today, people)).grant
        for purpose in _all(event.purposes, for_others())
        for category in _all(event.categories, Category)
    )
    return any(grant is not None and grant.id == event.id for grant in found)


def _all(named: Iterable[str], every: Iterable[str]) -> Iterator[str]:
    return iter(every if EVERYTHING in named else named)


def _event(place: int, one: dict[str, Any]) -> ConsentEvent:
    return ConsentEvent(
        # In the order in which they came, which is that of decisions.
        id=f"{place:06}",
        day=date.fromisoformat(one["day"]),
        subject=one["subject"],
        given_by=one["subject"],
        status=Status(one["status"]),
        recipients=frozenset(one["recipients"]),
        purposes=frozenset(one["purposes"]),
        categories=frozenset(one["categories"]),
        kind=Kind(one["kind"]),
        except_units=frozenset(one["except_units"]),
        expires=date.fromisoformat(one["expires"]) if one["expires"] else None,
        asked_alone=one["asked_alone"],
    )

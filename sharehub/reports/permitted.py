"""What he has permitted between his own treatment service and others, in closed words, for that service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.disclosure.known import Known
from sharehub.disclosure.wording import purpose_in_words
from sharehub.permissions.standing import Direction, Outlook, Way
from sharehub.reports import queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.permissions.queries import Wish

WAYS = {
    Direction.TREATMENT_TO_PROGRAMME: "You may tell {unit}",
    Direction.PROGRAMME_TO_TREATMENT: "{unit} may tell you",
}


def permitted(work: Work, actor: Actor, case: UUID) -> tuple[str, ...]:
    """Say which ways stand today that the actor's own service asked its client for, one line each."""
    outlook = Outlook(Known(work, actor, case))
    return tuple(
        line
        for wish in outlook.wishes
        if outlook.own(wish)
        for line in _lines(work, wish, outlook.ways(wish))
    )


def _lines(work: Work, wish: Wish, ways: dict[Direction, Way]) -> Iterator[str]:
    unit = queries.unit_name(work.tx, wish.with_unit)
    what = ", ".join(purpose_in_words(purpose) for purpose in sorted(wish.purposes))
    until = "" if wish.ends is None else f", until {wish.ends:%-d %B %Y}"
    for direction, way in ways.items():
        if way is Way.GIVEN:
            yield f"{WAYS[direction].format(unit=unit)}: {what}{until}"

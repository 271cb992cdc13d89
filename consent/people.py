"""Who is in a case, as far as consent must know: an opaque id, a part, and when a child turns twelve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Part(StrEnum):
    """The part a person has in one case; never a property of the person elsewhere."""

    PERPETRATOR = "perpetrator"
    SURVIVOR = "survivor"
    CHILD = "child"
    THIRD_PARTY = "third_party"
    ADULT_A = "adult_a"
    ADULT_B = "adult_b"


UNDETERMINED = frozenset({Part.ADULT_A, Part.ADULT_B})
"""The parts of two mapped adults until a mapping decision says whose pattern of control it is."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the case under an opaque id; names are never here.

    `twelfth_birthday` is a civil day, and None when the date of birth is unknown: such a child is treated
    as old enough to decide alone.
    """

    id: str
    part: Part
    twelfth_birthday: date | None = None


AGE_OF_DECIDING = 12
"""Years. In Scotland a person of 12 or over is presumed able to decide; DPA 2018 s.208."""


def twelfth_birthday(born: date) -> date:
    """Return the civil day on which somebody turns twelve.

    Born on 29 February, in a year without one: 1 March.

    Raises:
        ValueError: the calendar ends before that day.
    """
    year = born.year + AGE_OF_DECIDING
    try:
        return born.replace(year=year)
    except ValueError:
        return born.replace(year=year, month=3, day=1)


def undetermined(people: Mapping[str, Person]) -> bool:
    """Say whether it is still open whose pattern of control this case is about."""
    return any(person.part in UNDETERMINED for person in people.values())


def decides_alone(child: Person, day: date) -> bool:
    """Say whether on that civil day only the child's own word counts: from the twelfth birthday itself.

    Source: domain/decisions.md, "Does consent stand?"; DPA 2018 s.208 for the age of 12.
    """
    return child.twelfth_birthday is None or day >= child.twelfth_birthday

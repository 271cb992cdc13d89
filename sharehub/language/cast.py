"""Who is who in a text that is checked, and whose words it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Voice(StrEnum):
    """Whose words a text holds."""

    PROFESSIONAL = "professional"
    SURVIVOR_VERBATIM = "survivor_verbatim"
    CHILD_VERBATIM = "child_verbatim"
    PERPETRATOR_VERBATIM = "perpetrator_verbatim"
    LEGAL_QUOTE = "legal_quote"
    IMPORTED = "imported"


class Part(StrEnum):
    """What somebody or something in a sentence is, as far as the check needs to know."""

    PERPETRATOR = "perpetrator"
    SURVIVOR = "survivor"
    CHILD = "child"
    ADULT = "adult"
    """One of two mapped adults of whom it is not yet decided whose pattern of control it is."""
    PAIR = "pair"
    """The two of them, or their relationship, spoken of as one."""
    SERVICE = "service"
    OTHER = "other"
    THING = "thing"
    UNKNOWN = "unknown"
    """A person whom the cast cannot tell, such as "she" where both are women."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The names and words by which the people of one case go; any letter case, any order.

    `adult_a` and `adult_b` stand in for the first two while it is undetermined whose pattern it is.
    """

    perpetrator: tuple[str, ...] = ()
    survivor: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    adult_a: tuple[str, ...] = ()
    adult_b: tuple[str, ...] = ()

    @property
    def undetermined(self) -> bool:
        """Whether both adults are mapped and neither part is decided."""
        return bool(self.adult_a or self.adult_b) and not (self.perpetrator or self.survivor)

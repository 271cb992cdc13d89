"""Two adults, side by side, while it is open whose pattern of control it is: what each does, as recorded.

A card is filed by whose act it is and by the closed words that its author chose. Nothing is counted, weighed
or concluded, neither comes first but by the alphabet, and a heading stands with both or with neither.

Source: domain/documents.md, section 2 point 5; requirements R108 to R110.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from consent.people import UNDETERMINED, Part
from sharehub.language.vocabulary import Kind, Tactic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sharehub.pages.walls import Card

FOR, AGAINST, BESIDES = "For the children", "Against the children", "Other acts"
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    AGAINST: frozenset({Tactic.HARM_CHILD, Tactic.USE_CHILD, Tactic.UNDERMINE_PARENTING}),
    "Violence": frozenset({Tactic.STRANGLE, Tactic.SEXUAL, Tactic.PHYSICAL}),
    "Threats, damage, humiliation": frozenset({Tactic.THREATEN, Tactic.INTIMIDATE, Tactic.DEGRADE}),
    "Control and restriction": frozenset(
        {
            *(Tactic.CONFINE, Tactic.MONITOR, Tactic.TECH, Tactic.ISOLATE, Tactic.ECONOMIC, Tactic.DOMINATE),
            *(Tactic.SUBSTANCE_COERCION, Tactic.MENTAL_HEALTH_COERCION, Tactic.EXPLOIT_IDENTITY),
            *(Tactic.SYSTEMS, Tactic.SERVICE_BLOCK, Tactic.BREACH, Tactic.MINIMISE),
        }
    ),
}
"""By which tactics a card is filed: under the first that has one of its own, so that it hangs once."""
SHOWN: Final = (*(name for name in GROUPS if name != AGAINST), BESIDES, AGAINST, FOR)
"""The headings, in their order beside either adult."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The mapped adults of a family by their ids: those of whom nothing is decided, with names; and hers."""

    undecided: Mapping[str, str] = field(default_factory=dict, repr=False)
    hers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Adult:
    """One of the two, and the cards of what they do, under each heading that either has a card under."""

    name: str = field(repr=False)
    groups: Sequence[tuple[str, Sequence[Card]]]


def mapped(people: Iterable[Mapping[str, Any]]) -> Mapped:
    """Return whose acts a wall of these people may tell apart."""
    found = [*people]
    open_still = sorted(
        (one["name"].casefold(), one["id"], one["name"]) for one in found if one["part"] in UNDETERMINED
    )
    return Mapped(
        {identity: name for _, identity, name in open_still},
        frozenset(one["id"] for one in found if one["part"] == Part.SURVIVOR),
    )


def heading_of(kind: str, tactics: frozenset[str]) -> str:
    """Return under which heading an act stands: by what its author said of it, and nothing else."""
    if kind == Kind.PROTECTIVE_EFFORT:
        return FOR
    return next((name for name, family in GROUPS.items() if family & tactics), BESIDES)


def side_by_side(cards: Sequence[Card], undecided: Mapping[str, str]) -> tuple[Adult, ...]:
    """Return the adults by their names, each with their acts; what neither has is not asked of either."""
    acts = [(card, heading_of(card.kind, card.tactics)) for card in cards if card.by in undecided]
    used = [heading for heading in SHOWN if any(its == heading for _, its in acts)]
    return tuple(
        Adult(
            name,
            [
                (heading, [card for card, its in acts if card.by == adult and its == heading])
                for heading in used
            ],
        )
        for adult, name in undecided.items()
    )

"""What the shipped rulebook lets a role do: which forms a page offers. Whether it counts, the API decides."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policies.rulebook import Rulebook

MOST_URGENT: Final = ("child_protection", "marac_safety", "reporter_investigation")
"""For what somebody looks first who is in a hurry; a role may have none of them."""


@cache
def rulebook() -> Rulebook:
    """Return the shipped rulebook."""
    return parse_rulebook(rulebook_text())


def may(role: str, act: str) -> bool:
    """Say whether a role may do an act on record."""
    return role in rulebook().may_record.acts.get(act, ())


def gates_of(role: str) -> list[str]:
    """Return the gates that a role may open, in the rulebook's order."""
    return [gate for gate, roles in rulebook().may_record.gates.items() if role in roles]


def asks_for(role: str, purpose: str) -> bool:
    """Say whether a role may ask for a purpose."""
    found = rulebook().roles.get(role)
    return found is not None and purpose in found.purposes


def always_open_first(purposes: Iterable[str]) -> list[str]:
    """Return purposes with those first that no event has to open."""
    return sorted(purposes, key=lambda each: (rulebook().purposes.get(each) is not None, each))


def in_a_hurry(purposes: Iterable[str]) -> list[str]:
    """Return purposes with those first that protect somebody now."""
    order = {purpose: place for place, purpose in enumerate(MOST_URGENT)}
    return sorted(always_open_first(purposes), key=lambda each: order.get(each, len(order)))


def for_others() -> list[str]:
    """Return for what something may be passed on: no officer's purpose."""
    return [purpose for purpose in rulebook().purposes if purpose != "audit"]


def read_by_him(purpose: str) -> bool:
    """Say whether he reads what is written for a purpose."""
    return purpose in rulebook().perpetrator_reads


def shared_anyway() -> list[str]:
    """Return the purposes for which the law requires sharing: she is told, and not asked."""
    return [purpose for purpose in rulebook().purposes if purpose in rulebook().statutory_purposes]


def minutes_of_glass() -> int:
    """Return how long a broken glass stays broken."""
    return rulebook().break_glass.minutes


def breaks_glass(role: str) -> bool:
    """Say whether a role may break the glass."""
    return role in rulebook().break_glass.roles

"""What the shipped rulebook gives each role: it chooses which links, forms and purposes a page offers.

Whether something may be done, the API says. Where a hub's rulebook is another, a page may offer too much or
too little, and opens nothing by that.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text

if TYPE_CHECKING:
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


def purposes_of(role: str) -> tuple[str, ...]:
    """Return for what a role may ask, what it works for most first."""
    known = rulebook().roles.get(role)
    return () if known is None else known.purposes


def open_first(role: str) -> list[str]:
    """Return for what a role may ask; what no event has to open comes first, since it is always there."""
    return sorted(purposes_of(role), key=lambda each: rulebook().purposes[each] is not None)


def works_with_him(role: str) -> bool:
    """Say whether somebody in a role works with him; a role that is not known counts so."""
    known = rulebook().roles.get(role)
    return known is None or known.perp_facing


def in_a_hurry(role: str) -> list[str]:
    """Return a role's purposes with those first that protect somebody now."""
    found = open_first(role)
    urgent = [purpose for purpose in MOST_URGENT if purpose in found]
    return urgent + [purpose for purpose in found if purpose not in urgent]


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

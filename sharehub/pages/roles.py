"""What the shipped rulebook gives each role: it chooses which links and purposes a page offers.

Whether something may be done, the API says. Where a hub's rulebook is another, a page may offer too much or
too little; it opens nothing by that.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text

if TYPE_CHECKING:
    from policies.rulebook import Rulebook


def purposes_of(role: str) -> tuple[str, ...]:
    """Return for what a role may ask to see a case, what it works for most first."""
    known = _rulebook().roles.get(role)
    return () if known is None else known.purposes


def may(role: str, act: str) -> bool:
    """Say whether a role is given an act upon a case."""
    return role in _rulebook().may_record.acts.get(act, frozenset())


def works_with_him(role: str) -> bool:
    """Say whether somebody in a role works with him; a role that is not known counts so."""
    known = _rulebook().roles.get(role)
    return known is None or known.perp_facing


@cache
def _rulebook() -> Rulebook:
    return parse_rulebook(rulebook_text())

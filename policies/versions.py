"""What differs between two versions of a protocol, part by part, so that nobody signs a change unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policies.protocol import Protocol

_DAYS = ("effective", "review_due", "expires")
_OTHERS = ("lead", "supersedes", "evidence", "exceptions", "breach_contacts")


@dataclass(frozen=True, slots=True)
class Changed:
    """What was put in, what was taken out, and what is there in both and says something else."""

    added: frozenset[str]
    removed: frozenset[str]
    altered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions; `days` holds each that does, as it was and as it is.

    `parties` are by unit; a purpose is altered where its lawful basis is. Of the rulebook it says only
    whether another one is cited. `others` names every other part that differs.
    """

    parties: Changed
    purposes: Changed
    days: Mapping[str, tuple[date | None, date | None]]
    rulebook: bool
    others: tuple[str, ...]


def compare(before: Protocol, after: Protocol) -> Difference:
    """Compare two versions; every part of a protocol but its name and number is looked at."""
    days = {name: (getattr(before, name), getattr(after, name)) for name in _DAYS}
    return Difference(
        parties=_changed(before.parties, after.parties),
        purposes=_changed(before.lawful, after.lawful),
        days={name: both for name, both in days.items() if both[0] != both[1]},
        rulebook=before.rulebook != after.rulebook,
        others=tuple(name for name in _OTHERS if getattr(before, name) != getattr(after, name)),
    )


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> Changed:
    return Changed(
        added=frozenset(after.keys() - before.keys()),
        removed=frozenset(before.keys() - after.keys()),
        altered=frozenset(name for name in before.keys() & after.keys() if before[name] != after[name]),
    )

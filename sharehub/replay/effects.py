"""What recorded decisions would be under a draft: facts counted by what becomes of them, for whom, why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from policies.answer import FactDecision
    from policies.recorded import Recorded
    from policies.vocabulary import Category, Caveat

EXAMPLES = 3
"""Entries that are named of each group."""


class Effect(StrEnum):
    """What a draft does to one fact of one decision; what goes out newly comes first."""

    WITHHELD_TO_FULL = "withheld to full"
    WITHHELD_TO_GIST = "withheld to gist"
    GIST_TO_FULL = "gist to full"
    FULL_TO_WITHHELD = "full to withheld"
    GIST_TO_WITHHELD = "gist to withheld"
    FULL_TO_GIST = "full to gist"
    FEWER_CAVEATS = "fewer caveats"
    MORE_CAVEATS = "more caveats"
    OTHER_CAVEATS = "other caveats"
    OTHER_REASON = "other reason"


RELEASED = frozenset({Effect.WITHHELD_TO_FULL, Effect.WITHHELD_TO_GIST, Effect.GIST_TO_FULL})
WITHHELD = frozenset({Effect.FULL_TO_WITHHELD, Effect.GIST_TO_WITHHELD, Effect.FULL_TO_GIST})

_ORDER = {effect: place for place, effect in enumerate(Effect)}


class Group(NamedTuple):
    """What is counted together: who asked, for what, facts of which kinds, answered how before and how now.

    `roles` are those in front of the wall, or the one who asked. `caveats` are those that only one side has.
    """

    effect: Effect
    roles: tuple[str, ...]
    purpose: str
    categories: tuple[Category, ...]
    before: str
    after: str
    caveats: tuple[Caveat, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """Where the group stands: what goes out newly before all else."""
        return (_ORDER[self.effect], *self[1:])


@dataclass(slots=True)
class Counted:
    """How many facts, and a few of the entries that they stand in."""

    facts: int = 0
    entries: list[UUID] = field(default_factory=list)

    def add(self, entry: UUID) -> None:
        """Count a fact of a decision."""
        self.facts += 1
        if len(self.entries) < EXAMPLES and entry not in self.entries:
            self.entries.append(entry)


def effects(recorded: Recorded, answers: Mapping[str, FactDecision]) -> Iterable[Group]:
    """Yield the group of every fact of a decision that a draft answers otherwise."""
    roles = tuple(sorted({reader.role for reader in recorded.readers}))
    kinds = {fact.id: tuple(sorted(fact.categories)) for fact in recorded.case.facts}
    for fact, before in recorded.answers.items():
        after = answers[fact]
        effect = _effect(before, after)
        if effect is not None:
            yield Group(
                effect,
                roles,
                recorded.ask.purpose,
                kinds[fact],
                f"{before.outcome} {before.reason}",
                f"{after.outcome} {after.reason}",
                tuple(sorted(before.caveats ^ after.caveats)) if before.outcome is after.outcome else (),
            )


def _effect(before: FactDecision, after: FactDecision) -> Effect | None:
    if before.outcome is not after.outcome:
        return Effect(f"{before.outcome} to {after.outcome}")
    if before.caveats != after.caveats:
        if before.caveats > after.caveats:
            return Effect.FEWER_CAVEATS
        return Effect.MORE_CAVEATS if before.caveats < after.caveats else Effect.OTHER_CAVEATS
    return None if before.reason is after.reason else Effect.OTHER_REASON

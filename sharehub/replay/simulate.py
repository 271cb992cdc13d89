"""The simulation: recorded decisions under a draft rulebook, and all that it would change besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policies.compile import compile_table
from policies.simulate import differences
from sharehub.audit.entry import Act, Action
from sharehub.protocols import rulebooks
from sharehub.replay.again import own_answers
from sharehub.replay.effects import RELEASED, WITHHELD, Counted, effects
from sharehub.replay.reading import each

if TYPE_CHECKING:
    from uuid import UUID

    from policies.rulebook import Rulebook
    from policies.simulate import Difference
    from policies.table import Table
    from sharehub.audit.entry import Value
    from sharehub.hub import Hub
    from sharehub.replay.effects import Group
    from sharehub.replay.reading import Said, Window


@dataclass(slots=True)
class Tried:
    """What a draft makes of recorded decisions; `left_out` counts those that cannot be decided again."""

    decisions: int = 0
    facts: int = 0
    left_out: int = 0
    groups: dict[Group, Counted] = field(default_factory=dict)

    def counts(self) -> dict[str, Value]:
        """Return the counts that go into the log."""
        return {
            "decisions": self.decisions,
            "facts": self.facts,
            "left_out": self.left_out,
            "released": sum(found.facts for group, found in self.groups.items() if group.effect in RELEASED),
            "withheld": sum(found.facts for group, found in self.groups.items() if group.effect in WITHHELD),
        }


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a draft would change: of what was asked, and of all that could be; and the entry in the log.

    `base` is the digest of the rulebook that the draft is held against, the hub's own.
    """

    entry: UUID
    base: str
    draft: str
    tried: Tried
    domain: tuple[Difference, ...]

    @property
    def nothing(self) -> bool:
        """Whether the draft changes nothing at all."""
        return not self.tried.groups and not self.domain


def simulate(hub: Hub, draft: Rulebook, window: Window) -> Simulated:
    """Decide recorded decisions under a draft, in place of the hub's own rulebook and of every protocol's.

    Nothing is registered and no decision changes. That somebody looked is in the log before anything is told.

    Raises:
        Conflict: the hub has no rulebook of its own to hold the draft against.
        Invalid: the window ends before it begins.
    """
    with hub.glance() as tx:
        base = rulebooks.base(tx).rulebook
    domain = differences(base, draft)
    tried, table = Tried(), compile_table(draft)
    for said in each(hub, window):
        _try(said, table, tried)
    counted: dict[str, Value] = {"draft": draft.digest, "rulebook": base.digest, "differences": len(domain)}
    act = Act(Action.SIMULATION_RUN, references={**window.days(), **counted, **tried.counts()})
    with hub.begin() as work:
        entry = work.record(act)
    return Simulated(entry, base.digest, draft.digest, tried, domain)


def _try(said: Said, table: Table, tried: Tried) -> None:
    if said.flaw is not None:
        tried.left_out += 1
    if said.recorded is not None:
        tried.decisions += 1
        tried.facts += len(said.recorded.answers)
        for group in effects(said.recorded, own_answers(said.recorded, lambda _: table)):
            tried.groups.setdefault(group, Counted()).add(said.entry)

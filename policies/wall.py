"""What several readers may have together, and what one more of them would cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.answer import FactDecision
from policies.context import keep_context
from policies.decide import decide
from policies.precedence import OUTCOME_RANK, combine
from policies.question import Ask
from policies.vocabulary import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from policies.answer import Decision
    from policies.question import Case, ProtocolInForce, Reader
    from policies.table import Table

PURPOSE = "case_mapping"
"""A wall's purpose; decisions.md, "A wall"."""

_NOBODY = FactDecision(Outcome.WITHHELD, Reason.NOT_ALLOCATED)


@dataclass(frozen=True, slots=True)
class Wall:
    """For each fact the strictest answer that any reader gets; what is withheld is off the wall.

    Caveats, grounds and protocols are those of all readers together.
    """

    facts: Mapping[str, FactDecision]

    def place(self, outcome: Outcome) -> frozenset[str]:
        """The ids of the facts that stand on the wall in full or as a gist, or are off it (withheld)."""
        return frozenset(fact for fact, decision in self.facts.items() if decision.outcome is outcome)


@dataclass(frozen=True, slots=True)
class Fall:
    """One fact's place on the wall before and after somebody joins."""

    before: Outcome
    after: Outcome


def wall(
    readers: Sequence[Reader],
    day: date,
    case: Case,
    protocols: Sequence[ProtocolInForce],
    base: Table,
    purpose: str = PURPOSE,
) -> Wall:
    """Decide what may hang where all these readers see it; with no reader, nothing may. Never raises.

    Source: decisions.md, "A wall, or one document for several readers".
    """
    return _together([decide(reader, Ask(purpose, day), case, protocols, base) for reader in readers], case)


def costs(
    invited: Sequence[Reader],
    day: date,
    case: Case,
    protocols: Sequence[ProtocolInForce],
    base: Table,
    purpose: str = PURPOSE,
) -> tuple[Mapping[str, Fall], ...]:
    """Say for each of those invited, in their order, which facts would fall if they joined all the others.

    A fact falls from full to gist, or off the wall. Somebody invited alone costs nothing, since without
    them there is no wall. Everybody is asked for once.
    """
    answers = [decide(reader, Ask(purpose, day), case, protocols, base) for reader in invited]
    with_all = _together(answers, case)
    return tuple(
        _falls(_together(answers[:place] + answers[place + 1 :], case), with_all)
        for place in range(len(answers))
    )


def _together(answers: Sequence[Decision], case: Case) -> Wall:
    strictest = {
        fact.id: combine([answer.facts[fact.id] for answer in answers]) if answers else _NOBODY
        for fact in case.facts
    }
    return Wall(keep_context(case.facts, strictest, own_may_stand_alone=False))


def _falls(before: Wall, after: Wall) -> Mapping[str, Fall]:
    return {
        fact: Fall(decision.outcome, after.facts[fact].outcome)
        for fact, decision in before.facts.items()
        if OUTCOME_RANK[after.facts[fact].outcome] < OUTCOME_RANK[decision.outcome]
    }

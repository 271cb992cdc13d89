"""The rule that a fact never travels without what explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.answer import FactDecision
from policies.vocabulary import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.question import Fact


def keep_context(
    facts: Sequence[Fact],
    decided: Mapping[str, FactDecision],
    *,
    own_may_stand_alone: bool,
) -> dict[str, FactDecision]:
    """Withhold what travels with something withheld, until nothing changes; the order of facts is no matter.

    A companion that comes as a gist is enough; one that is not in the case counts as withheld. A unit's own
    record may stand alone before that unit, on a wall nothing may.
    Source: decisions.md, step 12 and "A wall".
    """
    released = {fact for fact, decision in decided.items() if decision.outcome is not Outcome.WITHHELD}
    bound = [
        fact
        for fact in facts
        if fact.travels_with
        and fact.id in released
        and not (own_may_stand_alone and decided[fact.id].reason is Reason.OWN_RECORD)
    ]
    lost: set[str] = set()
    while alone := {fact.id for fact in bound if fact.id in released and not fact.travels_with <= released}:
        released -= alone
        lost |= alone
    return {
        fact: _without_context(decision) if fact in lost else decision for fact, decision in decided.items()
    }


def _without_context(decision: FactDecision) -> FactDecision:
    return FactDecision(Outcome.WITHHELD, Reason.CONTEXT_WITHHELD, protocols=decision.protocols)
